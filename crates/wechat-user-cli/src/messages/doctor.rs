//! What `doctor` finds.

messages! {
    not_in_order(checks): "not in order: {checks}", "未通过的检查：{checks}";
    of(subject, problem): "{subject}: {problem}", "{subject}：{problem}";
    skipped(): "not checked, because a check before it failed", "没有检查，因为前面的检查未通过";

    // Credentials and token.
    complete(app_id):
        "AppID {app_id}, secret and settings are complete",
        "AppID {app_id}，AppSecret 和设置齐全";
    find_credentials():
        "AppID (开发者ID) and AppSecret (开发者密码) are in the console under 设置与开发, 开发接口管理, 基本配置.",
        "AppID（开发者ID）和 AppSecret（开发者密码）在公众平台后台的“设置与开发”“开发接口管理”“基本配置”中。";
    token_not_used(): "not used with --token-mode none", "--token-mode none 时不使用";
    token_fetched(seconds): "fetched, valid for {seconds} s", "已获取，有效期还有 {seconds} 秒";
    token_fetched_past_the_store(seconds):
        "fetched, valid for {seconds} s; the store was bypassed",
        "已获取，有效期还有 {seconds} 秒；没有使用存储中的 token";
    rival():
        "the service rejected the token at once: another process fetches tokens for this account",
        "token 刚获取就被微信拒绝：另一个进程也在为该公众号获取 token";
    use_stable_tokens():
        "Use --token-mode stable everywhere, or let a single process fetch tokens for all.",
        "请在所有地方使用 --token-mode stable，或只让一个进程为大家获取 token。";

    // The white-list.
    address_accepted():
        "the service accepts calls from this machine's address",
        "微信接受来自本机 IP 的调用";
    address_blocked(ip): "{ip} is not on the list", "{ip} 不在 IP白名单 中";
    add_address(ip):
        "Add {ip} to the IP white-list (IP白名单) in the console, under 基本配置.",
        "请在公众平台后台的“基本配置”中，把 {ip} 加入 IP白名单。";

    // Quotas.
    no_limit(path): "{path}: the service reports no daily limit", "{path}：微信没有给出每日调用上限";
    used(path, used, limit, remain):
        "{path}: {used} of {limit} calls are used today, {remain} are left",
        "{path}：今日上限 {limit} 次，已调用 {used} 次，剩余 {remain} 次";
    quota_used_up():
        "Wait for the next day, or reset the count with `wechat-user quota clear`, possible ten times a month.",
        "请等到次日，或用 `wechat-user quota clear` 重置次数（每月最多十次）。";
    quota_nearly_used_up(): "Less than a tenth is left: call it less often.", "剩余不到十分之一：请减少调用。";

    // The connection.
    check_the_name():
        "Check the network, the name server, and the host in --base-url or WECHAT_BASE_URL; \
         behind a proxy, give --proxy.",
        "请检查网络、DNS 服务器，以及 --base-url 或 WECHAT_BASE_URL 中的主机名；如果要经过代理，请给出 --proxy。";
    no_host(): "the base URL has no host", "服务地址中没有主机名";
    addresses(host, addresses): "{host} is {addresses}", "{host} 的地址是 {addresses}";
    proxy_resolves():
        "A proxy is set, which resolves the name itself: see the check of the connection.",
        "设置了代理，由代理解析主机名：请看 connection 的检查结果。";
    name_server_silent(time):
        "no response from the name server within {time}",
        "DNS 服务器在 {time} 内没有响应";
    unreachable():
        "Check the network, the firewall (port 443 out), the proxy, and --base-url.",
        "请检查网络、防火墙（出站 443 端口）、代理和 --base-url。";
    not_the_service():
        "The response is not from the service but from a proxy, a gateway or a login page. \
         Check --proxy and --base-url.",
        "响应不是来自微信，而是来自代理、网关或登录页面。请检查 --proxy 和 --base-url。";
    check_tls():
        "The certificate is not trusted, or this is not TLS: check the clock and --base-url; \
         behind a proxy that opens TLS, give its certificate with --ca-cert.",
        "证书不受信任，或对方不是 TLS：请检查本机时间和 --base-url；如果代理会解开 TLS，请用 --ca-cert 给出它的证书。";
    strange_status(status):
        "HTTP status {status}, which the service does not send",
        "HTTP 状态是 {status}，微信不会返回这样的状态";
    strange_response(): "the response is not from the service", "响应不是来自微信";
    responds_over_tls(origin, status):
        "{origin} responds over TLS, with HTTP status {status}",
        "{origin} 有响应（TLS），HTTP 状态 {status}";
    responds_without_tls(origin, status):
        "{origin} responds without TLS, with HTTP status {status}",
        "{origin} 有响应（没有 TLS），HTTP 状态 {status}";

    // The clock.
    no_date(): "the response has no Date", "响应中没有 Date";
    ahead(seconds): "{seconds} s ahead of the service", "比微信快 {seconds} 秒";
    behind(seconds): "{seconds} s behind the service", "比微信慢 {seconds} 秒";
    set_the_clock():
        "Set this machine's clock (NTP): certificates, page signatures and the expiry of shared tokens depend on it.",
        "请校准本机时间（NTP）：证书、页面签名和共享 token 的有效期都依赖它。";
}
