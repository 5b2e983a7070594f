//! The methods against a list of responses: the requests that they send, and the results that they return.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use wechat_user_core::errcode::Concerns;
use wechat_user_core::oauth::Scope;
use wechat_user_core::retry::RetryPolicy;
use wechat_user_core::secret::{RefreshToken, UserAccessToken};
use wechat_user_core::transport::{Request, Response, TransportError, transport_fn};
use wechat_user_core::{Credentials, Error, ErrorKind, InputError, OpenId, TagId};

use crate::client::Client;

const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;
/// Stands for no response.
const LOST: &str = "";

type Log = Arc<Mutex<Vec<String>>>;

/// A client whose requests get their responses from the list, and the log of them: path, query, body.
fn client(credentials: Credentials, responses: &[&str]) -> (Client, Log) {
    let responses: Mutex<VecDeque<String>> = Mutex::new(responses.iter().map(ToString::to_string).collect());
    let log = Log::default();
    let sent = Arc::clone(&log);
    let transport = transport_fn(move |request: Request| {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        sent.lock().unwrap().push(format!("{}{query} {body}", request.uri().path()).trim_end().to_owned());
        match responses.lock().unwrap().pop_front().expect("a response for every request") {
            lost if lost == LOST => Err(TransportError::unknown("connection reset")),
            response => Ok(Response::new(response.into_bytes())),
        }
    });
    let quick = RetryPolicy::default().with_backoff(Duration::ZERO, Duration::ZERO);
    let client = Client::builder_with(credentials).transport(transport).retry(quick).build().unwrap();
    (client, log)
}

fn without_token(responses: &[&str]) -> (Client, Log) {
    client(Credentials::no_token("wx1"), responses)
}

fn log_of(log: &Log) -> Vec<String> {
    log.lock().unwrap().clone()
}

fn openids(texts: &[&str]) -> Vec<OpenId> {
    texts.iter().map(|text| OpenId::new(*text).unwrap()).collect()
}

#[test]
fn a_token_that_cannot_be_fetched_concerns_the_account() {
    let busy = r#"{"errcode":-1,"errmsg":"system error"}"#;
    let (client, _) = client(Credentials::stable("wx1", "secret"), &[busy; 8]);
    assert_eq!(client.groups().list().unwrap_err().concerns(), Concerns::Account);
    let (client, _) = without_token(&[busy; 8]);
    assert_eq!(client.groups().list().unwrap_err().concerns(), Concerns::Call);
}

