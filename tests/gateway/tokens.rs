//! Tokens of the gateway's own: how they are issued, what they are good for, and when they end.

use std::time::Duration;

use crate::exchange::{get, get_with, post, post_with};
use crate::world::{World, new_key, token};

fn issue(app_id: &str, key: &str) -> String {
    format!("/cgi-bin/token?grant_type=client_credential&appid={app_id}&secret={key}")
}

#[test]
fn a_token_is_issued_in_every_form_and_no_request_goes_to_the_service() {
    let world = World::new();
    let (addr, app_id, key) = (world.addr(), world.plan.app_id.clone(), world.key.clone());
    let form = format!("grant_type=client_credential&appid={app_id}&secret={key}");
    let json = |force: bool| {
        let object = serde_json::json!({
            "grant_type": "client_credential", "appid": app_id, "secret": key, "force_refresh": force
        });
        object.to_string()
    };
    let responses = [
        get(addr, &issue(&app_id, &key)),
        get(addr, &issue(&app_id, &key)),
        post(addr, &issue(&app_id, &key), ""),
        post_with(addr, "/cgi-bin/token", "Content-Type: application/x-www-form-urlencoded", &form),
        post(addr, "/cgi-bin/token", &json(false)),
        post(addr, "/cgi-bin/stable_token", &json(false)),
        post(addr, "/cgi-bin/stable_token", &json(true)),
    ];
    let mut tokens = Vec::new();
    for got in &responses {
        let body = got.json();
        assert_eq!((got.status, body["expires_in"].as_u64()), (200, Some(7200)), "{got:?}");
        assert_eq!(got.header("content-type"), Some("application/json; charset=utf-8"));
        let token = body["access_token"].as_str().unwrap().to_owned();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        assert!(token.len() <= 256 && token.bytes().all(is_plain), "{token}");
        tokens.push(token);
    }
    tokens.sort();
    tokens.dedup();
    assert_eq!((tokens.len(), world.wechat.calls()), (responses.len(), 0));
    assert_eq!(get(addr, &format!("/cgi-bin/groups/get?access_token={}", tokens[0])).status, 200);
}

