use serde_json::json;

use super::*;

const MASK: &str = "[redacted]";

fn redacted(text: &str) -> String {
    Redactor::new(MASK).text(text)
}

#[test]
fn values_are_replaced_by_the_names_of_their_keys_at_any_depth() {
    let mut value = json!({
        "access_token": "t-1", "expires_in": 7200, "refresh_token": "t-2", "ticket": "t-3", "openid": "o1",
        "nested": [
            {"component_appsecret": "t-4", "EncodingAESKey": "t-5", "token": null, "authorizer_access_token": "t-6"},
        ],
    });
    Redactor::new(MASK).value(&mut value);
    assert_eq!((&value["expires_in"], &value["openid"]), (&json!(7200), &json!("o1")));
    assert_eq!(value["nested"][0]["token"], json!(null));
    assert_eq!(value.to_string().matches(MASK).count(), 6);
    assert!(!value.to_string().contains("t-"), "{value}");
}

#[test]
fn a_secret_of_any_json_type_is_replaced() {
    for secret in [json!(["hush-hush", "h"]), json!({"hush-hush": {"a": ["hush-hush"]}}), json!(1_234_567), json!("h")]
    {
        let mut value = json!({"tokens": secret, "errmsg": "hush-hush is invalid", "token_expires_in": 7200});
        if secret.is_number() || secret.is_string() {
            value["errmsg"] = json!("");
        }
        let text = value.to_string();
        Redactor::new(MASK).value(&mut value);
        assert_eq!((&value["tokens"], &value["token_expires_in"]), (&json!(MASK), &json!(7200)), "{secret}");
        let printed = redacted(&text);
        for printed in [value.to_string(), printed] {
            let parsed: Value = serde_json::from_str(&printed).unwrap();
            assert_eq!(parsed["tokens"], json!(MASK), "{printed}");
        }
        if secret.is_array() {
            assert_eq!(value["errmsg"], json!("[redacted] is invalid"));
            assert!(!redacted(&text).contains("hush"), "{secret}");
        }
    }
    for empty in [json!(null), json!(true), json!(""), json!([]), json!({})] {
        let mut value = json!({"token": empty, "code": 0});
        Redactor::new(MASK).value(&mut value);
        assert_eq!(value, json!({"token": empty, "code": 0}));
        assert_eq!(redacted(&value.to_string()), value.to_string());
    }
}

