//! The table of error codes, compared with lists that were written by hand from the vendor's pages, not from the table.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use wechat_user_core::errcode::{Concerns, Place};
use wechat_user_core::groups::GetGroups;
use wechat_user_core::http::Response;
use wechat_user_core::oauth::CheckUserToken;
use wechat_user_core::{ErrCode, Remedy, decode};
use wechat_user_tests::root;

mod pages;

/// Every code that must be explained.
const CODES: &[i64] = &[
    -1, 0, 10003, 10004, 10005, 10006, 10009, 10010, 10011, 10012, 10013, 10015, 10016, 40001, 40002, 40003, 40013,
    40014, 40029, 40030, 40031, 40032, 40033, 40035, 40038, 40050, 40051, 40053, 40066, 40090, 40092, 40097, 40117,
    40125, 40130, 40132, 40152, 40163, 40164, 40201, 40202, 40203, 40243, 41001, 41002, 41003, 41004, 41008, 41009,
    41018, 42001, 42002, 42003, 42007, 43001, 43002, 43003, 43004, 43005, 43019, 44002, 45002, 45009, 45011, 45015,
    45016, 45017, 45018, 45029, 45035, 45056, 45057, 45058, 45059, 45157, 45158, 45159, 45169, 45171, 46004, 47001,
    48001, 48002, 48004, 48006, 48017, 49003, 50001, 50002, 50004, 50005, 50007, 61003, 61004, 61007, 61016, 61023,
    61024, 61450, 61451, 61500, 61501, 61503, 63178, 63179, 63182, 63183, 65302, 76001, 76002, 76003, 76004, 76021,
    76022, 89501, 89503, 89504, 89505, 89506, 89507, 9001001, 268487001, 268487002,
];

/// Codes without an English text in any source.
const WITHOUT_ERRMSG: &[i64] = &[
    10003, 10004, 10005, 10006, 10009, 10010, 10011, 10012, 10013, 10015, 10016, 40243, 48017, 50007, 89501, 89503,
    89504, 89505, 89506, 89507, 268487001, 268487002, 61503,
];

/// Codes that mean "refused before anything was done", with the reason. A wrong one lets creates and deletes be sent
/// twice.
const NOT_DONE: &[(&str, &[i64])] = &[
    ("token, AppID, AppSecret", &[40001, 40002, 40013, 40014, 40125, 40243, 41001, 41002, 41004, 41018, 42001]),
    ("third-party platform", &[61003, 61007, 61016, 61023, 61024]),
    ("a user's token; not 40029, 40163, 42003", &[40030, 41003, 41008, 41009, 42002, 42007]),
    ("the caller's address", &[40090, 40164, 45035, 48017, 61004, 89501, 89503, 89506, 89507]),
    ("permissions", &[48001, 48004, 50001, 50004]),
    ("scheme, method, path, body", &[40033, 40038, 40066, 43001, 43002, 43003, 44002, 45002, 47001]),
    ("quotas", &[45009, 45011, 48006]),
    ("size of a list, length of a name", &[40032, 40092, 40130, 45017, 45158, 63179, 63182]),
    ("a target that cannot be changed", &[45016, 45057, 45058, 63178, 63183]),
    ("no room for one more", &[45018, 45029, 45056]),
    ("the scene of a QR code", &[40053]),
    ("days of statistics", &[61500, 61501, 61503]),
    ("look-ups and checks", &[40201, 40202, 40203, 76001, 76002, 76003, 76004, 76021, 76022]),
];

