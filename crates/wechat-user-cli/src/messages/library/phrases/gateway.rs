//! Texts about the configuration of the gateway.

/// The English text, and the Chinese one.
pub(super) const FORMS: &[(&str, &str)] = &[
    // Syntax.
    ("this is not TOML, or a value has another type than expected", "不是 TOML，或某个值的类型不对"),
    // Upstream and store.
    (
        "plain HTTP would show the token: only a loopback host may have it",
        "明文 HTTP 会泄露 token：只有本机地址可以使用",
    ),
    ("only the kind \"file\" has a folder", "只有 kind \"file\" 才有 folder"),
    ("only the kind \"redis\" has a url and a layout", "只有 kind \"redis\" 才有 url 和 layout"),
    ("the kind \"file\" needs a folder", "kind \"file\" 必须有 folder"),
    // Keys and accounts.
    (
        "one or two signing keys, got {}; the first signs, both are accepted",
        "签名密钥为一个或两个，给出了 {} 个；第一个用于签名，两个都接受",
    ),
    ("at least {} characters, got {}", "至少 {} 个字符，给出了 {} 个"),
    ("app_id: 1 to {} letters and digits", "app_id：1 至 {} 个字母和数字"),
    ("{} stands here twice", "{} 出现了两次"),
    ("the name {}", "名称 {}"),
    ("at least one is needed", "至少要有一个"),
    ("name: 1 to 64 letters, digits, `_`, `-` and dots", "name：1 至 64 个字母、数字、`_`、`-` 和点"),
    ("sha256: 64 hexadecimal digits", "sha256：64 个十六进制数字"),
    ("{} is not an account of this file", "{} 不是本文件中的公众号"),
    ("another key has the same sha256", "另一个 key 有相同的 sha256"),
    // Limits.
    ("every limit is at least 1", "每项限制至少为 1"),
    (
        "at most 1024 senders, 1000000 connections, a queue of 1000000, and 1 TiB in bytes",
        "senders 最多 1024，connections 最多 1000000，queue 最多 1000000，bytes 最多 1 TiB",
    ),
    ("times are at most 3600 seconds", "时间最多 3600 秒"),
    (
        "bytes must hold one request and one response: request_bytes + response_bytes",
        "bytes 必须容得下一个请求和一个响应：request_bytes + response_bytes",
    ),
    // Secrets.
    ("the variable {} is not set", "没有设置变量 {}"),
    ("the variable {} is not UTF-8", "变量 {} 不是 UTF-8"),
    ("give one of env, file and command", "请给出 env、file 和 command 中的一个"),
    ("the secret is empty", "密钥是空的"),
    ("the secret holds white space", "密钥中有空白"),
    ("the command is empty", "command 是空的"),
    ("the command {} does not start: {}", "命令 {} 无法启动：{}"),
    ("the command {} ended with {}", "命令 {} 以 {} 结束"),
    ("the output of {} is not UTF-8", "{} 的输出不是 UTF-8"),
    // TLS and addresses.
    ("{}: it holds no certificate", "{}：其中没有证书"),
    ("{}: no private key can be read", "{}：无法读取私钥"),
    ("whether there is TLS changes with a new start only", "是否使用 TLS，只有重新启动才能改变"),
    (
        "{} is not loopback: workers' keys would travel in the clear; add [tls], or say --behind-proxy",
        "{} 不是本机地址：各程序的密钥会以明文传输；请加上 [tls]，或给出 --behind-proxy",
    ),
];
