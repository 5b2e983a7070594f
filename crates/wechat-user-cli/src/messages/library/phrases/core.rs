//! Texts of the core, the client, the database and the transport.

/// The English text, and the Chinese one.
pub(super) const FORMS: &[(&str, &str)] = &[
    // What a call waits for.
    ("the response", "响应"),
    ("its turn", "轮到自己"),
    ("the access token", "access_token"),
    ("a ticket", "票据"),
    ("the store of credentials", "凭据的存储"),
    ("another process, which has the lock of the credential", "另一个进程，它持有该凭据的锁"),
    ("another change of the tags of the same followers", "对相同关注者的另一次标签修改"),
    // Values of arguments.
    ("the host is empty", "主机名为空"),
    ("the scheme is named twice", "协议写了两次"),
    ("it holds one of ? # @ or a space", "含有 ?、#、@ 或空格"),
    ("the host or the port is malformed", "主机名或端口的格式不对"),
    ("the scheme is missing", "没有写协议"),
    ("the scheme is neither https nor http", "协议既不是 https 也不是 http"),
    ("it does not begin with a slash", "没有以斜杠开头"),
    ("it holds a query or a fragment", "含有查询参数或片段"),
    ("it holds white space or a control character", "含有空白或控制字符"),
    ("it makes no valid URI", "不能组成合法的 URI"),
    ("it has an empty segment", "有一段是空的"),
    ("a relayed path holds letters, digits, `_`, `-` and slashes only", "转发的路径只能含字母、数字、`_`、`-` 和斜杠"),
    (
        "it holds a blank, a control character, `#` or a character beyond ASCII",
        "含有空白、控制字符、`#` 或非 ASCII 字符",
    ),
    ("it holds access_token", "含有 access_token"),
    ("it has no such scheme", "没有这样的协议"),
    ("it is percent-encoded already and would be encoded twice", "已经转义过，会被转义两次"),
    ("it has no host", "没有主机名"),
    ("it holds a blank or a control character", "含有空白或控制字符"),
    ("it is empty", "是空的"),
    ("is not set", "没有设置"),
    ("is not UTF-8", "不是 UTF-8"),
    ("is empty", "是空的"),
    // Checkpoints.
    ("all followers", "全部关注者"),
    ("the users on the blacklist", "黑名单中的用户"),
    ("given openids", "给出的 openid"),
    ("the JSON text ends too early", "JSON 文本不完整"),
    ("a field is missing or of another kind", "缺少字段，或字段的类型不对"),
    ("it is no JSON text", "不是 JSON 文本"),
    ("the last one that was exported is another one", "最后一个已导出的不是同一个"),
    ("there are fewer than were exported", "比已导出的还少"),
    // With values.
    ("the followers with tag {}", "有标签 {} 的关注者"),
    ("the credential in it cannot be used: {}", "其中的凭据不能使用：{}"),
    (
        "it has the Content-Encoding {}, which the request did not accept",
        "它的 Content-Encoding 是 {}，而请求没有声明接受",
    ),
    ("it ends too early, after {} bytes", "它不完整，只有 {} 字节"),
    ("it is no JSON from line {}, column {} on", "从第 {} 行第 {} 列起不是 JSON"),
    ("missing field {}", "缺少字段 {}"),
    ("a field has an unexpected type, before line {}, column {}", "第 {} 行第 {} 列之前有字段的类型不对"),
];
