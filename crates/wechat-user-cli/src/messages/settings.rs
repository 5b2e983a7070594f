//! Settings: which account, which service, which secret, which store.

messages! {
    no_app_id():
        "no AppID (开发者ID): give --app-id ID, set WECHAT_APPID, or choose a profile (`wechat-user profile --help`)",
        "没有 AppID（开发者ID）：请给出 --app-id ID，设置 WECHAT_APPID，或选择账号配置（`wechat-user profile --help`）";

    // The address of the service, and the way there.
    base_url_is(problem): "the base URL is {problem}", "服务地址有误：{problem}";
    base_url_scheme():
        "the base URL must begin with https:// or http://",
        "服务地址必须以 https:// 或 http:// 开头";
    base_url_unencrypted():
        "a base URL of http:// sends token and secret unencrypted; give --allow-http to allow it",
        "http:// 的服务地址会以明文发送 token 和 AppSecret；确需如此请给出 --allow-http";
    proxy_password():
        "every user of this machine can list flags: give a proxy with a password in ALL_PROXY instead of --proxy",
        "本机所有用户都能看到命令行参数：带密码的代理请写在 ALL_PROXY 中，不要用 --proxy";

    // The secret.
    no_secret(problem):
        "no AppSecret: {problem}; set it, or give --app-secret-file FILE",
        "没有 AppSecret：{problem}；请设置它，或给出 --app-secret-file FILE";
    not_set(name): "{name} is not set", "没有设置 {name}";
    not_utf_8(name): "{name} is not UTF-8", "{name} 不是 UTF-8";
    of_variable(name, problem): "{name} {problem}", "{name} {problem}";
    of_the_file(problem): "the file {problem}", "文件{problem}";
    is_empty(): "is empty", "是空的";
    has_blanks():
        "has a blank, a line break or a control character inside",
        "中间有空白、换行或控制字符";
    others_can_read(file, mode):
        "others can read the AppSecret in {file} (mode {mode}): chmod 600 {file}",
        "其他用户可以读取 {file} 中的 AppSecret（权限 {mode}）：chmod 600 {file}";

    // The store of the token.
    secret_in_layout(): "--redis-layout must not hold the AppSecret", "--redis-layout 中不能含有 AppSecret";
    need_redis(): "--redis-layout and --redis-role need --store redis", "--redis-layout 和 --redis-role 要与 --store redis 一起使用";
    no_cache_folder():
        "--store file needs XDG_CACHE_HOME or HOME, with an absolute path",
        "--store file 需要 XDG_CACHE_HOME 或 HOME 是绝对路径";
    only_reads(): "--redis-role follow only reads", "--redis-role follow 只读取";
    keeps_nothing():
        "--store memory keeps nothing: give --store file or --store redis",
        "--store memory 不保存任何东西：请给出 --store file 或 --store redis";
    of_flag(flag, problem): "{flag}: {problem}", "{flag}：{problem}";
    goes_on_without(problem): "{problem}; the command goes on without it", "{problem}；命令不使用存储，继续执行";

    // Lists.
    calls_used_up(): "the calls of --max-calls are used up", "--max-calls 允许的调用已经用完";
    cancelled(): "cancelled", "已取消";
}
