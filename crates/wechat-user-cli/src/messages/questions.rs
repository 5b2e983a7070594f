//! The questions before a change.

messages! {
    ask(question, account): "{question} (account {account})? [y/N] ", "{question}（公众号 {account}）？[y/N] ";
    one_user(): "1 user", "1 个用户";
    users(count): "{count} users", "{count} 个用户";

    rename(target, name): "Rename {target} to {name}", "把{target}改名为 {name}";
    delete(target): "Delete {target}", "删除{target}";
    create_tag(name): "Create the tag {name}", "创建标签 {name}";
    ensure_tag(name): "Create the tag {name} if there is none", "没有标签 {name} 时创建";
    put_tag(tag, users): "Put {tag} on {users}", "给 {users}打上{tag}";
    take_tag(tag, users): "Take {tag} off {users}", "从 {users}取消{tag}";

    create_group(name): "Create the group {name}", "创建分组 {name}";
    ensure_group(name): "Create the group {name} if there is none", "没有分组 {name} 时创建";
    move_users(users, group): "Move {users} to {group}", "把 {users}移动到{group}";

    block(users): "Put {users} on the blacklist (黑名单)", "把 {users}拉入黑名单";
    unblock(users): "Take {users} off the blacklist (黑名单)", "把 {users}移出黑名单";
    forget(users, file): "Delete everything about {users} from {file}", "从 {file} 中删除 {users}的全部记录";
    set_remark(openid, remark): "Set the remark on {openid} to {remark}", "把 {openid} 的备注名设为 {remark}";
    set_remarks(users): "Set the remarks on {users}", "设置 {users}的备注名";
    print_profiles(count): "Print {count} profiles", "输出 {count} 个用户的基本信息";
    convert(count, from): "Convert {count} openids of {from}", "转换 {from} 的 {count} 个 openid";

    permanent_code(scene): "Create a permanent QR code with the scene {scene}", "创建永久二维码，场景值 {scene}";
    temporary_code(scene): "Create a temporary QR code with the scene {scene}", "创建临时二维码，场景值 {scene}";
    keep_bytes(bytes, days): "Keep {bytes} bytes for {days} days", "把 {bytes} 字节的长信息保存 {days} 天";
    reset_quota(path):
        "Reset today's call count of {path} (possible ten times a month)",
        "重置 {path} 今日的调用次数（每月最多十次）";
    reset_all_quotas():
        "Reset today's call count of all APIs (possible ten times a month)",
        "重置全部接口今日的调用次数（每月最多十次）";
    post(path): "POST to {path}", "向 {path} 发送 POST 请求";
    fetch_plain_token():
        "Fetch another plain token, which invalidates the previous one",
        "获取新的普通 token，之前的会失效";
    force_stable_token():
        "Force another stable token, which invalidates the one of every process at once",
        "强制刷新稳定版 token，所有进程现有的都会立即失效";
    fetch_stable_token(): "Fetch the stable token", "获取稳定版 token";
}