#[test]
fn a_wrong_key_and_a_wrong_appid_have_the_same_response() {
    let world = World::with(|plan| plan.keys.push((new_key(), "[]".to_owned(), String::new())));
    let unknown = new_key();
    let without_number = |target: &str| {
        let mut body = get(world.addr(), target).json();
        let text = body["errmsg"].as_str().unwrap().split(", rid: ").next().unwrap().to_owned();
        body["errmsg"] = text.into();
        body.to_string()
    };
    let wrong_key = without_number(&issue(&world.plan.app_id, &unknown));
    assert!(wrong_key.contains("40125"), "{wrong_key}");
    assert_eq!(without_number(&issue("wxffffffffffffffff", &world.key)), wrong_key);
    assert_eq!(without_number(&issue("wxffffffffffffffff", &unknown)), wrong_key);
    assert_eq!(
        without_number(&issue(&world.plan.app_id, &world.plan.secret)),
        wrong_key,
        "the real AppSecret is no key"
    );
    assert_eq!(without_number("/cgi-bin/token?grant_type=client_credential"), wrong_key);
    let got = get(world.addr(), &format!("/cgi-bin/token?appid={}&secret={}", world.plan.app_id, world.key));
    assert_eq!(got.errcode(), 40002);
    assert_eq!(get(world.addr(), "/cgi-bin/stable_token").status, 405);
    let twice = format!("{}&secret={}", issue(&world.plan.app_id, &unknown), world.key);
    assert_eq!(get(world.addr(), &twice).status, 400);
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn a_bad_token_of_the_gateway_has_the_codes_on_which_libraries_ask_for_another() {
    let world = World::new();
    let call = |token: &str| get(world.addr(), &format!("/cgi-bin/groups/get?access_token={token}"));
    let good = world.token();
    assert_eq!(call(&good).errcode(), 0);
    assert_eq!(call("36_abc").errcode(), 40014);
    assert_eq!(call("").errcode(), 40014);
    assert_eq!(call(world.wechat.stable_token().expose()).errcode(), 40014, "a real token is not accepted");
    let other_signer = World::with(|plan| plan.signing = vec!["another-key-another-key-another-key"]);
    let foreign = token(other_signer.addr(), &world.plan.app_id, &other_signer.key);
    assert_eq!(call(&foreign).errcode(), 40001);

    world.clock.advance(Duration::from_secs(7_200));
    assert_eq!(call(&good).errcode(), 0);
    world.clock.advance(Duration::from_secs(61));
    assert_eq!(call(&good).errcode(), 42001);
    assert_eq!(world.wechat.calls_to("/cgi-bin/groups/get"), 2);
}

#[test]
fn no_token_with_one_changed_bit_is_accepted() {
    let world = World::new();
    let good = world.token();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let value = |byte: u8| alphabet.iter().position(|known| *known == byte).unwrap();
    for at in (0..good.len()).step_by(3) {
        let mut changed = good.clone().into_bytes();
        changed[at] = alphabet[value(changed[at]) ^ 1];
        let changed = String::from_utf8(changed).unwrap();
        let code = get(world.addr(), &format!("/cgi-bin/groups/get?access_token={changed}")).errcode();
        assert!([40001, 40014].contains(&code), "{at}: {code}");
    }
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn a_revoked_key_ends_its_tokens_at_once() {
    let mut world = World::new();
    let good = world.token();
    let call = |world: &World| get(world.addr(), &format!("/cgi-bin/groups/get?access_token={good}")).errcode();
    assert_eq!(call(&world), 0);
    let revoked = std::mem::take(&mut world.plan.keys);
    world.gateway.control().reload(world.plan.config(&world.folder)).unwrap();
    assert_eq!(call(&world), 40001);
    assert_eq!(get(world.addr(), &issue(&world.plan.app_id, &world.key)).errcode(), 40125);
    world.plan.keys = revoked;
    world.gateway.control().reload(world.plan.config(&world.folder)).unwrap();
    assert_eq!((call(&world), world.wechat.token_requests()), (0, 1), "the account kept its real token");
}

#[test]
fn a_token_of_another_account_is_not_accepted() {
    // Another gateway, with the same signing key and the same worker's key, has the other account.
    let world = World::new();
    let other = transport_mock::FakeWeChat::new().with_account("wxffffffffffffffff", "f".repeat(32));
    let other = World::of(other, |plan| plan.keys[0].0.clone_from(&world.key));
    let foreign = token(other.addr(), "wxffffffffffffffff", &world.key);
    assert_eq!(get(other.addr(), &format!("/cgi-bin/groups/get?access_token={foreign}")).errcode(), 0);
    assert_eq!(get(world.addr(), &format!("/cgi-bin/groups/get?access_token={foreign}")).errcode(), 40001);
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn two_signing_keys_are_accepted_while_they_are_rotated() {
    let mut world = World::new();
    let old = world.token();
    let mut with = |signing: &[&'static str]| {
        world.plan.signing = signing.to_vec();
        world.gateway.control().reload(world.plan.config(&world.folder)).unwrap();
        [&old, &world.token()]
            .map(|token| get(world.addr(), &format!("/cgi-bin/groups/get?access_token={token}")).errcode())
    };
    const NEW: &str = "fedcba9876543210fedcba9876543210-b";
    assert_eq!(with(&[NEW, crate::world::SIGNING]), [0, 0]);
    assert_eq!(with(&[NEW]), [40001, 0]);
}

#[test]
fn a_key_works_from_its_addresses_only_and_a_named_proxy_says_from_where() {
    let world = World::with(|plan| {
        plan.top = "proxies = [\"127.0.0.1/32\"]".to_owned();
        plan.keys[0].2 = "addresses = [\"192.0.2.0/24\"]".to_owned();
    });
    let target = issue(&world.plan.app_id, &world.key);
    let from = |address: &str| get_with(world.addr(), &target, &format!("X-Forwarded-For: {address}"));
    assert_eq!(get(world.addr(), &target).errcode(), 40164);
    assert_eq!(from("198.51.100.1").errcode(), 40164);
    assert_eq!(from("192.0.2.1, 198.51.100.1").errcode(), 40164, "the worker wrote the first one itself");
    let good = from("203.0.113.9, 192.0.2.1").json()["access_token"].as_str().unwrap().to_owned();
    let relayed = format!("/cgi-bin/groups/get?access_token={good}");
    assert_eq!(get(world.addr(), &relayed).errcode(), 40164);
    assert_eq!(get_with(world.addr(), &relayed, "X-Forwarded-For: 192.0.2.77").errcode(), 0);

    // Of a peer that is no proxy, the header says nothing.
    let world = World::with(|plan| plan.keys[0].2 = "addresses = [\"192.0.2.0/24\"]".to_owned());
    let target = issue(&world.plan.app_id, &world.key);
    assert_eq!(get_with(world.addr(), &target, "X-Forwarded-For: 192.0.2.1").errcode(), 40164);
}
