//! `wechat-user explain`

use serde_json::Value;
use wechat_user::ErrCode;
use wechat_user::errcode::Place;

use crate::support::run;

#[test]
fn a_row_of_the_table_is_printed_without_an_account() {
    let report = run(&["explain", "40164"]).ok();
    let entry = ErrCode::IP_NOT_IN_WHITELIST.entry().unwrap();
    let parts = [entry.en, entry.zh, "not done: yes", "token_fetch: fix_configuration", "app_call: ", "user_call: "];
    for part in parts.into_iter().chain([entry.advice_en(Place::TokenFetch), entry.advice_zh(Place::TokenFetch)]) {
        assert!(report.contains(part), "{part:?} in {report}");
    }
    assert!(report.starts_with("40164 invalid ip"), "{report}");
}

#[test]
fn a_negative_code_is_not_a_flag() {
    let report = run(&["explain", "-1"]).ok();
    assert!(report.starts_with("-1 system error\n") && report.contains("not done: not certain"), "{report}");
}

#[test]
fn with_json_every_code_of_the_table_is_one_object() {
    for code in ["-1", "40001", "45009", "45171", "268487002"] {
        let row: Value = run(&["explain", code, "--json"]).json();
        let entry = ErrCode::new(code.parse().unwrap()).entry().unwrap();
        assert_eq!((row["code"].to_string().as_str(), row["not_done"].as_bool()), (code, Some(entry.not_done)));
        assert_eq!((row["en"].as_str(), row["zh"].as_str()), (Some(entry.en), Some(entry.zh)));
        let advice: Vec<_> =
            row["remedies"].as_array().unwrap().iter().map(|at| at["advice_zh"].as_str().unwrap()).collect();
        assert_eq!(advice, Place::ALL.iter().map(|place| entry.advice_zh(*place)).collect::<Vec<_>>());
    }
}

#[test]
fn an_unknown_code_is_1() {
    let error = run(&["explain", "123456", "--json"]).error(1);
    assert_eq!(error["message"], "unknown code: 123456");
    run(&["explain", "forty"]).failed(2);
}
