//! Plain, compatible and safe mode; two keys; time; missing parts.

use std::sync::Mutex;
use std::time::Duration;

use wechat_user_core::http::{Method, Request};
use wechat_user_core::transport::{Response, TimeLeft, TransportError, transport_fn};
use wechat_user_core::{Timestamp, UnionId};
use wechat_user_web::{Format, Inbound, KeyUsed, PushDraft, PushError, PushKind, PushMode, PushSender, SendError};

use crate::samples::{
    KEY, NOW, OTHER_KEY, PUSH_XML, URL, get, key, openid, plain_inbox, plain_query, post, safe_inbox, safe_query,
    sealed, sender, shown, token,
};

fn text() -> PushDraft {
    PushDraft::text("gh_1", &openid(), NOW, "你好 ]]> & <b>").with_msg_id(u64::MAX)
}

fn is_the_text(inbound: Inbound) -> bool {
    let Inbound::Push(incoming) = inbound else { return false };
    matches!(&incoming.push().kind, PushKind::Text(message) if message.content == "你好 ]]> & <b>")
        && incoming.push().msg_id == Some(u64::MAX)
}

#[test]
fn every_mode_and_format_arrives() {
    for format in [Format::Xml, Format::Json] {
        let plain = sender().with_format(format).push(URL, &text(), NOW, "n", [0; 16]).unwrap();
        assert!(is_the_text(plain_inbox().receive_request(&plain, NOW).unwrap()));
        assert_eq!(safe_inbox().receive_request(&plain, NOW).unwrap_err(), PushError::NotEncrypted);
        assert!(is_the_text(safe_inbox().accepting_plain().receive_request(&plain, NOW).unwrap()));

        for mode in [PushMode::Compatible, PushMode::Safe] {
            let sender = sender().with_aes_key(key(KEY)).with_format(format).with_mode(mode);
            let request = sender.push(URL, &text(), NOW, "n", [0; 16]).unwrap();
            assert!(is_the_text(safe_inbox().receive_request(&request, NOW).unwrap()));
            // Without a key, the plain half of compatible mode is read.
            match (mode, plain_inbox().receive_request(&request, NOW)) {
                (PushMode::Compatible, read) => assert!(is_the_text(read.unwrap())),
                (_, refused) => assert_eq!(refused.unwrap_err(), PushError::NoAesKey),
            }
        }
    }
}

#[test]
fn places_of_all_kinds_arrive() {
    let drafts = [
        PushDraft::location_report("gh_1", &openid(), NOW, -23.5, 113.25, 0.0),
        PushDraft::location_message("gh_1", &openid(), NOW, -23.5, 113.25, "广州").with_msg_id(1),
        PushDraft::location_select("gh_1", &openid(), NOW, "menu", -23.5, 113.25, "广州"),
    ];
    for format in [Format::Xml, Format::Json] {
        for draft in &drafts {
            let unionid = UnionId::new("o6_bmasdasdsad6_2sgVt7hMZOPfL").unwrap();
            let request =
                sender().with_format(format).push(URL, &draft.clone().with_unionid(&unionid), NOW, "n", [0; 16]);
            let Inbound::Push(incoming) = plain_inbox().receive_request(&request.unwrap(), NOW).unwrap() else {
                panic!()
            };
            let push = incoming.push();
            let at = push.coordinates().unwrap();
            assert_eq!((at.latitude, at.longitude, &push.unionid), (-23.5, 113.25, &Some(unionid)));
            if let PushKind::LocationSelect(selected) = &push.kind {
                assert_eq!(
                    (selected.event_key.as_deref(), selected.place.label.as_deref()),
                    (Some("menu"), Some("广州"))
                );
                assert_eq!((selected.place.scale, &selected.place.poi_name), (Some(15), &None));
            }
        }
    }
}

#[test]
fn only_the_encrypted_half_of_compatible_mode_counts() {
    let sender = sender().with_aes_key(key(KEY)).with_mode(PushMode::Compatible);
    let request = sender.push(URL, &text(), NOW, "n", [0; 16]).unwrap();
    let forged = String::from_utf8_lossy(request.body()).replacen(openid().as_str(), "oFORGED", 1);
    assert!(forged.contains("oFORGED"));
    let incoming = post(&safe_inbox(), request.uri().query().unwrap(), forged).unwrap();
    assert_eq!(incoming.push().openid, openid());
}