/// The remedies on which a program acts: at each place, exactly these codes have them.
const ACTED_ON: &[(Place, Remedy, &[i64])] = &[
    (Place::TokenFetch, Remedy::BackOff, &[-1, 61450, 268487001, 268487002]),
    (Place::TokenFetch, Remedy::RenewToken, &[]),
    (Place::TokenFetch, Remedy::SlowDown, &[45011]),
    (Place::TokenFetch, Remedy::WaitForTomorrow, &[45009]),
    (Place::TokenFetch, Remedy::RetryFailed, &[]),
    (Place::TokenFetch, Remedy::RetryOneByOne, &[]),
    (Place::TokenFetch, Remedy::Reauthorize, &[]),
    (Place::AppCall, Remedy::BackOff, &[-1, 61450, 268487001, 268487002]),
    (Place::AppCall, Remedy::RenewToken, &[40001, 40014, 42001]),
    (Place::AppCall, Remedy::SlowDown, &[45011]),
    (Place::AppCall, Remedy::WaitForTomorrow, &[45009]),
    (Place::AppCall, Remedy::RetryFailed, &[45171]),
    (Place::AppCall, Remedy::RetryOneByOne, &[45159, 45169]),
    (Place::AppCall, Remedy::Reauthorize, &[]),
    (Place::UserCall, Remedy::BackOff, &[-1, 10009, 61450, 268487001, 268487002]),
    (Place::UserCall, Remedy::RenewToken, &[]),
    (Place::UserCall, Remedy::SlowDown, &[45011]),
    (Place::UserCall, Remedy::WaitForTomorrow, &[45009]),
    (Place::UserCall, Remedy::RetryFailed, &[]),
    (Place::UserCall, Remedy::RetryOneByOne, &[]),
    (Place::UserCall, Remedy::Reauthorize, REAUTHORIZE),
];

const REAUTHORIZE: &[i64] = &[10006, 40001, 40014, 40029, 40030, 40163, 42001, 42002, 42003, 42007, 48001, 50001];

/// After these codes, a token fetch is not repeated until the configuration has changed.
const TOKEN_FETCH_CONFIGURATION: &[i64] = &[
    40001, 40013, 40066, 40090, 40125, 40164, 40201, 40243, 41001, 41002, 41004, 43003, 45035, 48001, 48017, 50001,
    61003, 61004, 61007, 61016, 61023, 61024, 89501, 89503, 89506, 89507,
];

/// The codes about one user, at all places: a run over a list goes on after them.
const CONCERN_AN_ITEM: &[(&str, &[i64])] = &[
    ("an openid", &[40003, 40031, 40132, 49003]),
    ("the state of a user", &[43004, 43005, 43019, 45015, 46004, 48002, 50002, 50005, 65302]),
    ("the tags of a user", &[45059, 45169, 45171]),
    ("the authorization of a user", &[10006, 40029, 40030, 40163, 42002, 42003, 42007]),
];

/// The codes about the account.
const CONCERN_THE_ACCOUNT: &[(&str, &[i64])] = &[
    ("token, AppID, AppSecret", &[40001, 40013, 40014, 40125, 40243, 41001, 41002, 41004, 41018, 42001, 61023, 61024]),
    ("addresses", &[40090, 40164, 43003, 45035, 48017, 61004, 89501, 89503, 89506, 89507]),
    ("permissions and state", &[48001, 48004, 50001, 50004, 50007, 61003, 61007, 61016]),
    ("quotas, and no room for one more", &[45009, 45011, 45018, 45029, 45056, 48006]),
    ("the authorize page", &[10003, 10004, 10005, 10015, 10016]),
];

/// In `sns/*` these are about the token of one user.
const CONCERN_AN_ITEM_OF_A_USER_CALL: &[i64] = &[40001, 40014, 42001, 48001, 50001];

/// Texts that the service sent, with their request ids.
const SEEN_ERRMSGS: &[(i64, &str)] = &[
    (-1, "system error hint: [pEGDcQwRf-_ziQCa] rid: 66bc1701-6f94806f-04ec4a40"),
    (40001, "invalid credential, access_token is invalid or not latest hint: [YgyfWa07871703]"),
    (40003, "invalid openid hint: [lggEzMNre-I] rid: 5f8539c4-6220bb17-745f8a17"),
    (40032, "invalid openid list size hint: [xlmeHJYfk-6Hx4LA] rid: 66f43076-700f44ff-0465cb1b"),
    (40033, "invalid charset. please check your request, if include \\uxxxx will create fail! hint: [s51DMA08921891]"),
    (40092, "invalid remark name hint: [UhEbuMH0k-xzFleA] rid: 69afcb4e-196f5dd3-27af2c3a"),
    (40163, "code been used, hints: [ req_id: OsIKda0848th19 ]"),
    (42001, "access_token expired rid: 64ab804b-7a319e9d-38444db3"),
    (45009, "reach max api daily quota limit rid: 617682e0-09059ac5-34a8e2ea"),
    (45157, "invalid tag name hint: [AfNFr0mre-4H1qbA] rid: 658ce562-2e1869db-200c6db8"),
    (45159, "invalid tag id hint: [UHgfP.ore-u] rid: 5fae46e2-13a07f4a-0e90d102"),
    (45171, "some openid fail"),
    (48001, "api unauthorized, hints: [ req_id: WVnWOa0918s107 ]"),
];

