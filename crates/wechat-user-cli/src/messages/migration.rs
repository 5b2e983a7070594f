//! The steps of a migration.

messages! {
    before(): "before the approval", "审核通过之前";
    approval(): "the approval", "审核";
    within(): "within 15 days", "15 天之内";

    save_followers():
        "save all followers with remarks, tags and unionids: only their openids can be converted later",
        "保存全部关注者及其备注名、标签和 unionid：之后只有 openid 可以转换";
    save_tags():
        "save the names of the tags (标签): profiles have only their ids",
        "保存标签的名称：用户信息中只有标签 id";
    save_groups(): "save the names of the groups (分组)", "保存分组的名称";
    save_blacklist(): "save the blacklist (黑名单)", "保存黑名单";
    save_the_rest():
        "save from the console what no API returns, and find every place where your own systems keep openids",
        "从后台保存接口不返回的内容，并找出自己的系统中所有存放 openid 的地方";
    apply():
        "apply for the migration (账号迁移) in the console; the old account is frozen then",
        "在后台申请账号迁移；旧账号随即冻结";
    convert():
        "convert the openids: possible for 15 days after the approval, and only for those who follow the old account",
        "转换 openid：审核通过后 15 天内可以进行，且只限旧账号的关注者";
    replace():
        "replace the openids in your own systems by the pairs in new.ndjson",
        "用 new.ndjson 中的对应关系替换自己系统中的 openid";
    restore():
        "see which tags and remarks are there, and set those that are not",
        "查看标签和备注名是否都在，补上缺少的";
    compare():
        "compare the number of rows with the old file before you delete anything",
        "删除任何东西之前，先与旧文件核对行数";
}