#[test]
fn urls_queries_json_xml_and_messages_are_redacted() {
    for (text, expected) in [
        ("access_token=97_x&type=jsapi", "access_token=[redacted]&type=jsapi"),
        ("GET /p?a=1&secret=x#y", "GET /p?a=1&secret=[redacted]#y"),
        ("see \"https://h/?code=x\" there", "see \"https://h/?code=[redacted]\" there"),
        (r#"{"ticket":"x","a":1}"#, r#"{"ticket":"[redacted]","a":1}"#),
        (r#"{"access\u005ftoken" : "x\"y" }"#, r#"{"access\u005ftoken" : "[redacted]" }"#),
        (
            r#"{"session_key":"x","code":"y","js_code":"z"}"#,
            r#"{"session_key":"[redacted]","code":"[redacted]","js_code":"[redacted]"}"#,
        ),
        (r#"{"refresh_token":"cut off"#, r#"{"refresh_token":"[redacted]"#),
        (r#"{"tokens":["cut","#, r#"{"tokens":"[redacted]""#),
        (
            "<xml><Ticket><![CDATA[x]]></Ticket><Event>SCAN</Event>",
            "<xml><Ticket>[redacted]</Ticket><Event>SCAN</Event>",
        ),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]"),
        ("{'access_token': 'x', 'a': 'b'}", "{'access_token': '[redacted]', 'a': 'b'}"),
        ("token = \"x y\"; a = \"b\"", "token = \"[redacted]\"; a = \"b\""),
        ("http://user:pass@host/p", "http://user:[redacted]@host/p"),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn encoded_texts_are_decoded_as_often_as_needed() {
    for (text, expected) in [
        // JSON in a text of JSON, twice.
        (r#"{"body":"{\"access_token\":\"x\"}"}"#, r#"{"body":"{\"access_token\":\"[redacted]\"}"}"#),
        (
            r#"{"a":"{\"b\":\"{\\\"ticket\\\":\\\"x\\\"}\"}"}"#,
            r#"{"a":"{\"b\":\"{\\\"ticket\\\":\\\"[redacted]\\\"}\"}"}"#,
        ),
        // A URL in a text of JSON, and in a parameter.
        (r#"{"request_url":"\/p?access_token=x&a=1"}"#, r#"{"request_url":"/p?access_token=[redacted]&a=1"}"#),
        ("/p?next=%2Fq%3Faccess_token%3Dx%26a%3D1", "/p?next=%2Fq%3Faccess_token%3D%5Bredacted%5D%26a%3D1"),
        ("https%3A%2F%2Fh%2F%3Fcode%3Dx", "https%3A%2F%2Fh%2F%3Fcode%3D%5Bredacted%5D"),
        // JSON in a parameter, and escaped JSON in a message.
        ("/p?body=%7B%22secret%22%3A%22x%22%7D", "/p?body=%7B%22secret%22%3A%22%5Bredacted%5D%22%7D"),
        (r#"got {\"secret\":\"x\",\"a\":1}"#, r#"got {\"secret\":\"[redacted]\",\"a\":1}"#),
    ] {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn texts_without_secrets_stay_as_they_are() {
    for text in [
        "",
        "a token is a word",
        r#"{"b": "clean \u751f \/", "a":1}"#,
        r#"{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}"#,
        "errcode 40001, code: 40001",
        "100% of %zz, a=b&c=%E5%8D%8E+x",
        "https://h:80/p?x=y#wechat_redirect",
        "<xml><Content><![CDATA[a < b & \"c]]></Content></xml>",
        "\"",
        "\\",
        "\\\"",
    ] {
        assert_eq!(redacted(text), text);
    }
    let dirty = b"{\"nickname\":\"\xff\x01\\\",\"a\":\"\\ud83d\"";
    assert_eq!(Redactor::new(MASK).bytes(dirty), dirty);
}

#[test]
fn a_secret_is_replaced_wherever_it_occurs_also_before_its_name() {
    let mut redactor = Redactor::new(MASK);
    redactor.know("hush");
    redactor.know("");
    assert_eq!(redactor.text("it is hush!"), "it is [redacted]!");
    assert_eq!(
        redactor.text(r#"{"errmsg":"T0K3N-one is bad","access_token":"T0K3N-one","short":"s","secret":"s"}"#),
        r#"{"errmsg":"[redacted] is bad","access_token":"[redacted]","short":"s","secret":"[redacted]"}"#
    );
    assert_eq!(redactor.text("%54%30K3N-one"), "%5Bredacted%5D", "also in another spelling");
    assert_eq!(redactor.parameter("x", "T0K3N-one"), MASK);
    assert_eq!((redactor.parameter("code", "7"), redactor.parameter("code", "")), (MASK.to_owned(), String::new()));
    assert_eq!(format!("{redactor:?}"), "Redactor(2 secrets)");
}

#[test]
fn each_secret_has_its_substitute() {
    let mut count = 0;
    let mut redactor = Redactor::with_substitutes(move |_| {
        count += 1;
        format!("RECORDED-{count}")
    });
    assert_eq!(redactor.text("access_token=T0K3N-one&a=1"), "access_token=RECORDED-1&a=1");
    assert_eq!(
        redactor.text(r#"{"ticket":"T1CKET-one","token":"T0K3N-one"}"#),
        r#"{"ticket":"RECORDED-2","token":"RECORDED-1"}"#
    );
    // What was redacted stays.
    assert_eq!(redactor.text("access_token=RECORDED-1"), "access_token=RECORDED-1");
}

#[test]
fn no_text_that_is_cut_off_shows_the_secret() {
    let text = concat!(
        r#"{"a":"{\"access_token\":\"T0K3N-one\"}","u":"/p?x=%7B%22ticket%22%3A%22T0K3N-one%22%7D&secret=T0K3N-one"}"#,
        "<Ticket>T0K3N-one",
    );
    for start in 0..text.len() {
        for end in start..=text.len() {
            let printed = redacted(&text[start..end]);
            // A part that begins behind the name cannot be recognised.
            assert!(start > 0 || !printed.contains("T0K3N-o"), "{} became {printed}", &text[start..end]);
        }
    }
}
