//! Lists of openids.

messages! {
    not_an_openid(line, problem): "line {line} is not an openid: {problem}", "第 {line} 行不是 openid：{problem}";
    of_line(line, problem): "line {line}: {problem}", "第 {line} 行：{problem}";
    strange_character(character):
        "an openid has only letters, digits, - and _; this one has {character}",
        "openid 只含字母、数字、- 和 _；这一个含有 {character}";
    for_a_file(file):
        "an openid does not begin with @; for a list in a file: --file {file}",
        "openid 不以 @ 开头；列表在文件中时请用 --file {file}";
    other_column(column):
        "the openids must be in the first column, not in column {column}",
        "openid 必须在第一列，而不是第 {column} 列";
    no_remark_column(line):
        "line {line} has no second column with the remark (备注名)",
        "第 {line} 行没有第二列，即备注名";
    no_remark(line): "line {line} has no \"remark\"", "第 {line} 行没有 \"remark\"";
    line_break(): "a remark (备注名) cannot have a line break", "备注名中不能有换行";
    open_quote(lines): "a quote is not closed within {lines} lines", "引号在 {lines} 行之内没有结束";
    nul(): "it has a NUL character", "含有 NUL 字符";
    encoding(line):
        "line {line} is neither UTF-8 nor UTF-16; save it as UTF-8 (`iconv -f gb18030 -t utf-8`)",
        "第 {line} 行既不是 UTF-8 也不是 UTF-16；请另存为 UTF-8（`iconv -f gb18030 -t utf-8`）";
    neither_openid_nor_object(line):
        "line {line} has neither an openid nor an object with \"openid\"",
        "第 {line} 行既没有 openid，也没有含 \"openid\" 的对象";
    not_json(line, cause): "line {line}: this is not JSON: {cause}", "第 {line} 行：不是 JSON：{cause}";
}
