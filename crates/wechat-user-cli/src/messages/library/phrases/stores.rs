//! Texts of the stores of credentials, and of networks.

/// The English text, and the Chinese one.
pub(super) const FORMS: &[(&str, &str)] = &[
    // Stores of credentials.
    ("this kind of token cannot be stored", "这种 token 不能存储"),
    ("this kind of credential cannot be stored", "这种凭据不能存储"),
    (
        "AppID and origin are too long for the name of a file, at most 240 bytes",
        "AppID 和服务地址太长，不能作文件名，最多 240 字节",
    ),
    ("a value with a line break cannot be stored", "含有换行的值不能存储"),
    ("another process keeps the lock file locked", "另一个进程一直锁着锁文件"),
    ("the lock file cannot be locked", "无法锁住锁文件"),
    ("the lock file cannot be opened", "无法打开锁文件"),
    ("the folder cannot be created", "无法创建文件夹"),
    ("the record cannot be opened", "无法打开记录"),
    ("the record cannot be read", "无法读取记录"),
    ("the record cannot be written", "无法写入记录"),
    ("the rights cannot be read", "无法读取权限"),
    ("the file cannot be looked at", "无法查看文件"),
    ("other users may use it; take the rights away with chmod go=", "其他用户也能使用它；请用 chmod go= 取消其权限"),
    ("another process is renewing the credential", "另一个进程正在更新该凭据"),
    // Responses.
    ("it is neither UTF-8 nor JSON", "它既不是 UTF-8 也不是 JSON"),
    // Redis.
    ("the environment variable is not set", "没有设置环境变量"),
    (
        "the URL of Redis is not redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], rediss://.. or unix:///PATH",
        "Redis 的 URL 不是 redis://[[用户]:密码@]主机[:端口][/数据库]、rediss://.. 或 unix:///路径",
    ),
    (
        "a URL of Redis with TLS (rediss://) needs the feature `tls` of credential-store-redis",
        "带 TLS 的 Redis URL（rediss://）需要 credential-store-redis 的 `tls` 特性",
    ),
    (
        "the value of the key has not the form that the layout demands, so it is left as it is",
        "该键的值不是布局要求的形式，因此没有改动",
    ),
    (
        "the AppSecret must not be part of a key: every log of Redis would have it",
        "键中不能含有 AppSecret：Redis 的日志都会记下它",
    ),
    ("the placeholders of a key are", "键中可用的占位符是"),
    ("a key has 1 to 512 bytes, without control characters; given are", "键为 1 至 512 字节，不含控制字符；给出的是"),
    ("the layout of Redis keys is unknown; possible are", "不认识这种 Redis 键布局；可以是"),
    ("this layout has one field", "这种布局只有一个字段"),
    ("the form of a value is raw, json-string or json-object", "值的形式是 raw、json-string 或 json-object"),
    ("the margin is a number of seconds, at most 7199", "margin 是秒数，最多 7199"),
    ("a layout of your own has each of these fields once at most", "自定义布局中下列字段最多各出现一次"),
    (
        "the credential is not stored: it has less time left than the layout takes away, in seconds",
        "凭据没有存储：剩余时间少于布局要减去的秒数",
    ),
    ("the layout has no key for this kind of credential", "该布局没有存放这种凭据的键"),
    ("Redis is full (maxmemory)", "Redis 已满（maxmemory）"),
    ("Redis refused the user or the password", "Redis 不接受该用户或密码"),
    (
        "the key has another type than a string, as a lock of Redisson has: \
         let WxJava lock with Jedis or RedisTemplate, or use another key",
        "该键的类型不是字符串，例如 Redisson 的锁：请让 WxJava 用 Jedis 或 RedisTemplate 加锁，或换一个键",
    ),
    ("the user of Redis has no right to do this", "该 Redis 用户没有权限"),
    ("this Redis is a replica, which cannot be written", "这个 Redis 是只读副本，不能写入"),
    ("Redis is still loading its data", "Redis 还在加载数据"),
    ("a Redis Cluster is not supported", "不支持 Redis Cluster"),
    ("Redis refused the operation", "Redis 拒绝了该操作"),
    ("Redis did not respond in time", "Redis 没有及时响应"),
    ("Redis refused the connection", "Redis 拒绝了连接"),
    ("the connection to Redis failed", "与 Redis 的连接失败"),
    ("the address of Redis cannot be used", "Redis 的地址不能使用"),
    ("the response is not one of Redis", "响应不是来自 Redis"),
    ("there is none, or it has expired", "没有凭据，或已过期"),
    ("the service rejected the one that is stored", "微信不接受所存储的那一个"),
    ("a process that shares or keeps this store", "共享或维护该存储的进程"),
    ("the WxJava service", "WxJava 服务"),
    ("the wechatpy service", "wechatpy 服务"),
    ("the silenceper/wechat service", "silenceper/wechat 服务"),
    ("the program that owns the key", "拥有该键的程序"),
    // Databases.
    ("a row has a value of another type", "某一行中值的类型不对"),
    ("the request was refused", "请求被拒绝"),
    // Networks.
    ("it has no address", "它没有地址"),
    ("cancelled", "已取消"),
];
