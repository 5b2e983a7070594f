//! `mock`: the simulated service, and the pushes that it sends.

messages! {
    no_simulator():
        "no simulator: give its URL, or set WECHAT_BASE_URL",
        "没有模拟服务：请给出它的 URL，或设置 WECHAT_BASE_URL";
    bad_url(problem): "the URL of the simulator: {problem}", "模拟服务的 URL：{problem}";
    status(status): "status {status}", "状态 {status}";
    not_ready(seconds, problem):
        "the simulator was not ready within {seconds} s: {problem}",
        "模拟服务在 {seconds} 秒内没有就绪：{problem}";

    // Pushes.
    server_status(status): "the server responded with status {status}", "服务器返回了状态 {status}";
    unreadable(problem):
        "the service could not read this response: {problem}",
        "微信无法读取这个响应：{problem}";
    no_response(attempts, cause): "no response in {attempts} attempts: {cause}", "发送 {attempts} 次都没有响应：{cause}";
    no_random_numbers(cause): "the system has no random numbers: {cause}", "系统没有提供随机数：{cause}";
    no_setting(what, problem, name):
        "no {what}: {problem}; set {name} to the value in the server's callback settings",
        "没有 {what}：{problem}；请把 {name} 设为服务器回调设置中的值";
    push_token(): "Token (令牌)", "Token（令牌）";
    of_variable(name, problem): "{name}: {problem}", "{name}：{problem}";

    // The server.
    cannot_listen(address, cause):
        "--listen {address}: {cause}; choose another address with --listen ADDRESS:PORT; port 0 takes a free one",
        "--listen {address}：{cause}；请用 --listen 地址:端口 换一个地址；端口 0 表示任选一个空闲端口";
    ca_is_in(file): "the CA certificate to trust is in {file}", "要信任的 CA 证书在 {file}";
    goes_on_with(file): "continuing with the state in {file}", "从 {file} 中的状态继续";
    no_signal():
        "this system has no signal on which to save it; take it from GET /_mock/state",
        "本系统没有用来触发保存的信号；请用 GET /_mock/state 取得状态";
    other_account(other, given):
        "it belongs to the account {other}, but --app-id is {given}",
        "它属于公众号 {other}，而 --app-id 是 {given}";
    settings_twice():
        "its \"settings\" cannot be combined with --strict, --loose and --page-size",
        "其中的 \"settings\" 不能与 --strict、--loose 和 --page-size 同时使用";
    not_faults(cause): "this is not a list of faults: {cause}", "这不是故障列表：{cause}";
}
