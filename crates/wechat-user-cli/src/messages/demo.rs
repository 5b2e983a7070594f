//! The demonstration: its steps, what each of them did, and how one fails.

messages! {
    failed(number, step, problem): "step {number}, {step}: {problem}", "第 {number} 步（{step}）失败：{problem}";
    unequal(what, expected, actual): "{what}: expected {expected}, got {actual}", "{what}：应为 {expected}，实为 {actual}";
    not_refused(): "it was not refused", "没有被拒绝";
    counted(path, client, service):
        "{path}: the client counted {client}, the service {service}",
        "{path}：客户端计数 {client}，模拟服务计数 {service}";

    opening_the_service(): "opening the service", "启动模拟服务";
    fetching_a_token(): "fetching a token", "获取 token";
    creating_groups(): "creating groups", "创建分组";
    renaming_a_group(): "renaming a group", "修改分组名";
    listing_the_groups(): "listing the groups", "查询所有分组";
    ensuring_a_group(): "ensuring a group", "确保分组存在";
    moving_one_by_one(): "moving users one by one", "逐个移动用户分组";
    moving_in_a_batch(): "moving users in a batch", "批量移动用户分组";
    tagging_users(): "tagging users", "给用户打标签";
    blocking_users(): "blocking users", "拉黑用户";
    setting_a_remark(): "setting a remark", "设置备注名";
    reading_in_three_languages(): "reading a profile in three languages", "用三种语言读取用户信息";
    reading_a_batch(): "reading a batch of profiles", "批量获取用户信息";
    listing_all_followers(): "listing all followers", "获取关注者列表";
    naming_too_long(): "naming a group with 31 characters", "用 31 个字符的分组名";
    moving_a_stranger(): "moving a user who does not follow", "移动未关注的用户";
    deleting_the_groups(): "deleting the groups", "删除分组";
    comparing_the_counts(): "comparing the counts", "核对计数";

    opened(url, followers, account):
        "A simulated WeChat listens on {url}; {followers} users follow the account {account}.",
        "微信模拟服务监听 {url}；公众号 {account} 有 {followers} 个关注者。";
    fetched(minutes):
        "Fetched an access token (接口调用凭据), which is valid for {minutes} minutes.",
        "获取了 access_token（接口调用凭据），有效期 {minutes} 分钟。";
    created(first, second): "Created two groups (分组): {first}, {second}.", "创建了两个分组：{first}、{second}。";
    renamed(group, name): "Renamed group {group} to {name}.", "把分组 {group} 改名为 {name}。";
    listed(groups):
        "Listed the groups with their members: {groups}.",
        "查询了所有分组及其用户数：{groups}。";
    ensured(name, group):
        "Ensured the group {name} again: it is group {group}, and no second one was created.",
        "再次确保分组 {name} 存在：它就是分组 {group}，没有重复创建。";
    moved(count, group):
        "Moved {count} users to group {group}, one call each, and read the group of each one from the service.",
        "把 {count} 个用户移动到分组 {group}，每人一次调用，并逐个查询了所在分组。";
    moved_at_once(count, group):
        "Moved {count} more to group {group} in a single call.",
        "又用一次调用把 {count} 个用户移动到分组 {group}。";
    tagged(tag, name, count):
        "Put the tag (标签) {tag} {name} on {count} followers in a single call, \
         and read it back with the client and in the service.",
        "用一次调用给 {count} 个关注者打上标签 {tag} {name}，并从客户端和模拟服务两边核对。";
    blocked(count):
        "Put {count} users on the blacklist (黑名单), listed it, and took them off again.",
        "把 {count} 个用户拉入黑名单，查询后又移出。";
    remarked(remark):
        "Set the remark (备注名) {remark} on a user, and read it back in their profile.",
        "把一个用户的备注名设为 {remark}，并从用户信息中读回。";
    read_in_three_languages(places):
        "Read a profile in three languages; the user lives in {places}.",
        "用三种语言读取了用户信息；该用户所在地：{places}。";
    read_a_batch(count):
        "Read {count} profiles in a single call; the remark is among them.",
        "用一次调用获取了 {count} 个用户的信息，其中有刚才的备注名。";
    listed_all(openids, pages):
        "Listed all followers: {openids} openids, {pages} pages.\n    Halfway, another process replaced the token: \
         one call was rejected (40001), one request fetched the new token, and no openid is missing.",
        "获取了全部关注者：{openids} 个 openid，{pages} 页。\n    中途另一个进程换掉了 token：\
         一次调用被拒绝（40001），随即重新获取了一次 token，没有遗漏 openid。";
    refused_a_name(error): "Tried a group name of 31 characters: {error}.", "尝试 31 个字符的分组名：{error}。";
    refused_a_move(error):
        "Tried to move a user who does not follow: {error}.",
        "尝试移动未关注的用户：{error}";
    deleted():
        "Deleted both groups: their members are back in group 0 (未分组).",
        "删除了这两个分组：其中的用户回到分组 0（未分组）。";
    compared(calls, paths):
        "Compared the counts: the client sent {calls} calls to {paths} paths, and the service received the same.",
        "核对了计数：客户端向 {paths} 个路径发送了 {calls} 次调用，模拟服务收到的相同。";
    done(calls, token_requests, seconds):
        "Done: {calls} calls, {token_requests} of them for tokens, in {seconds} seconds.",
        "完成：共 {calls} 次调用，其中 {token_requests} 次是获取 token，用时 {seconds} 秒。";
}
