//! `docs/error-codes.md` and `docs/zh-CN/error-codes.md` are printed from the table. The tests compare them with it;
//! `UPDATE_GOLDEN=1` writes them.

use wechat_user_core::errcode::{Concerns, Entry, Place};
use wechat_user_core::{ErrCode, Remedy};
use wechat_user_tests::root;

#[test]
fn the_english_page_is_the_table() {
    check("docs/error-codes.md", &print(&ENGLISH));
}

#[test]
fn the_chinese_page_is_the_table() {
    check("docs/zh-CN/error-codes.md", &print(&CHINESE));
}

fn check(name: &str, expected: &str) {
    let path = root().join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        let in_ci = std::env::var_os("CI").is_some();
        assert!(!in_ci, "CI compares {name} with the table, it does not write it");
        return std::fs::write(&path, expected).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let found = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let differing = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
    let advice = "is not what the table prints; run with UPDATE_GOLDEN=1 and look at the change";
    assert!(differing.is_none(), "{name} {advice}: {differing:#?}");
    assert_eq!(found.len(), expected.len(), "{name} {advice}: one is longer");
}

struct Language {
    intro: &'static str,
    remedies: &'static str,
    codes: &'static str,
    places: [(Place, &'static str); 3],
    colon: &'static str,
    comma: &'static str,
    not_done: &'static str,
    concerns: fn(Concerns) -> &'static str,
    meaning: fn(&Entry) -> &'static str,
    advice: fn(&Entry, Place) -> &'static str,
    general: fn(Remedy) -> &'static str,
}

const ENGLISH: Language = Language {
    intro: "\
# Error codes (全局返回码)

<!-- Printed from the table in crates/wechat-user-core/src/errors/errcode. Change it there, then run
     UPDATE_GOLDEN=1 cargo test -p wechat-user-tests --test error_codes -->

[中文](zh-CN/error-codes.md)

The meaning of the numbers in `errcode`, and what helps. A program gets the same with `ErrCode::entry` and
`ErrCode::remedy`.

* **errmsg** is the vendor's text, without the request id (`rid`) that the service appends. A program must not depend
  on it: the texts have changed several times, and those of 40050 and 40117 are wrong.
* **Not done**: the service refused the request before it did anything, so even a create or a delete may be sent again.
  Where that is not certain, the column is empty.
* **Concerns** says what fails with it. *Item*: one user, so that the same call with other users may succeed. *Call*: the
  call with every user; other calls may succeed. *Account*: nothing of the kind succeeds before the operator acts or the
  quota is renewed. A program asks `ErrCode::concerns`, or `Error::concerns`.
* **What to do** begins with a remedy of the first table. It can depend on the kind of call. *Token fetch*: the
  account's token is fetched, or the call authenticates with the AppSecret. *App call*: a call with the account's token.
  *User call*: web OAuth (网页授权), which is `sns/*` and the authorize page. Without a kind of call, it applies to all
  three. With one, the code is not expected in the others, and no remedy is known there.
* 10003 to 10016 are shown by the authorize page in the browser. No response of the API contains them.
",
    remedies: "## Remedies\n\n| Remedy | What to do |",
    codes: "## Codes\n\n| Code | errmsg | Meaning | Not done | Concerns | What to do |",
    places: [(Place::TokenFetch, "token fetch"), (Place::AppCall, "app call"), (Place::UserCall, "user call")],
    colon: ": ",
    comma: ", ",
    not_done: "not done",
    concerns: |concerns| match concerns {
        Concerns::Item => "item",
        Concerns::Account => "account",
        _ => "call",
    },
    meaning: |entry| entry.en,
    advice: Entry::advice_en,
    general: Remedy::advice_en,
};

const CHINESE: Language = Language {
    intro: "\
# 错误码（全局返回码）

<!-- 本页由 crates/wechat-user-core/src/errors/errcode 中的表生成。请修改该表，然后运行
     UPDATE_GOLDEN=1 cargo test -p wechat-user-tests --test error_codes -->

[English](../error-codes.md)

`errcode` 中各个数字的含义和处理办法。程序中可用 `ErrCode::entry` 和 `ErrCode::remedy` 查询同样的内容。

* **errmsg** 是微信返回的英文，不含其后附加的请求标识（`rid`）。程序不要据此判断：文案改过多次，40050 和 40117 的文案是错的。
* **未执行**：微信在做任何事之前就拒绝了请求，因此即使是创建、删除也可以重发。不能确定的，此栏为空。
* **影响范围**：“单个用户”：换成其他用户，同样的调用仍可能成功；“本次调用”：无论哪个用户都会失败，其他调用仍可能成功；
  “公众号”：在管理员处理或额度恢复之前，同类调用都会失败。程序中用 `ErrCode::concerns` 或 `Error::concerns` 查询。
* **处理办法** 以第一张表中的补救办法开头，可能因调用的种类而异。“获取 token”：获取公众号的 token，或以 AppSecret 代替 token 的调用；
  “公众号接口”：使用公众号 token 的调用；“网页授权”：`sns/*` 和授权页。没有注明种类的，三种都适用；注明了种类的，
  预计不会在其余种类中出现，也没有已知的补救办法。
* 10003 至 10016 由授权页显示在浏览器中，接口不会返回。
",
    remedies: "## 补救办法\n\n| 补救办法 | 怎么做 |",
    codes: "## 错误码\n\n| 错误码 | errmsg | 含义 | 未执行 | 影响范围 | 处理办法 |",
    places: [(Place::TokenFetch, "获取 token"), (Place::AppCall, "公众号接口"), (Place::UserCall, "网页授权")],
    colon: "：",
    comma: "、",
    not_done: "未执行",
    concerns: |concerns| match concerns {
        Concerns::Item => "单个用户",
        Concerns::Account => "公众号",
        _ => "本次调用",
    },
    meaning: |entry| entry.zh,
    advice: Entry::advice_zh,
    general: Remedy::advice_zh,
};

const REMEDIES: [Remedy; 10] = [
    Remedy::BackOff,
    Remedy::RenewToken,
    Remedy::SlowDown,
    Remedy::WaitForTomorrow,
    Remedy::FixConfiguration,
    Remedy::FixRequest,
    Remedy::RetryFailed,
    Remedy::RetryOneByOne,
    Remedy::Reauthorize,
    Remedy::GiveUp,
];

fn print(language: &Language) -> String {
    let mut page = format!("{}\n{}\n| --- | --- |\n", language.intro, language.remedies);
    for remedy in REMEDIES {
        page += &format!("| `{remedy:?}` | {} |\n", cell((language.general)(remedy)));
    }
    page += &format!("\n{}\n| --- | --- | --- | --- | --- | --- |\n", language.codes);
    for entry in ErrCode::all() {
        let code = entry.code;
        let errmsg = if entry.errmsg.is_empty() { String::new() } else { format!("`{}`", cell(entry.errmsg)) };
        let meaning = cell((language.meaning)(entry));
        let not_done = if entry.not_done { language.not_done } else { "" };
        let concerns = concerns(entry, language);
        let advice = what_to_do(entry, language);
        page +=
            &format!("| <a id=\"{code}\"></a>{code} | {errmsg} | {meaning} | {not_done} | {concerns} | {advice} |\n");
    }
    page
}

/// One word for all places; otherwise one for web OAuth as well, where an authorization belongs to one user.
fn concerns(entry: &Entry, language: &Language) -> String {
    let word = |place| (language.concerns)(entry.concerns(place));
    let (app, user) = (word(Place::AppCall), word(Place::UserCall));
    assert_eq!(app, word(Place::TokenFetch), "{}: the page has no words for this", entry.code);
    if app == user {
        return app.to_owned();
    }
    let user_call = language.places[2].1;
    format!("{app}<br>*{user_call}*{}{user}", language.colon)
}

/// One advice for all places. Otherwise one for each group of places with the same advice, without the places where the
/// code is not expected.
fn what_to_do(entry: &Entry, language: &Language) -> String {
    let mut groups: Vec<(Vec<&str>, Remedy, &str)> = Vec::new();
    for (place, name) in language.places {
        let (remedy, advice) = (entry.remedy(place), (language.advice)(entry, place));
        match groups.iter_mut().find(|group| (group.1, group.2) == (remedy, advice)) {
            Some((names, ..)) => names.push(name),
            None => groups.push((vec![name], remedy, advice)),
        }
    }
    if let [(_, remedy, advice)] = groups[..] {
        return remedy_and_advice(remedy, advice, language);
    }
    let not_expected = (Remedy::GiveUp, (language.general)(Remedy::GiveUp));
    let expected = groups.iter().filter(|group| (group.1, group.2) != not_expected);
    let lines = expected.map(|(names, remedy, advice)| {
        format!("*{}*{}{}", names.join(language.comma), language.colon, remedy_and_advice(*remedy, advice, language))
    });
    lines.collect::<Vec<_>>().join("<br>")
}

/// The general sentence of a remedy is in the first table and is not repeated.
fn remedy_and_advice(remedy: Remedy, advice: &str, language: &Language) -> String {
    if advice == (language.general)(remedy) {
        return format!("`{remedy:?}`");
    }
    format!("`{remedy:?}`{}{}", language.colon, cell(advice))
}

/// Text that stays within its cell.
fn cell(text: &str) -> &str {
    assert!(!text.contains(['|', '\n', '<', '`', '*']), "{text:?} would break the table of the page");
    text
}
