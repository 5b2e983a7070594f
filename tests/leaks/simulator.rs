//! The simulator's journal, its own texts, and a failed script.

use std::panic::{AssertUnwindSafe, catch_unwind};

use transport_mock::{FakeWeChat, Fault, ScannedCode, Script, get};
use wechat_user::Client;
use wechat_user::qrcode::Scene;
use wechat_user::transport::Transport;

use crate::search::{SECRET, TOKEN, assert_clean, assert_debug_is_clean, assert_error_is_clean};

#[test]
fn the_journal_and_the_simulator_itself() {
    let wechat = FakeWeChat::new().with_account("wx0123456789abcdef", SECRET);
    let client =
        Client::builder(wechat.app_id(), SECRET).transport(wechat.clone()).clock(wechat.clock()).build().unwrap();
    let token = client.token().unwrap().token;
    for fault in [Fault::status(502), Fault::lose_response(), Fault::refuse_connection(), Fault::errcode(48_001)] {
        wechat.add_fault(fault.on("/cgi-bin/groups/create"));
        let error = client.groups().create("test").unwrap_err();
        assert_error_is_clean("an error", &error);
        assert!(!format!("{error:?} {error}").contains(token.expose()));
    }
    let code = client.qrcode().create(&Scene::text("a scene that names a user").unwrap()).unwrap();
    let scan = wechat.scan(ScannedCode::Ticket(&code.ticket), &wechat.openid(0)).unwrap();
    let journal: String = wechat.journal().iter().map(|entry| format!("{entry} {entry:?}\n")).collect();
    assert_clean("the journal", &journal);
    assert!(!journal.contains(token.expose()));
    assert_debug_is_clean("the simulator", &wechat);
    assert!(!journal.contains(&code.ticket) && !journal.contains("a scene") && !journal.contains(scan.openid.as_str()));
    assert!(!format!("{wechat:#?} {client:#?}").contains(token.expose()));
}

#[test]
fn a_script_that_fails() {
    let failed = catch_unwind(AssertUnwindSafe(|| {
        let script = Script::new().expect(get("/cgi-bin/groups/get")).reply("{}");
        let mut request = wechat_user::transport::Request::default();
        *request.uri_mut() =
            "https://host/cgi-bin/other?access_token=99_TOKEN%2FMARK%2B%22q%22%3D%C3%A9-token-mark".parse().unwrap();
        drop(script.send(request));
    }));
    let words = failed.unwrap_err();
    let text = words.downcast_ref::<String>().expect("a message");
    assert!(text.contains("/cgi-bin/other"), "{text}");
    assert_clean("a failed script", text);
    assert!(!text.contains(TOKEN));
}