#[test]
fn every_listed_code_has_a_row_and_no_other_number_has() {
    let rows: Vec<i64> = ErrCode::all().map(|entry| entry.code.get()).collect();
    assert_eq!(rows, CODES, "the rows, by ascending number");
    for &code in CODES {
        let entry = ErrCode::new(code).entry().expect("a row");
        assert_eq!(entry.code, ErrCode::new(code));
    }
}

#[test]
fn every_row_is_explained_in_both_languages() {
    for entry in ErrCode::all() {
        let code = entry.code;
        assert!(entry.en.ends_with('.'), "{code}: {}", entry.en);
        assert!(entry.zh.ends_with('。') && has_chinese(entry.zh), "{code}: {}", entry.zh);
        assert_eq!(entry.errmsg.is_empty(), WITHOUT_ERRMSG.contains(&code.get()), "{code}: {:?}", entry.errmsg);
        for &place in Place::ALL {
            let (en, zh) = (entry.advice_en(place), entry.advice_zh(place));
            assert!(en.ends_with('.'), "{code} at {place:?}: {en}");
            assert!(zh.ends_with('。') && has_chinese(zh), "{code} at {place:?}: {zh}");
            let general = (entry.remedy(place).advice_en(), entry.remedy(place).advice_zh());
            assert_eq!(en == general.0, zh == general.1, "{code} at {place:?} is specific in one language only");
        }
    }
}

#[test]
fn says_not_done_exactly_where_nothing_can_have_been_done() {
    let mut expected: Vec<i64> = NOT_DONE.iter().flat_map(|(_, codes)| *codes).copied().collect();
    expected.sort_unstable();
    let field: Vec<i64> = ErrCode::all().filter(|entry| entry.not_done).map(|entry| entry.code.get()).collect();
    assert_eq!(field, expected);
    let method: Vec<i64> = CODES.iter().copied().filter(|&code| ErrCode::new(code).says_not_done()).collect();
    assert_eq!(method, expected);
}

#[test]
fn the_remedies_on_which_a_program_acts_are_given_to_these_codes_and_no_others() {
    for &(place, remedy, expected) in ACTED_ON {
        assert_eq!(codes_with(place, remedy), expected, "{remedy:?} at {place:?}");
    }
}

#[test]
fn every_code_concerns_one_item_the_call_or_the_account() {
    let listed = |lists: &[(&str, &[i64])], code| lists.iter().any(|(_, codes)| codes.contains(&code));
    for &code in CODES {
        for &place in Place::ALL {
            let user_call = place == Place::UserCall && CONCERN_AN_ITEM_OF_A_USER_CALL.contains(&code);
            let expected = match (listed(CONCERN_AN_ITEM, code) || user_call, listed(CONCERN_THE_ACCOUNT, code)) {
                (true, _) => Concerns::Item,
                (false, true) => Concerns::Account,
                (false, false) => Concerns::Call,
            };
            assert_eq!(ErrCode::new(code).concerns(place), expected, "{code} at {place:?}");
        }
    }
    let mut codes: Vec<i64> =
        CONCERN_AN_ITEM.iter().chain(CONCERN_THE_ACCOUNT).flat_map(|(_, codes)| *codes).copied().collect();
    codes.sort_unstable();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]) && codes.iter().all(|code| CODES.contains(code)));
    assert_eq!(ErrCode::new(123_456).concerns(Place::AppCall), Concerns::Call);
}

