//! Files that flags name, and the texts in them.

messages! {
    of_flag(flag, file, problem): "{flag} {file}: {problem}", "{flag} {file}：{problem}";
    of_file(file, problem): "{file}: {problem}", "{file}：{problem}";
    standard_input(problem): "standard input: {problem}", "标准输入：{problem}";

    // Texts.
    neither_utf_8_nor_utf_16():
        "this is neither UTF-8 nor UTF-16; save it as UTF-8 (`iconv -f gb18030 -t utf-8`)",
        "这既不是 UTF-8 也不是 UTF-16；请另存为 UTF-8（`iconv -f gb18030 -t utf-8`）";
    broken_utf_16(): "this is not valid UTF-16; save it as UTF-8", "UTF-16 已损坏；请另存为 UTF-8";
    no_file_name(): "this is not the name of a file", "这不是文件名";
    read_only(): "the file is read-only", "文件是只读的";

    body_on_standard_input(problem): "the body on standard input: {problem}", "标准输入中的请求体：{problem}";
    body_not_json(cause): "the body is not JSON: {cause}", "请求体不是 JSON：{cause}";

    // Checkpoints.
    not_a_checkpoint(): "this is not a checkpoint of this program", "这不是本程序的断点文件";
    of_other_account(other, account):
        "it belongs to the account {other}, not to {account}",
        "它属于公众号 {other}，而不是 {account}";
    of_other_command(other, command):
        "it belongs to `{other}`, not to `{command}`",
        "它属于命令 `{other}`，而不是 `{command}`";
    damaged(cause): "it is damaged: {cause}", "它已损坏：{cause}";
    checkpoint(file, problem):
        "--checkpoint {file}: {problem}; --restart begins again, and another --checkpoint begins another run",
        "--checkpoint {file}：{problem}；--restart 可从头开始，换一个 --checkpoint 则另起一次";
    later_checkpoint(file, version, known):
        "--checkpoint {file}: version {version} is of a later version of this program, which reads up to {known}",
        "--checkpoint {file}：版本 {version} 由更新版本的程序写入，本程序最高支持版本 {known}";

    // Lists that are kept in files.
    other_length(file): "{file} has another length", "{file} 的长度不符";
    list_not_kept(cause): "the list could not be kept in a file: {cause}", "列表无法存入文件：{cause}";
    list_damaged(): "the list is damaged", "列表已损坏";
    in_use(): "another process uses it", "另一个进程正在使用它";

    // The file of an export.
    another_writes(): "another process writes to it", "另一个进程正在写入它";
    not_a_file(): "this is not a file; `-` is standard output", "这不是文件；`-` 表示标准输出";
    too_short(length, expected):
        "it has {length} bytes, and its checkpoint says {expected}; --restart begins again",
        "它有 {length} 字节，而断点记录的是 {expected}；--restart 可从头开始";
    no_checkpoint():
        "it exists, and has no checkpoint; --restart replaces it",
        "它已经存在，但没有断点；--restart 会替换它";
    only_a_file(): "only a file can be continued", "只有文件才能继续写";
    picture_ending(): "the name must end in .png or .svg", "文件名必须以 .png 或 .svg 结尾";
    export_ending(file):
        "--out {file}: the name must end in .ndjson, .jsonl, .csv or .sqlite, or --format csv or ndjson be given",
        "--out {file}：文件名必须以 .ndjson、.jsonl、.csv 或 .sqlite 结尾，或给出 --format csv 或 ndjson";
    standard_output_cannot_go_on():
        "standard output cannot be continued: --checkpoint and --restart need a file in --out",
        "标准输出不能继续：使用 --checkpoint 和 --restart 时，--out 必须是文件";
    not_for_a_database(flag):
        "{flag}: a database has all followers with all fields, and its own checkpoint; \
         `followers select` chooses some of the followers",
        "{flag}：数据库中总是全部关注者的全部字段，并有自己的断点；可用 `followers select` 挑选关注者";
}
