//! The access token.

messages! {
    store_bypassed():
        "the store was bypassed: it was neither read nor changed",
        "没有使用存储：既没有读取，也没有修改";
    none_to_show(): "with --token-mode none there is no token to show", "--token-mode none 时没有 token 可显示";
    every_at_most(): "--every is at most 60s", "--every 最多 60s";
    keep_needs_a_store():
        "token keep needs --store file or --store redis, and not --redis-role follow",
        "token keep 需要 --store file 或 --store redis，且不能是 --redis-role follow";
    force_is_for_stable():
        "--force is for stable tokens: a plain token is always another one",
        "--force 只用于稳定版 token：普通 token 每次获取都是新的";
    no_user_token(problem, name):
        "no access_token of the user: {problem}; set {name}, or give --code CODE",
        "没有该用户的 access_token：{problem}；请设置 {name}，或给出 --code CODE";
}
