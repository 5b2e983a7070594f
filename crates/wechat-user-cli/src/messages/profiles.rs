//! Profiles: the settings file, which of them is used, and where its secret is.

messages! {
    // The file.
    relative_config():
        "WECHAT_CONFIG must be an absolute path: no settings are read from the working directory",
        "WECHAT_CONFIG 必须是绝对路径：不会从当前目录读取配置";
    no_place():
        "there is no folder for the settings file: set XDG_CONFIG_HOME or HOME to an absolute path, or WECHAT_CONFIG to \
         that of a file",
        "没有存放配置文件的目录：请把 XDG_CONFIG_HOME 或 HOME 设为绝对路径，或用 WECHAT_CONFIG 给出文件的绝对路径";
    is_folder(): "this is a folder, not a file", "这是目录，不是文件";
    too_long(limit): "a settings file has at most {limit} bytes", "配置文件最多 {limit} 字节";
    others_write(mode):
        "others can write to this file (mode {mode}); only you may be able to: chmod go-w",
        "其他用户可以写这个文件（权限 {mode}）；只能由您自己写：chmod go-w";
    others_replace(folder, mode):
        "others can replace this file: they can write to the folder {folder} (mode {mode}): chmod go-w {folder}",
        "其他用户可以替换这个文件：他们可以写目录 {folder}（权限 {mode}）：chmod go-w {folder}";
    of_line(file, line, problem): "{file}, line {line}: {problem}", "{file} 第 {line} 行：{problem}";
    as_it_would_be(file): "{file} as it would be", "修改后的 {file}";
    no_toml(cause): "no valid TOML: {cause}", "不是正确的 TOML：{cause}";
    default_is_a_name(): "`default` must be the name of a profile", "`default` 必须是账号配置的名称";
    unknown_part(key):
        "unknown: {key}; known are `default` and `[profiles.NAME]`",
        "未知的键：{key}；可用的有 `default` 和 `[profiles.NAME]`";
    profiles_are_a_table():
        "`profiles` must be a table: write `[profiles.NAME]`",
        "`profiles` 必须是表：请写成 `[profiles.NAME]`";
    no_profile(given, name, file, known):
        "{given}: there is no profile {name} in {file}; {known}",
        "{given}：{file} 中没有账号配置 {name}；{known}";
    has_none(): "it has none", "其中没有任何账号配置";
    has(known): "it has {known}", "其中有 {known}";

    // A profile.
    a_table(): "a profile must be a table", "账号配置必须是表";
    needs_app_id(): "the profile needs an `app_id`", "账号配置缺少 `app_id`";
    name_length(): "the name of a profile has 1 to 64 characters", "账号配置的名称为 1 到 64 个字符";
    name_characters():
        "the name of a profile begins with no `-`, has no blank at its ends, and no control character",
        "账号配置的名称不能以 `-` 开头，首尾不能有空白，也不能含有控制字符";
    name_like_a_secret(): "the name of a profile looks like an AppSecret", "账号配置的名称看起来是 AppSecret";
    two_secrets(first): "two secrets: there is also `{first}`", "有两个 AppSecret 来源：还有 `{first}`";
    exclude_each_other(): "these settings exclude each other", "这些设置互相排斥";
    no_secret_here(key):
        "{key}: no secret belongs into this file: `secret_env` names the variable that holds it, `secret_file` the file, \
         `secret_command` the command that prints it",
        "{key}：这个文件中不能写密钥：请用 `secret_env` 给出存放它的环境变量，用 `secret_file` 给出文件，\
         或用 `secret_command` 给出输出它的命令";
    holds_a_secret(key):
        "`{key}` looks like an AppSecret, which does not belong into this file",
        "`{key}` 看起来含有 AppSecret，它不能写在这个文件中";
    redis_url():
        "`redis_url`: it may hold a password, so it is only in WECHAT_REDIS_URL",
        "`redis_url`：其中可能有密码，只能写在 WECHAT_REDIS_URL 中";
    unknown(key, known): "unknown: {key}; known are {known}", "未知的键：{key}；可用的有 {known}";
    not_shown(): "a key that is not shown", "（键名不予显示）";
    array_of_texts(key):
        "`{key}` must be an array of texts: the program and its arguments; no shell reads them",
        "`{key}` 必须是字符串数组：程序及其参数；不经过 shell";
    name_of_variable(key):
        "`{key}` must be the name of a variable, not the secret itself",
        "`{key}` 必须是环境变量的名称，不是 AppSecret 本身";
    a_text(key): "`{key}` must be a text", "`{key}` 必须是字符串";
    true_or_false(key): "`{key}` must be true or false", "`{key}` 必须是 true 或 false";
    a_text_or_a_number(key): "`{key}` must be a text or a number", "`{key}` 必须是字符串或数字";
    proxy_password():
        "`proxy` must not hold a password, which belongs into ALL_PROXY",
        "`proxy` 中不能有密码，密码请写在 ALL_PROXY 中";
    path_is_empty(): "the path is empty", "路径是空的";
    path_needs_home(): "`~/` needs HOME, with an absolute path", "`~/` 需要 HOME 是绝对路径";
    path_not_utf_8(): "a path in the settings file must be UTF-8", "配置文件中的路径必须是 UTF-8";
    of_key(key, problem): "`{key}`: {problem}", "`{key}`：{problem}";
    value_one_of(known): "the value must be one of {known}", "值只能是 {known}";
    not_possible(): "this value is not possible", "不能使用这个值";

    // Its secret.
    secret_of(place, problem): "no AppSecret: {place}: {problem}", "没有 AppSecret：{place}：{problem}";
    setting(key, place): "{key} ({place})", "{key}（{place}）";
    place(name, line): "profile {name}, line {line}", "账号配置 {name}，第 {line} 行";
    default_line(line): "default, line {line}", "default，第 {line} 行";
    built_in(): "built in", "内置";
    names_no_secret(name):
        "no AppSecret: the profile {name} names none; give it a secret_env, secret_file or secret_command, or give \
         --app-secret-file FILE",
        "没有 AppSecret：账号配置 {name} 没有给出来源；请为它写上 secret_env、secret_file 或 secret_command，\
         或给出 --app-secret-file FILE";
    command_is_empty(): "the command is empty", "命令是空的";
    does_not_start(cause): "the command does not start: {cause}", "命令无法启动：{cause}";
    did_not_end(seconds):
        "the command did not end within {seconds} s and was killed",
        "命令在 {seconds} 秒内没有结束，已被终止";
    unreadable(cause): "what the command printed cannot be read: {cause}", "无法读取命令的输出：{cause}";
    printed_too_much(limit): "the command printed more than {limit} bytes", "命令的输出超过 {limit} 字节";
    printed_nothing(): "the command printed nothing", "命令没有输出";
    ended_with(status):
        "the command ended with {status}; what it printed is not shown, because it may hold the secret",
        "命令以 {status} 结束；它的输出可能含有 AppSecret，不予显示";
    printed_other_encoding():
        "the command printed neither UTF-8 nor UTF-16",
        "命令的输出既不是 UTF-8 也不是 UTF-16";
    what_it_printed(problem): "what it printed {problem}", "命令的输出{problem}";
    in_variable(name): "in {name}, which is set", "在 {name} 中，已设置";
    in_unset_variable(name): "in {name}, which is not set", "在 {name} 中，尚未设置";
    in_file(file): "in {file}, which exists", "在 {file} 中，文件存在";
    in_missing_file(file): "in {file}, which does not exist", "在 {file} 中，文件不存在";
    from_a_command(): "from a command, which was not run", "来自一个命令，没有运行它";

    // Which one is used.
    other_app_id(given, name, expected):
        "--app-id is {given}, but the AppID of the profile {name} is {expected}",
        "--app-id 是 {given}，而账号配置 {name} 的 AppID 是 {expected}";
    other_host(url, name):
        "WECHAT_BASE_URL is {url}, but the settings come from the profile {name}: set WECHAT_APPID as well, unset \
         WECHAT_BASE_URL, or give --base-url",
        "WECHAT_BASE_URL 是 {url}，而设置来自账号配置 {name}：请同时设置 WECHAT_APPID，或取消设置 WECHAT_BASE_URL，\
         或给出 --base-url";
    secret_of_other_account(flag, account):
        "--app-id is {flag}, but WECHAT_APPSECRET belongs to the account of WECHAT_APPID, which is {account}: give \
         --app-secret-file as well",
        "--app-id 是 {flag}，而 WECHAT_APPSECRET 属于 WECHAT_APPID 的公众号 {account}：请同时给出 --app-secret-file";
    empty_name(given): "{given}: the name of the profile is empty", "{given}：账号配置的名称是空的";

    // Changes.
    name_is_an_argument():
        "profile add: the name of the profile is an argument, not --profile",
        "profile add：账号配置的名称是参数，不是 --profile";
    add_needs_app_id(): "profile add: no AppID (开发者ID): give --app-id ID", "profile add：没有 AppID（开发者ID）：请给出 --app-id ID";
    one_secret():
        "two secrets: give one of --app-secret-file, --secret-env and a command after `--`",
        "有两个 AppSecret 来源：--app-secret-file、--secret-env 和 `--` 之后的命令只能给出一个";
    exists(name):
        "the profile {name} exists: remove it first, or edit the settings file",
        "账号配置 {name} 已经存在：请先删除它，或修改配置文件";
    no_default():
        "no profile is the default; `wechat-user profile use NAME` chooses one",
        "还没有默认的账号配置；可用 `wechat-user profile use NAME` 选择";
}
