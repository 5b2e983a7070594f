//! Samples of what the other libraries have in Redis, and of what they must find there.

use super::*;
use wechat_user_core::Origin;

const TOKEN: &str = "57_a-token_Z";
const NOW: u64 = 1_795_293_000;

fn key(mode: TokenMode, kind: CredentialKind) -> StoreKey {
    StoreKey::new(Origin::default(), "wx0123456789abcdef".into(), mode, kind)
}

fn plain() -> StoreKey {
    key(TokenMode::Plain, CredentialKind::AccessToken)
}

fn stable() -> StoreKey {
    key(TokenMode::Stable, CredentialKind::AccessToken)
}

fn jsapi() -> StoreKey {
    key(TokenMode::Stable, CredentialKind::JsapiTicket)
}

fn card() -> StoreKey {
    key(TokenMode::Stable, CredentialKind::CardTicket)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn held(value: &str, left: Option<u64>, expires_at: &str) -> Held {
    Held { value: value.into(), left: left.map(seconds), expires_at: expires_at.into(), now: NOW }
}

/// Value and seconds left.
fn read(layout: &Layout, key: &StoreKey, held: &Held) -> Option<(String, u64)> {
    let stored = layout.read(key, held).unwrap()?;
    Some((stored.value.expose().to_owned(), stored.left.as_secs()))
}

fn write(layout: &Layout, key: &StoreKey, left: u64) -> Written {
    layout.write(key, &Stored::new(TOKEN, seconds(left)).aged(Duration::ZERO), NOW).unwrap()
}

fn layout(text: &str) -> Layout {
    text.parse().unwrap()
}

fn token(left: u64) -> Option<(String, u64)> {
    Some((TOKEN.to_owned(), left))
}

#[test]
fn wxjava_has_bare_text_and_a_time_below_two_seconds_or_none_counts_as_expired() {
    let wxjava = layout("wxjava,prefix=shop");
    assert_eq!(
        wxjava.keys_of(&stable()).unwrap(),
        ["shop:access_token:wx0123456789abcdef", "shop:lock:wx0123456789abcdef:accessTokenLock"]
    );
    assert_eq!(wxjava.keys_of(&jsapi()).unwrap()[0], "shop:ticket:key:wx0123456789abcdef:jsapi");
    assert_eq!(wxjava.keys_of(&card()).unwrap()[0], "shop:ticket:key:wx0123456789abcdef:wx_card");
    assert_eq!(layout("wxjava").keys_of(&plain()).unwrap()[0], "wx:access_token:wx0123456789abcdef");
    for (left, expected) in [(Some(7_200), token(7_200)), (Some(2), token(2)), (Some(1), None), (None, None)] {
        assert_eq!(read(&wxjava, &plain(), &held(TOKEN, left, "")), expected);
    }
    let written = write(&wxjava, &plain(), 7_200);
    assert_eq!((written.value.as_str(), written.left), (TOKEN, seconds(7_200)));
}

#[test]
fn wechatpy_has_json_with_quotes_and_a_second_key_with_the_end() {
    let wechatpy = layout("wechatpy");
    assert_eq!(
        wechatpy.keys_of(&plain()).unwrap()[..2],
        ["wechatpy:wx0123456789abcdef_access_token", "wechatpy:wx0123456789abcdef_access_token_expires_at"]
    );
    assert_eq!(wechatpy.keys_of(&jsapi()).unwrap()[0], "wechatpy:wx0123456789abcdef_jsapi_ticket");
    assert_eq!(wechatpy.keys_of(&card()).unwrap()[1], "wechatpy:wx0123456789abcdef_jsapi_card_ticket_expires_at");
    let quoted = format!("\"{TOKEN}\"");
    let ends = |after: u64| (NOW + after).to_string();
    for (left, expires_at, expected) in [
        (Some(7_200), ends(7_100), token(7_100)),
        // Version 1 has no second key for the token, and no time on tickets.
        (Some(7_200), String::new(), token(7_200)),
        (None, ends(60), token(60)),
        (Some(7_200), "0".to_owned(), token(7_200)),
        (Some(7_200), format!("{}.25", NOW + 9), token(9)),
        (None, String::new(), None),
    ] {
        assert_eq!(read(&wechatpy, &plain(), &held(&quoted, left, &expires_at)), expected, "{left:?} {expires_at}");
    }
    let expired = wechatpy.read(&plain(), &held(&quoted, None, &(NOW - 5).to_string())).unwrap();
    assert!(expired.is_none_or(|stored| stored.left.is_zero()));
    let written = write(&wechatpy, &plain(), 7_200);
    assert_eq!((written.value, written.expires_at), (quoted, (NOW + 7_200).to_string()));
}

#[test]
fn silenceper_has_bare_text_or_json_and_takes_time_away() {
    let silenceper = layout("silenceper");
    for (key, name) in [
        (plain(), "gowechat_officialaccount__access_token_wx0123456789abcdef"),
        (stable(), "gowechat_officialaccount__stable_access_token_wx0123456789abcdef"),
        (jsapi(), "gowechat_officialaccount__jsapi_ticket_wx0123456789abcdef"),
    ] {
        assert_eq!(silenceper.keys_of(&key).unwrap()[0], name);
    }
    assert!(silenceper.keys_of(&card()).is_err(), "it keeps none");
    for text in [TOKEN.to_owned(), format!("\"{TOKEN}\"")] {
        assert_eq!(read(&silenceper, &plain(), &held(&text, Some(5_700), "")), token(5_700));
    }
    // A plain token is renewed before silenceper does it; a stable one cannot be.
    assert_eq!(read(&silenceper, &stable(), &held(TOKEN, Some(6_900), "")), token(7_200));
    for (key, left) in [(plain(), 5_700), (stable(), 6_900), (jsapi(), 5_700)] {
        let written = write(&silenceper, &key, 7_200);
        assert_eq!((written.value.as_str(), written.left), (TOKEN, seconds(left)));
    }
    let short = silenceper.write(&plain(), &Stored::new(TOKEN, seconds(1_500)), NOW);
    let Err(error) = short else { panic!("nothing would be left") };
    assert!(error.to_string().contains("1500"), "{error}");
}

#[test]
fn a_template_of_ones_own_says_key_form_margin_and_lock() {
    let custom = layout("key=shop:{kind}:{appid}:{mode},value=json-object,margin=300,lock=shop:lock:{appid}");
    assert_eq!(
        custom.keys_of(&stable()).unwrap(),
        ["shop:access_token:wx0123456789abcdef:stable", "shop:lock:wx0123456789abcdef"]
    );
    let written = write(&custom, &stable(), 7_200);
    assert_eq!(written.value, format!(r#"{{"access_token":"{TOKEN}","expires_at":{}}}"#, NOW + 7_200));
    assert_eq!(written.left, seconds(6_900));
    assert_eq!(
        write(&custom, &jsapi(), 7_200).value,
        format!(r#"{{"expires_at":{},"ticket":"{TOKEN}"}}"#, NOW + 7_200)
    );
    assert_eq!(read(&custom, &plain(), &held(&written.value, Some(50), "")), token(50));
    let bare = layout("key=token-of-{appid}");
    assert_eq!(bare.keys_of(&plain()).unwrap()[1], "wechat-user:lock:token-of-wx0123456789abcdef");
    assert!(bare.keys_of(&jsapi()).is_err(), "without a place for the kind it has tokens only");
    assert_eq!(write(&layout("key=a,value=json-string"), &plain(), 60).value, format!("\"{TOKEN}\""));
}

#[test]
fn our_own_keys_distinguish_all_and_their_values_know_their_age() {
    let own = Layout::own();
    let keys = [plain(), stable(), jsapi(), card()].map(|key| own.keys_of(&key).unwrap()[0].clone());
    assert_eq!(keys[0], "wechat-user:1:wx0123456789abcdef:plain:access_token:https://api.weixin.qq.com");
    for (position, key) in keys.iter().enumerate() {
        assert!(!keys[..position].contains(key), "{key}");
    }
    let written = write(&own, &stable(), 7_200);
    assert_eq!(written.value, format!(r#"{{"life_ms":7200000,"value":"{TOKEN}"}}"#));
    let stored = own.read(&stable(), &held(&written.value, Some(7_000), "")).unwrap().unwrap();
    assert_eq!((stored.left, stored.age), (seconds(7_000), Some(seconds(200))));
    for rubbish in ["{", "null", "[]", r#"{"value":7}"#, "57_a-token_Z"] {
        assert_eq!(read(&own, &stable(), &held(rubbish, Some(7_000), "")), None, "{rubbish}");
    }
}

#[test]
fn a_text_of_another_form_in_another_librarys_key_is_an_error_that_does_not_quote_it() {
    for (name, text) in
        [("wechatpy", "hush"), ("key=a,value=json-object", r#"{"token":"hush"}"#), ("silenceper", "\"hush")]
    {
        let error = layout(name).read(&plain(), &held(text, Some(60), "")).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}

#[test]
fn a_layout_survives_its_text_and_a_wrong_one_is_refused() {
    for text in ["own", "wxjava,prefix=wx", "wechatpy,prefix=a", "silenceper", "key={appid},value=raw,margin=5,lock=l"]
    {
        assert_eq!(layout(text).to_string(), text);
    }
    for (text, problem) in [
        ("", "possible are"),
        ("easywechat", "possible are"),
        ("own,prefix=a", "possible are"),
        ("wxjava,prefix=", "one field"),
        ("wxjava,lock=a", "one field"),
        ("key=", "1 to 512 bytes"),
        ("key=a{secret}", "AppSecret"),
        ("key=a,lock={appid}:{app_secret}", "AppSecret"),
        ("key=a{app}", "placeholders"),
        ("key=a{appid", "placeholders"),
        ("key=a,value=yaml", "json-object"),
        ("key=a,margin=7200", "7199"),
        ("key=a,key=b", "once at most"),
        ("key=a,role=keep", "once at most"),
    ] {
        let Err(error) = text.parse::<Layout>() else { panic!("{text} is accepted") };
        assert!(error.to_string().contains(problem), "{text}: {error}");
    }
}
