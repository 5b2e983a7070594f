//! Runs over lists, exports and syncs: what they begin with, how they end, how to go on.

messages! {
    no_openids(): "the list holds no openids, so there is nothing to do", "列表中没有 openid，无事可做";
    was_done():
        "the checkpoint says that this was done; --restart begins again",
        "断点文件显示这项工作已经完成；--restart 可从头开始";
    was_exported():
        "the export is finished, so there is nothing to do; --restart begins again",
        "导出已经完成，无事可做；--restart 可从头开始";
    calls_used_up(limit):
        "the {limit} calls of --max-calls are used up",
        "--max-calls 允许的 {limit} 次调用已经用完";
    other_account(): "the list seems to be another account's", "这个列表似乎属于别的公众号";
    cursor_repeated():
        "the service repeats a cursor; the list may be incomplete",
        "微信返回了重复的 next_openid；列表可能不完整";

    list_skipped(list, cause): "{list} are left as they were: {cause}", "{list}保持原样：{cause}";
    not_swept(reason): "users who left are not taken out: {reason}", "没有移除已取消关注的用户：{reason}";

    // How to go on.
    run_again_to_go_on(): "run the same command again to go on", "再次运行同一命令即可继续";
    run_again_to_continue(): "run the same command again to continue", "再次运行同一命令即可继续";
    would_go_on_with_a_file():
        "with a file in --out, the same command would go on",
        "如果 --out 是文件，同一命令就可以继续";
    continue_with_file(profile, file):
        "continue with {profile}--file {file}, which has the openids that are left",
        "用 {profile}--file {file} 继续，其中是未完成的 openid";
    run_again_with_failed():
        "run the command again, with --failed FILE to keep the openids that are left",
        "再次运行该命令，并用 --failed FILE 保存未完成的 openid";
    continue_from(profile, cursor): "continue with {profile}--from {cursor}", "用 {profile}--from {cursor} 继续";
}
