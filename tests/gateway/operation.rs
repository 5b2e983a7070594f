//! What an operator sees and does: the configuration, the audit file, health, reloading and stopping.

use std::collections::BTreeSet;
use std::io::Write;
use std::thread;

use transport_ureq::UreqTransport;
use wechat_gateway::{Config, Gateway};
use wechat_user::retry::RetryPolicy;
use wechat_user_tests::private_ca::PrivateCa;

use crate::exchange::{connect, exchange, get, rest};
use crate::world::{Folder, World, new_key};

#[test]
fn every_line_of_the_audit_file_has_the_same_fields_and_no_query() {
    let world = World::new();
    let client = world.worker();
    client.groups().list().unwrap();
    let openid = world.wechat.openid(7);
    client.users().info(&openid).unwrap();
    client.users().set_remark(&openid, "张三").unwrap();
    get(world.addr(), "/cgi-bin/groups/get?access_token=36_abc&secret=hush");
    get(world.addr(), &format!("/{}?a=b", "x".repeat(60)));
    get(world.addr(), "/cgi-bin/../hush");
    let secrets = [world.token(), world.key.clone(), world.plan.secret.clone(), openid.as_str().to_owned()];
    let (text, lines) = world.audit();

    let fields = "time id key app_id address method path status errcode outcome ms bytes_in bytes_out";
    let fields: BTreeSet<&str> = fields.split(' ').collect();
    for line in &lines {
        assert_eq!(line.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), fields);
        assert_eq!(line["address"], "127.0.0.1");
    }
    for secret in secrets.iter().map(String::as_str).chain(["hush", "张三", "?", "36_abc"]) {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let outcomes: Vec<&str> = lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    let expected = ["issued", "relayed", "relayed", "relayed", "bad_token", "bad_request", "bad_request", "issued"];
    assert_eq!(outcomes, expected);
    assert_eq!((lines[1]["key"].as_str(), lines[1]["path"].as_str()), (Some("key-0"), Some("/cgi-bin/groups/get")));
    assert_eq!(lines[5]["path"].as_str(), Some("/*"), "a long segment may be a token");
    assert!(lines[6]["path"].is_null());
    let ids: BTreeSet<_> = lines.iter().map(|line| line["id"].as_str()).collect();
    assert_eq!(ids.len(), lines.len());
}

#[test]
fn the_number_of_a_request_stands_in_its_error_message() {
    let world = World::new();
    let client = world.worker_builder().token_mode(wechat_user::TokenMode::Supplied).build().unwrap();
    client.supply_token("36_not_of_the_gateway".into(), None).unwrap();
    let error = client.groups().list().unwrap_err();
    let rid = error.rid().unwrap().to_owned();
    let (_, lines) = world.audit();
    assert_eq!(lines[0]["id"].as_str(), Some(rid.as_str()));
}

#[test]
fn health_and_metrics_are_on_a_listener_of_their_own() {
    let world = World::new();
    let admin = world.gateway.admin_addr();
    assert_eq!((get(admin, "/healthz").status, &get(admin, "/healthz").body[..]), (200, &b"ok\n"[..]));
    assert_eq!(get(admin, "/cgi-bin/token").status, 404);
    world.worker().groups().list().unwrap();
    assert_eq!(world.metric("requests_total{outcome=\"relayed\"}"), 1);
    assert_eq!((world.metric("credential_requests_total"), world.metric("upstream_requests_total")), (1, 1));
    let text = String::from_utf8(get(admin, "/metrics").body).unwrap();
    for line in text.lines() {
        assert!(
            line.starts_with("# ") || line.starts_with("wechat_gateway_") && line.rsplit(' ').next().is_some(),
            "{line}"
        );
    }
}

#[test]
fn a_stopped_gateway_finishes_the_requests_in_progress() {
    let world = World::new();
    let gate = world.wechat.hold("/cgi-bin/groups/get");
    let target = format!("/cgi-bin/groups/get?access_token={}", world.token());
    let (addr, admin) = (world.addr(), world.gateway.admin_addr());
    let mut idle = connect(addr);
    idle.write_all(b"GET /cgi-bin/token HTTP/1.1\r\nHost: gateway\r\n\r\n").unwrap();
    thread::scope(|scope| {
        let request = scope.spawn(|| get(addr, &target));
        gate.until_arrived(1);
        world.gateway.control().stop();
        assert!(rest(&mut idle).is_some(), "an idle connection is closed");
        assert_eq!(get(admin, "/healthz").status, 503);
        gate.open();
        assert!(request.join().unwrap().json()["groups"].is_array());
    });
    world.gateway.wait().unwrap();
    assert!(std::net::TcpStream::connect(addr).is_err());
}

#[test]
fn a_reload_takes_over_keys_and_opens_the_audit_file_again() {
    let mut world = World::new();
    let old = world.token();
    let added = new_key();
    world.plan.keys.push((added.clone(), "[]".to_owned(), String::new()));
    let renamed = world.folder.path("audit.1");
    std::fs::rename(world.folder.path("audit.ndjson"), &renamed).unwrap();
    assert!(!world.gateway.control().reload(world.plan.config(&world.folder)).unwrap());
    crate::world::token(world.addr(), &world.plan.app_id, &added);
    assert_eq!(get(world.addr(), &format!("/cgi-bin/groups/get?access_token={old}")).errcode(), 0);

    let changed = world.plan.text(&world.folder).replace("[limits]", "[limits]\nsenders = 3");
    assert!(world.gateway.control().reload(Config::parse(&changed).unwrap()).unwrap(), "it needs a new start");
    let (_, lines) = world.audit();
    assert_eq!(lines.len(), 2);
}