#[test]
fn the_previous_key_opens_too() {
    let request = sender().with_aes_key(key(OTHER_KEY)).push(URL, &text(), NOW, "n", [0; 16]).unwrap();
    let query = request.uri().query().unwrap();
    let both = safe_inbox().with_previous_key(key(OTHER_KEY));
    assert_eq!(post(&both, query, request.body()).unwrap().key_used(), Some(KeyUsed::Previous));
    let only_previous = plain_inbox().with_previous_key(key(OTHER_KEY));
    assert_eq!(post(&only_previous, query, request.body()).unwrap().key_used(), Some(KeyUsed::Previous));
    let (query, body) = sealed(PUSH_XML[0].1);
    assert_eq!(post(&both, &query, body).unwrap().key_used(), Some(KeyUsed::Current));
    assert!(post(&safe_inbox(), request.uri().query().unwrap(), request.body()).is_err());
}

#[test]
fn freshness_is_a_window_to_both_sides() {
    let window = Duration::from_secs(300);
    let inbox = plain_inbox().with_freshness(window);
    let body = PUSH_XML[0].1.as_bytes();
    let at = |seconds: u64| inbox.receive(&Method::POST, &plain_query(), body, Timestamp::from_unix_secs(seconds));
    let sent = NOW.as_unix_secs();
    assert!(at(sent - 300).is_ok() && at(sent).is_ok() && at(sent + 300).is_ok());
    assert_eq!(shown(&at(sent + 301).unwrap_err()), "TooOld { age: 301s, window: 300s }");
    assert_eq!(shown(&at(sent - 301).unwrap_err()), "TooEarly { ahead: 301s, window: 300s }");
    let refused = at(sent + 301).unwrap_err();
    assert_eq!(refused.to_string(), "the request is 301 s old; at most 300 s are accepted");

    let safe = safe_inbox().with_freshness(window);
    let (query, body) = sealed(PUSH_XML[0].1);
    let late = Timestamp::from_unix_secs(sent + 301);
    assert!(matches!(safe.receive(&Method::POST, &query, body.as_bytes(), late), Err(PushError::TooOld { .. })));
    // The signature is checked before the time: an unsigned time proves nothing.
    let forged = query.replace("nonce=xxxxxx", "nonce=yyyyyy");
    assert_eq!(safe.receive(&Method::POST, &forged, body.as_bytes(), late).unwrap_err(), PushError::MsgSignature);
    let query = format!("timestamp=soon&nonce=1&signature={}&echostr=1", token().sign("soon", "1"));
    assert_eq!(get(&plain_inbox(), &query), Err(PushError::BadTimestamp));
}

