//! The flags of the output, and what a table does not show.

messages! {
    json_is_a_format():
        "--json is --format json: give one of the two",
        "--json 就是 --format json：只能给出其中一个";
    json_has_no_header():
        "--header and --no-header are for table, tsv and csv: JSON has no header",
        "--header 和 --no-header 只用于 table、tsv 和 csv：JSON 没有表头";
    mark_is_for_csv(): "--bom is for --format csv", "--bom 只用于 --format csv";
    no_columns(): "--fields: this command prints no columns", "--fields：此命令的输出没有列";
    no_such_column(name, known):
        "--fields: there is no column {name}; there are {known}",
        "--fields：没有名为 {name} 的列；可用的列：{known}";
    column_twice(name): "--fields: the column {name} is given twice", "--fields：列 {name} 给出了两次";
    file_has_all_columns():
        "--fields: the file of --out always has all columns",
        "--fields：--out 的文件总是包含所有列";

    // Tables on a narrow terminal.
    left_out(names): "left out: {names}", "省略的列：{names}";
    cut(names): "cut: {names}", "截断的列：{names}";
    too_narrow(lost):
        "the terminal is too narrow; {lost}; --format tsv prints everything",
        "终端宽度不够；{lost}；--format tsv 输出全部内容";
    both(one, other): "{one}; {other}", "{one}；{other}";
    code_too_wide():
        "the terminal is too narrow for the code; --out FILE draws it into a file",
        "终端宽度不够，无法显示二维码；--out FILE 可画入文件";
}
