//! Calls of any path.

use wechat_user_core::machine::Outcome;
use wechat_user_core::raw::{AsJson, RawGet, RawPost};
use wechat_user_core::tags::GetTagMembers;
use wechat_user_core::transport::{Request, TransportError};
use wechat_user_core::{AccessToken, Call, Endpoint, Error, Machine, Origin, TagId, encode};

use crate::script::{response, run};

fn request<E: Endpoint>(endpoint: &E) -> Request {
    encode(endpoint, &Origin::default(), Some(&AccessToken::from("TOKEN"))).unwrap()
}

fn get() -> RawGet {
    RawGet::new("/cgi-bin/menu/get").unwrap()
}

fn post() -> RawPost {
    RawPost::new("/cgi-bin/tags/create", serde_json::json!({"tag": {"name": "广东"}})).unwrap()
}

#[test]
fn keys_and_values_of_the_query_are_percent_encoded() {
    let get = request(&get().with("a&b", "c d").with("名", "值"));
    assert_eq!(
        get.uri(),
        "https://api.weixin.qq.com/cgi-bin/menu/get?access_token=TOKEN&a%26b=c%20d&%E5%90%8D=%E5%80%BC"
    );
}

#[test]
fn a_body_is_raw_utf8() {
    let post = request(&post());
    assert_eq!((post.method().as_str(), post.uri().path()), ("POST", "/cgi-bin/tags/create"));
    assert_eq!(post.body(), r#"{"tag":{"name":"广东"}}"#.as_bytes());
}

#[test]
fn the_same_call_with_its_response_as_json_sends_the_same_request() {
    let members = GetTagMembers::new(TagId::new(134));
    let (typed, untyped) = (request(&members), request(&AsJson(&members)));
    assert_eq!((typed.uri(), typed.body()), (untyped.uri(), untyped.body()));
}

/// The number of requests when the first response is lost.
fn sent_after_a_lost_response<E: Endpoint>(endpoint: &E) -> usize
where
    Call<E::Response>: Machine<Item = Result<E::Response, Error>>,
{
    let lost = Outcome::Failed(TransportError::unknown("connection reset"));
    let (items, sent, _) = run(Call::new(endpoint), [lost, response("{}")]);
    assert_eq!(items.len(), 1);
    sent
}

#[test]
fn the_caller_says_what_may_be_sent_twice() {
    assert_eq!((sent_after_a_lost_response(&get()), sent_after_a_lost_response(&get().not_replayable())), (2, 1));
    assert_eq!((sent_after_a_lost_response(&post()), sent_after_a_lost_response(&post().replayable())), (1, 2));
}

#[test]
fn an_error_names_the_path_that_was_called() {
    let (items, ..) = run(Call::new(&get()), [response(r#"{"errcode":46003,"errmsg":"menu no exist"}"#)]);
    assert_eq!(items[0].as_ref().unwrap_err().path(), "/cgi-bin/menu/get");
}

#[test]
fn debug_shows_neither_parameters_nor_body() {
    let shown = format!("{:?} {:?}", get().with("key", "hush"), post());
    assert_eq!(shown, "RawGet(/cgi-bin/menu/get, 1 parameters) RawPost(/cgi-bin/tags/create)");
}
