//! The report of a failure.

messages! {
    one_of(name, known):
        "{name} must be one of: {known}",
        "{name} 只能是：{known}";

    // The lines of the report.
    error(message): "error: {message}", "错误：{message}";
    warning(message): "warning: {message}", "警告：{message}";
    note(message): "note: {message}", "提示：{message}";
    meaning(text): "meaning: {text}", "含义：{text}";
    remedy(text): "remedy:  {text}", "处理：{text}";
    again(time): "again:   {time}", "可重试时间：{time}";
    rid(rid): "rid:     {rid}", "请求标识（rid）：{rid}";
    blocked_ip(ip): "IP to add to the white-list (IP白名单): {ip}", "要加入 IP白名单 的 IP：{ip}";
    failed(openid): "failed:  {openid}", "失败：{openid}";
    more_in(count, file): "and {count} more in {file}", "另有 {count} 个在 {file} 中";
    more(count): "and {count} more: --failed FILE writes them all", "另有 {count} 个：--failed FILE 可写出全部";

    // Its message.
    interrupted(): "interrupted", "已中断";
    interrupted_after(done, total):
        "interrupted: {done} of {total} openids are done",
        "已中断：{total} 个 openid 中已完成 {done} 个";
    partial(done, total, left):
        "{done} of {total} openids are done, {left} are not",
        "{total} 个 openid 中已完成 {done} 个，未完成 {left} 个";
    and_note(message, note): "{message}; {note}", "{message}；{note}";
    because(message, cause): "{message}: {cause}", "{message}：{cause}";
    rest_not_written(message, file, cause):
        "{message}; the rest could not be written to {file}: {cause}",
        "{message}；未完成的无法写入 {file}：{cause}";
    declined(): "nothing was changed: the answer was not yes", "没有做任何修改：回答不是 yes";
    simulator_failed(cause): "the simulator could not run: {cause}", "模拟服务无法运行：{cause}";
    not_written(cause): "the result could not be written: {cause}", "结果无法写出：{cause}";
    done_but_not_written(done, total, cause):
        "{done} of {total} openids are done; the result could not be written: {cause}",
        "{total} 个 openid 中已完成 {done} 个；结果无法写出：{cause}";

    // Advice.
    check_the_network():
        "Check --base-url (or WECHAT_BASE_URL), the proxy and the network; `wechat-user doctor` finds the cause.",
        "请检查 --base-url（或 WECHAT_BASE_URL）、代理和网络；`wechat-user doctor` 可以找出原因。";
    check_before_again():
        "The change may have been made nevertheless: check before you try again.",
        "修改可能已经生效：重试之前请先核对。";
}
