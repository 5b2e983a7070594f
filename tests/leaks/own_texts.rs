//! Our own types, printed.

use wechat_user::groups::GetGroups;
use wechat_user::machine::{CurrentToken, Grant, Outcome, Step};
use wechat_user::qrcode::{CreateQrCode, QrCode, Scene};
use wechat_user::secret::{JsapiTicket, Redacted, RefreshToken};
use wechat_user::shorten::{CreateShortKey, FetchLongData, LongData, ShortKey};
use wechat_user::token::{GetStableToken, GetToken, TokenResponse};
use wechat_user::transport::{Response, TransportError};
use wechat_user::users::{SetRemark, User};
use wechat_user::{AccessToken, AppId, AppSecret, Call, Credentials, Machine, OpenId, Session, Timestamp, encode};

use crate::search::{SECRET, TOKEN, assert_clean, assert_debug_is_clean};

#[test]
fn secrets_and_what_holds_them() {
    let (app_id, secret, token) = (AppId::from("wx1"), AppSecret::from(SECRET), AccessToken::from(TOKEN));
    assert_debug_is_clean("a secret", &secret);
    assert_debug_is_clean("a token", &token);
    assert_debug_is_clean("a refresh token", &RefreshToken::from(TOKEN));
    assert_debug_is_clean("a ticket", &JsapiTicket::from(TOKEN));
    assert_debug_is_clean("credentials", &Credentials::stable("wx1", SECRET));
    assert_debug_is_clean("a grant", &Grant::adopted(token.clone(), Timestamp::FAR_FUTURE));
    assert_debug_is_clean("an endpoint", &GetToken::new(&app_id, &secret));
    assert_debug_is_clean("an endpoint", &GetStableToken::new(&app_id, &secret));
    let response: TokenResponse = serde_json::from_value(serde_json::json!({ "access_token": TOKEN })).unwrap();
    assert_debug_is_clean("a response", &response);
    let request = encode(&GetGroups::new(), &wechat_user::Origin::default(), Some(&token)).unwrap();
    assert_clean("a redacted request", &format!("{} {:?}", Redacted(&request), Redacted(&request)));
}

#[test]
fn a_machine_and_its_steps() {
    let mut session = Session::new(Credentials::stable("wx1", SECRET)).unwrap();
    let now = Timestamp::from_unix_secs(1_795_293_000);
    let mut call = Call::new(&GetGroups::new());
    let body = serde_json::json!({ "access_token": TOKEN, "expires_in": 7200 }).to_string();
    let Step::Send(fetch) = call.poll(&mut session, now) else { panic!() };
    assert_debug_is_clean("the token request", &fetch);
    assert_debug_is_clean("its purpose", fetch.purpose());
    call.handle(now, fetch.id(), Outcome::Response(Response::new(body.into_bytes())));
    let step = call.poll(&mut session, now);
    assert_debug_is_clean("a step", &step);
    assert_debug_is_clean("the session", &session);
    assert_debug_is_clean("the call", &call);
    session.reject(1, now);
    let mut other = CurrentToken::new();
    let Step::Send(fetch) = other.poll(&mut session, now) else { panic!() };
    assert_debug_is_clean("a want that names the rejected token", &fetch);
    assert_debug_is_clean("a want that names the rejected token", fetch.purpose());
}

#[test]
fn personal_data_is_not_in_debug() {
    let user: User = serde_json::from_value(serde_json::json!({
        "subscribe": 1, "openid": "oDF3iYx0ro3_7jD4HFRDfrjdCM58", "nickname": "小明", "city": "广州", "remark": "VIP",
        "unionid": "o6_bmasdasdsad6_2sgVt7hMZOPfL", "headimgurl": "http://x/0",
    }))
    .unwrap();
    let shown = format!("{user:?}");
    for personal in
        ["小明", "广州", "VIP", "oDF3iYx0ro3_7jD4HFRDfrjdCM58", "o6_bmasdasdsad6_2sgVt7hMZOPfL", "http://x/0"]
    {
        assert!(!shown.contains(personal), "{shown}");
    }
    let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
    assert_eq!(format!("{:?}", SetRemark::new(&openid, "VIP")), "SetRemark(OpenId(oDF3…CM58), 3 characters)");
}

/// Who knows a ticket or a short key can use the code or read the data; a scene or the data can name a user.
#[test]
fn codes_scenes_and_short_keys_are_not_in_debug() {
    let code: QrCode = serde_json::from_value(serde_json::json!({ "ticket": TOKEN, "url": SECRET })).unwrap();
    assert_debug_is_clean("a QR code", &code);
    assert_debug_is_clean("the address of its picture", &code.picture_url());
    assert_debug_is_clean("a scene", &Scene::text(SECRET).unwrap());
    assert_debug_is_clean("a call with a scene", &CreateQrCode::new(&Scene::text(SECRET).unwrap()));
    assert_debug_is_clean("a text for a short key", &CreateShortKey::new(SECRET).unwrap());
    assert_debug_is_clean("a short key", &FetchLongData::new(SECRET).unwrap());
    let key: ShortKey = serde_json::from_value(serde_json::json!({ "short_key": TOKEN })).unwrap();
    assert_debug_is_clean("a short key", &key);
    let data: LongData = serde_json::from_value(serde_json::json!({ "long_data": SECRET })).unwrap();
    assert_debug_is_clean("its text", &data);
}

#[test]
fn the_outcome_of_an_exchange() {
    let body = serde_json::json!({ "access_token": TOKEN, "expires_in": 7200 }).to_string();
    assert_debug_is_clean("a response", &Outcome::Response(Response::new(body.into_bytes())));
    assert_debug_is_clean("a failure", &Outcome::Failed(TransportError::unknown(format!("?access_token={TOKEN}"))));
    let grant = Grant::adopted(AccessToken::from(TOKEN), Timestamp::FAR_FUTURE);
    assert_debug_is_clean("a grant", &Outcome::Granted(grant));
}
