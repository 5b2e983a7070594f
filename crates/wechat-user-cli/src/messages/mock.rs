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
}