#[test]
fn an_address_other_than_loopback_needs_tls_or_a_proxy() {
    let world = World::new();
    let folder = Folder::new();
    let text = world.plan.text(&folder).replace("listen = \"127.0.0.1:0\"", "listen = \"0.0.0.0:0\"");
    let error = Gateway::builder(Config::parse(&text).unwrap()).start().unwrap_err().to_string();
    assert!(error.contains("0.0.0.0:0 is not loopback") && error.contains("--behind-proxy"), "{error}");
    let allowed = Gateway::builder(Config::parse(&text).unwrap()).behind_proxy(true).start().unwrap();
    assert_eq!(get(([127, 0, 0, 1], allowed.addr().port()).into(), "/cgi-bin/token").errcode(), 40002);
}

#[test]
fn workers_speak_tls_and_a_reload_takes_over_a_new_certificate() {
    let (old, new) = (PrivateCa::new(), PrivateCa::new());
    let files = Folder::new();
    let write = |ca: &PrivateCa| {
        let (certificate, key) = ca.pem_pair(&["127.0.0.1"]);
        (files.file("chain.pem", &certificate), files.file("key.pem", &key))
    };
    let (certificate, key) = write(&old);
    // `[tls]` comes before `[limits]`, whose text a test may change.
    let world = World::with(|plan| plan.store = format!("[tls]\ncertificate = {certificate:?}\nkey = {key:?}"));
    assert!(world.gateway.url().starts_with("https://127.0.0.1:"));
    let client = |ca: &PrivateCa| {
        let transport = UreqTransport::builder().ca_certificates_pem(ca.pem()).build().unwrap();
        world.worker_builder().transport(transport).retry(RetryPolicy::never()).build().unwrap()
    };
    assert_eq!(client(&old).groups().list().unwrap().len(), 3);
    assert!(client(&new).groups().list().is_err());
    assert!(exchange(world.addr(), "GET /cgi-bin/token HTTP/1.1\r\nHost: x\r\n\r\n").is_none(), "no plain HTTP");

    write(&new);
    world.gateway.control().reload(world.plan.config(&world.folder)).unwrap();
    assert_eq!(client(&new).groups().list().unwrap().len(), 3);
    assert!(client(&old).groups().list().is_err());

    files.file("key.pem", "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----");
    let error = Config::parse(&world.plan.text(&world.folder)).unwrap_err().to_string();
    assert!(error.starts_with("tls.key: ") && !error.contains("hush"), "{error}");
}

#[test]
fn a_configuration_that_is_wrong_names_the_place_and_no_secret() {
    let world = World::new();
    let folder = Folder::new();
    let good = world.plan.text(&folder);
    let secret_source = good.lines().find(|line| line.starts_with("secret = ")).unwrap().to_owned();
    let hash = good.lines().find(|line| line.starts_with("sha256 = ")).unwrap().to_owned();
    for (from, to, expected) in [
        ("[limits]", "[limit]", "unknown field `limit`"),
        ("[limits]", "[limits]\nconnection = 1", "unknown field `connection`"),
        ("[limits]", "[limits]\nsenders = 0", "limits: every limit is at least 1"),
        ("[limits]", "[limits]\nbytes = 1000", "limits: bytes must hold one request and one response"),
        (&secret_source, "secret = \"hush-hush-hush\"", "expected { env"),
        (&secret_source, "secret = {}", "account 1: give one of env, file and command"),
        (
            &secret_source,
            "secret = { env = \"NOT_SET_ANYWHERE\" }",
            "account 1: the variable NOT_SET_ANYWHERE is not set",
        ),
        (&secret_source, "secret = { file = \"/nowhere\" }", "account 1: /nowhere: entity not found"),
        (
            &secret_source,
            "secret = { command = [\"false\"] }",
            "account 1: the command false ended with exit status: 1",
        ),
        (&hash, "sha256 = \"hush\"", "key 1: sha256: 64 hexadecimal digits"),
        ("paths = [\"/**\"", "paths = [\"/a//b\"", "key 1: the path \"/a//b\""),
        ("accounts = [\"wx", "accounts = [\"wy", "is not an account of this file"),
        ("app_id = \"wx", "app_id = \"w x", "account 1: app_id: 1 to 64 letters and digits"),
        ("tokens = \"stable\"", "tokens = \"none\"", "expected `stable` or `plain`"),
        (
            "origin = \"http://127.0.0.1",
            "origin = \"http://192.0.2.1",
            "upstream.origin: plain HTTP would show the token",
        ),
        ("[store]", "[store]\nkind = \"file\"", "store: the kind \"file\" needs a folder"),
        ("signing = [", "signing = []\nx = [", "unknown field `x`"),
        ("admin = ", "admin = 7 #", "line 2"),
    ] {
        let text = good.replace(from, to);
        assert_ne!(text, good, "{from}");
        let error = Config::parse(&text).unwrap_err().to_string();
        assert!(error.contains(expected), "{to}: {error}");
        assert!(!error.contains("hush") && !error.contains(&world.plan.secret), "{error}");
    }
    let short = World::new();
    let text = short.plan.text(&folder);
    folder.file("signing-0", "short");
    let error = Config::parse(&text).unwrap_err().to_string();
    assert_eq!(error, "signing key 1: at least 32 characters, got 5");
}

#[test]
fn a_secret_comes_from_a_command() {
    let world = World::new();
    let folder = Folder::new();
    let line = |text: &str| text.lines().find(|line| line.starts_with("secret = ")).unwrap().to_owned();
    let text = world.plan.text(&folder);
    let command = format!("secret = {{ command = [\"cat\", {:?}] }}", folder.path("secret"));
    assert!(Config::parse(&text.replace(&line(&text), &command)).is_ok());
}