#[test]
fn an_error_concerns_what_its_code_concerns_in_this_call() {
    let concerns = |body: &str| {
        let response = Response::new(body.as_bytes().to_vec());
        decode::<GetGroups>(&response).expect_err("an error").concerns()
    };
    assert_eq!(concerns(r#"{"errcode":40003,"errmsg":"invalid openid"}"#), Concerns::Item);
    assert_eq!(concerns(r#"{"errcode":40001,"errmsg":"invalid credential"}"#), Concerns::Account);
    assert_eq!(concerns(r#"{"errcode":-1,"errmsg":"system error"}"#), Concerns::Call);
    assert_eq!(concerns("<html>"), Concerns::Call);
    let response = Response::new(br#"{"errcode":40001,"errmsg":"invalid credential"}"#.to_vec());
    assert_eq!(decode::<CheckUserToken<'_>>(&response).expect_err("an error").concerns(), Concerns::Item);
}

#[test]
fn a_token_fetch_stops_at_errors_of_configuration() {
    assert_eq!(codes_with(Place::TokenFetch, Remedy::FixConfiguration), TOKEN_FETCH_CONFIGURATION);
}

#[test]
fn the_three_meanings_of_40001() {
    let remedies = Place::ALL.iter().map(|&place| ErrCode::INVALID_CREDENTIAL.remedy(place));
    assert!(remedies.eq([Remedy::FixConfiguration, Remedy::RenewToken, Remedy::Reauthorize]));
}

#[test]
fn an_unlisted_number_is_given_up_and_may_have_been_done() {
    for code in [-2, 1, 40000, 40004, 99999, i64::MIN, i64::MAX] {
        let code = ErrCode::new(code);
        assert!(code.entry().is_none(), "{code}");
        assert!(!code.says_not_done(), "{code}");
        assert!(Place::ALL.iter().all(|&place| code.remedy(place) == Remedy::GiveUp), "{code}");
    }
}

#[test]
fn an_errmsg_is_what_the_service_sends_before_the_request_id() {
    for &(code, seen) in SEEN_ERRMSGS {
        let errmsg = ErrCode::new(code).entry().expect("a row").errmsg;
        let rest =
            seen.strip_prefix(errmsg).unwrap_or_else(|| panic!("{code}: {seen:?} does not begin with {errmsg:?}"));
        assert!(
            rest.is_empty() || rest.starts_with(" rid: ") || rest.contains("hint"),
            "{code}: {rest:?} is left over"
        );
    }
}

#[test]
fn a_code_prints_as_its_number() {
    assert_eq!(ErrCode::USER_GET_BUSY.to_string(), "268487002");
    assert_eq!(format!("[{:>4}]", ErrCode::SYSTEM_BUSY), "[  -1]");
    assert_eq!(format!("{:?}", ErrCode::new(40001)), "ErrCode(40001)");
    assert!(ErrCode::OK.is_ok() && !ErrCode::SYSTEM_BUSY.is_ok());
}

/// No other test notices a constant without a row, or with the number of another one.
#[test]
fn every_row_has_one_constant_whose_documentation_names_number_and_meaning() {
    let mut named = Vec::new();
    for file in std::fs::read_dir(root().join("crates/wechat-user-core/src/errors/errcode"))
        .expect("the folder of the families")
    {
        let source = std::fs::read_to_string(file.expect("a file").path()).expect("a source file");
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        for pair in lines.windows(2) {
            let Some((_, number)) = pair[1].strip_prefix("pub const ").and_then(|rest| rest.split_once("Self::new("))
            else {
                continue;
            };
            let number = number.trim_end_matches(");").replace('_', "");
            let documented = pair[0].strip_prefix("/// ").and_then(|text| text.strip_prefix(number.as_str()));
            assert!(documented.is_some_and(|text| text.starts_with([' ', ':'])), "{} above {}", pair[0], pair[1]);
            assert!(has_chinese(pair[0]), "{} has no Chinese", pair[0]);
            named.push(number.parse::<i64>().expect("a number"));
        }
    }
    named.sort_unstable();
    assert_eq!(named, CODES);
}

fn codes_with(place: Place, remedy: Remedy) -> Vec<i64> {
    ErrCode::all().filter(|entry| entry.remedy(place) == remedy).map(|entry| entry.code.get()).collect()
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}