#[test]
fn missing_parts_are_named() {
    let missing = |name: &str| format!("MissingParameter {{ name: {name:?} }}");
    assert_eq!(shown(&get(&plain_inbox(), "signature=1&timestamp=1&nonce=1").unwrap_err()), missing("echostr"));
    for (query, name) in
        [("echostr=1", "timestamp"), ("echostr=1&timestamp=1", "nonce"), ("echostr=1&timestamp=1&nonce=1", "signature")]
    {
        assert_eq!(shown(&get(&plain_inbox(), query).unwrap_err()), missing(name));
        assert_eq!(shown(&post(&plain_inbox(), query, "").unwrap_err()), missing(name));
    }
    let query = "encrypt_type=aes&timestamp=1&nonce=1&signature=1";
    let body = "<xml><Encrypt>x</Encrypt></xml>";
    assert_eq!(shown(&post(&safe_inbox(), query, body).unwrap_err()), missing("msg_signature"));
    let refused = post(&safe_inbox(), query, "<xml/>").unwrap_err();
    assert_eq!(shown(&refused), r#"MissingField { name: "Encrypt" }"#);
    let refused = post(&plain_inbox(), &plain_query(), body).unwrap_err();
    assert_eq!(refused, PushError::NoAesKey);
    let refused = post(&safe_inbox(), &safe_query("x"), body).unwrap_err();
    assert_eq!(refused.to_string(), "the encrypted text is not Base64");
}

#[test]
fn the_status_hides_the_reason_from_the_sender() {
    let status = |method: Method| {
        let request = Request::builder().method(method).uri("http://x/").body("").unwrap();
        plain_inbox().receive_request(&request, NOW).unwrap_err().status().as_u16()
    };
    assert_eq!((status(Method::PUT), status(Method::HEAD), status(Method::GET)), (405, 405, 400));
    let (query, body) = sealed(PUSH_XML[0].1);
    let forged = query.replace("nonce=xxxxxx", "nonce=yyyyyy");
    let wrong_key = plain_inbox().with_aes_key(key(OTHER_KEY));
    for refused in
        [post(&safe_inbox(), &forged, &body), post(&wrong_key, &query, &body), post(&safe_inbox(), &plain_query(), "")]
    {
        assert_eq!(refused.unwrap_err().status(), 403);
    }
}

#[test]
fn requests_of_the_sender_are_complete() {
    let sender = sender();
    let request = sender.push("https://example.com:8443/a/b?account=1#x", &text(), NOW, "n 1", [0; 16]).unwrap();
    let uri = request.uri().to_string();
    assert!(uri.starts_with("https://example.com:8443/a/b?account=1&signature="), "{uri}");
    assert!(uri.contains("&nonce=n+1&openid="), "{uri}");
    assert_eq!(request.extensions().get::<TimeLeft>(), Some(&TimeLeft(Duration::from_secs(5))));
    assert_eq!((PushSender::ATTEMPTS, PushSender::REPLY_WITHIN), (3, Duration::from_secs(5)));
    assert!(is_the_text(plain_inbox().receive_request(&request, NOW).unwrap()));

    let check = sender.url_check("http://h", NOW, "n", "a+b/c=").unwrap();
    assert_eq!((check.method(), check.uri().path()), (&Method::GET, "/"));
    assert_eq!(get(&plain_inbox(), check.uri().query().unwrap()).unwrap(), "a+b/c=");
}

#[test]
fn a_push_without_a_response_is_sent_three_times() {
    let request = sender().push(URL, &text(), NOW, "n", [0; 16]).unwrap();
    let deliver_until = |attempt: usize| {
        let sent = Mutex::new(Vec::new());
        let transport = transport_fn(|request| {
            let mut sent = sent.lock().unwrap();
            sent.push((request.uri().clone(), request.extensions().get::<TimeLeft>().copied(), request.into_body()));
            if sent.len() < attempt {
                return Err(TransportError::unknown(format!("attempt {}", sent.len())));
            }
            Ok(Response::new(b"success".to_vec()))
        });
        let response = PushSender::deliver(&transport, &request);
        let sent = sent.lock().unwrap().clone();
        assert!(sent.iter().all(|one| *one == sent[0]), "the same request every time");
        (sent.len(), response.map(Response::into_body).map_err(|error| error.to_string()))
    };
    for attempt in 1..=3 {
        assert_eq!(deliver_until(attempt), (attempt, Ok(b"success".to_vec())));
    }
    assert_eq!(deliver_until(4), (3, Err("no response; the request may have arrived: attempt 3".to_owned())));
}

#[test]
fn bad_pushes_are_refused_before_they_are_sent() {
    for url in ["", "example.com", "/path", "ftp://example.com/", "http://"] {
        assert_eq!(sender().push(url, &text(), NOW, "n", [0; 16]).unwrap_err(), SendError::Url, "{url}");
    }
    for name in ["", "1a", "a b", "a>", "名", "-a"] {
        let draft = text().with_text(name, "x");
        assert_eq!(sender().push(URL, &draft, NOW, "n", [0; 16]).unwrap_err(), SendError::FieldName, "{name}");
    }
    let nowhere = PushDraft::location_report("gh_1", &openid(), NOW, f64::NAN, 0.0, 0.0);
    let refused = sender().push(URL, &nowhere, NOW, "n", [0; 16]).unwrap_err();
    assert_eq!(refused.to_string(), "Latitude must be a finite number");
}