#[test]
fn the_members_of_a_tag_are_walked_page_after_page() {
    let full = r#"{"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#;
    let (client, log) =
        without_token(&[full, r#"{"count":1,"data":{"openid":["o3"]},"next_openid":"o3"}"#, r#"{"count":0}"#]);
    let mut members = client.tags().members(TagId::new(134));
    let read: Vec<OpenId> = members.by_ref().collect::<Result<_, _>>().unwrap();
    assert_eq!(read, openids(&["o1", "o2", "o3"]));
    assert_eq!(members.cursor(), Some(&openids(&["o3"])[0]));
    let body = |cursor: &str| format!(r#"/cgi-bin/user/tag/get {{"tagid":134,"next_openid":"{cursor}"}}"#);
    assert_eq!(log_of(&log), [body(""), body("o2"), body("o3")]);
}

#[test]
fn a_page_of_the_blacklist_that_begins_with_its_cursor_repeats_no_user() {
    let page = |list: &str, next: &str| format!(r#"{{"data":{{"openid":[{list}]}},"next_openid":"{next}"}}"#);
    let pages = [page(r#""o1","o2""#, "o2"), page(r#""o2","o3""#, "o3"), page(r#""o3""#, "o3")];
    let (client, log) = without_token(&pages.each_ref().map(String::as_str));
    let read: Vec<OpenId> = client.blacklist().iter().collect::<Result<_, _>>().unwrap();
    assert_eq!(read, openids(&["o1", "o2", "o3"]));
    assert_eq!(log_of(&log).len(), 3);
}

#[test]
fn adding_a_tag_tries_the_failed_ones_again() {
    let (client, log) = without_token(&[r#"{"errcode":45171,"errmsg":"","fail_openid_list":["o2"]}"#, OK]);
    client.tags().add(TagId::new(134), &openids(&["o1", "o2"])).unwrap();
    let body = |list: &str| format!(r#"/cgi-bin/tags/members/batchtagging {{"openid_list":[{list}],"tagid":134}}"#);
    assert_eq!(log_of(&log), [body(r#""o1","o2""#), body(r#""o2""#)]);
}

/// Without the queue for each user, eight threads that take two milliseconds each would overlap.
#[test]
fn threads_that_change_the_same_people_take_turns() {
    let (under_way, met) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let transport = {
        let (under_way, met) = (Arc::clone(&under_way), Arc::clone(&met));
        transport_fn(move |_| {
            met.fetch_or(under_way.fetch_add(1, Ordering::SeqCst) > 0, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(2));
            under_way.fetch_sub(1, Ordering::SeqCst);
            Ok(Response::new(OK.as_bytes().to_vec()))
        })
    };
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
    thread::scope(|scope| {
        for tag in 100..108 {
            let client = &client;
            scope.spawn(move || client.tags().add(TagId::new(tag), &openids(&["o1", "o2"])).unwrap());
        }
    });
    assert!(!met.load(Ordering::SeqCst));
}

#[test]
fn ensure_finds_a_tag_creates_one_and_looks_again_when_that_is_unclear() {
    let (none, found) = (r#"{"tags":[]}"#, r#"{"tags":[{"id":134,"name":"广东","count":5}]}"#);
    let taken = r#"{"errcode":45157,"errmsg":"invalid tag name"}"#;
    let created = r#"{"tag":{"id":134,"name":"广东"}}"#;
    for responses in [&[found][..], &[none, created], &[none, LOST, found], &[none, taken, found]] {
        let (client, log) = without_token(responses);
        assert_eq!(client.tags().ensure("广东").unwrap().id, TagId::new(134), "{responses:?}");
        assert_eq!(log_of(&log).len(), responses.len());
    }
    let (client, _) = without_token(&[none, LOST, none]);
    assert!(matches!(client.tags().ensure("广东").unwrap_err().kind(), ErrorKind::Transport(_)));
    let (client, log) = without_token(&[none, r#"{"errcode":45056,"errmsg":"too many tag now, no need to add new"}"#]);
    assert_eq!(client.tags().ensure("广东").unwrap_err().code().map(|code| code.get()), Some(45_056));
    assert_eq!(log_of(&log).len(), 2, "a clear refusal needs no second look");
}

#[test]
fn each_command_is_one_request_to_its_path() {
    type Call = fn(&Client) -> Result<(), Error>;
    let one = |client: &Client| client.blacklist().add(&openids(&["o1"]));
    let calls: [(Call, &str); 10] = [
        (
            |client| client.tags().rename(TagId::new(134), "广东人"),
            r#"/cgi-bin/tags/update {"tag":{"id":134,"name":"广东人"}}"#,
        ),
        (|client| client.tags().delete(TagId::new(134)), r#"/cgi-bin/tags/delete {"tag":{"id":134}}"#),
        (
            |client| client.tags().remove(TagId::new(134), &openids(&["o1"])),
            r#"/cgi-bin/tags/members/batchuntagging {"openid_list":["o1"],"tagid":134}"#,
        ),
        (one, r#"/cgi-bin/tags/members/batchblacklist {"openid_list":["o1"]}"#),
        (
            |client| client.blacklist().remove(&openids(&["o1"])),
            r#"/cgi-bin/tags/members/batchunblacklist {"openid_list":["o1"]}"#,
        ),
        (
            |client| client.quota().clear("/cgi-bin/user/get"),
            r#"/cgi-bin/openapi/quota/clear {"cgi_path":"/cgi-bin/user/get"}"#,
        ),
        (|client| client.quota().clear_all(), r#"/cgi-bin/clear_quota {"appid":"wx1"}"#),
        (
            |client| client.oauth().check(&UserAccessToken::from("u"), &openids(&["o1"])[0]).map(drop),
            "/sns/auth?access_token=u&openid=o1",
        ),
        (|client| client.raw().get("/cgi-bin/any", &[("a", "b")]).map(drop), "/cgi-bin/any?a=b"),
        (|client| client.raw().post("/cgi-bin/any", serde_json::json!({"a": 1})).map(drop), r#"/cgi-bin/any {"a":1}"#),
    ];
    for (call, expected) in calls {
        let (client, log) = without_token(&[OK]);
        call(&client).unwrap();
        assert_eq!(log_of(&log), [expected]);
    }
}

#[test]
fn each_question_is_one_request_and_its_answer() {
    let token = UserAccessToken::from("u");
    let o1 = &openids(&["o1"])[0];

    let (client, _) = without_token(&[r#"{"tagid_list":[134,2]}"#]);
    assert_eq!(client.tags().of(o1).unwrap(), [TagId::new(134), TagId::STARRED]);

    let (client, log) = without_token(&[r#"{"result_list":[{"ori_openid":"o1","new_openid":"n1","err_msg":"ok"}]}"#]);
    let changed = client.migration().convert("gh_91ae50dfeb1c", &openids(&["o1"])).unwrap();
    assert_eq!(changed.get(o1).unwrap().result().unwrap().as_str(), "n1");
    assert_eq!(log_of(&log), [r#"/cgi-bin/changeopenid {"from_appid":"gh_91ae50dfeb1c","openid_list":["o1"]}"#]);

    let (client, log) = without_token(&[r#"{"access_token":"t","openid":"o1"}"#]);
    client.oauth().refresh(&RefreshToken::from("r")).unwrap();
    assert_eq!(log_of(&log), ["/sns/oauth2/refresh_token?appid=wx1&grant_type=refresh_token&refresh_token=r"]);

    let (client, log) = without_token(&[r#"{"openid":"o1","nickname":"n"}"#]);
    assert_eq!(client.oauth().user(&token, o1).unwrap().nickname.as_deref(), Some("n"));
    assert_eq!(log_of(&log), ["/sns/userinfo?access_token=u&openid=o1&lang=zh_CN"]);

    let (client, _) = without_token(&[r#"{"quota":{"daily_limit":500,"used":12,"remain":488}}"#]);
    assert_eq!(client.quota().of("/cgi-bin/user/get").unwrap().remain, Some(488));

    let (client, _) = without_token(&[r#"{"request":{"cost_in_ms":30}}"#]);
    assert_eq!(client.rid().look_up("61725984-6126f6f9-040f19c4").unwrap().cost_in_ms, Some(30));

    let ips = r#"{"ip_list":["127.0.0.1","101.226.103.0/25"]}"#;
    let (client, log) = without_token(&[ips, ips, r#"{"dns":[],"ping":[]}"#]);
    assert_eq!(client.network().callback_ips().unwrap().len(), 2);
    assert_eq!(client.network().api_ips().unwrap().len(), 2);
    assert!(client.network().check().unwrap().dns.is_empty());
    let paths = ["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip"];
    assert_eq!(log_of(&log)[..2], paths);
}

#[test]
fn a_check_says_no_or_fails() {
    let check = |response: &str| {
        let (client, _) = without_token(&[response, response, response, response]);
        client.oauth().check(&UserAccessToken::from("u"), &openids(&["o1"])[0])
    };
    assert!(check(OK).unwrap());
    assert!(!check(r#"{"errcode":40003,"errmsg":"invalid openid"}"#).unwrap());
    assert!(!check(r#"{"errcode":42001,"errmsg":"access_token expired"}"#).unwrap());
    assert!(check(r#"{"errcode":-1,"errmsg":"system error"}"#).is_err());
}

#[test]
fn calls_that_show_the_secret_take_it_from_the_credentials() {
    let (with_secret, log) =
        client(Credentials::stable("wx1", "hush"), &[r#"{"access_token":"t","openid":"o1","is_snapshotuser":1}"#, OK]);
    assert!(with_secret.oauth().exchange("c").unwrap().is_snapshotuser);
    with_secret.quota().clear_all_by_secret().unwrap();
    let sent = log_of(&log);
    assert_eq!(sent[0], "/sns/oauth2/access_token?appid=wx1&secret=hush&code=c&grant_type=authorization_code");
    assert_eq!(sent[1], r#"/cgi-bin/clear_quota/v2?appid=wx1&appsecret=hush {"appid":"wx1","appsecret":"hush"}"#);

    let (no_secret, log) = without_token(&[]);
    for refused in [no_secret.oauth().exchange("c").map(drop), no_secret.quota().clear_all_by_secret()] {
        assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Input(InputError::NoSecret)));
    }
    assert!(log_of(&log).is_empty());
}

#[test]
fn what_is_known_to_be_wrong_is_refused_before_anything_is_sent() {
    let (client, log) = without_token(&[]);
    let refused = [
        client.tags().rename(TagId::STARRED, "x"),
        client.tags().delete(TagId::new(0)),
        client.tags().add(TagId::new(134), &[]),
        client.blacklist().add(&[]),
        client.migration().convert("wx2", &[]).map(drop),
        client.quota().of("cgi-bin/user/get").map(drop),
        client.quota().clear("https://api.weixin.qq.com/cgi-bin/user/get"),
        client.raw().get("/cgi-bin/user/get?openid=x", &[]).map(drop),
        client.oauth().authorize_url("", Scope::Base).map(drop),
        client.oauth().authorize_url("example.com/back", Scope::Base).map(drop),
    ];
    for refused in refused {
        assert!(refused.unwrap_err().is_input_error());
    }
    assert!(log_of(&log).is_empty());
}

#[test]
fn the_authorize_url_is_that_of_the_account() {
    let (client, log) = without_token(&[]);
    let url = client.oauth().authorize_url("https://example.com/", Scope::UserInfo).unwrap().to_string();
    assert!(
        url.starts_with("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri=https%3A%2F%2F")
    );
    assert!(log_of(&log).is_empty());
}
