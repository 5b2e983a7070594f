//! The gateway.

messages! {
    bad_name(): "NAME: 1 to 64 letters, digits, `_`, `-` and dots", "NAME：1 至 64 个字母、数字、`_`、`-` 和点";
    in_force(file): "{file} is in force", "{file} 已生效";
    partly_in_force(file):
        "{file} is in force, except for addresses, limits, store and upstream: these need a new start",
        "{file} 已生效，但地址、限制、存储和 upstream 除外：它们要重新启动才能改变";
    refused(file, problem):
        "{file} is refused, and nothing has changed: {problem}",
        "{file} 有误，没有做任何改变：{problem}";
}
