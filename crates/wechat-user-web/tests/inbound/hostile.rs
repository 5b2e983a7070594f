//! Hostile bodies.

use wechat_user_web::{Fields, PushError};

use crate::samples::{PUSH_XML, plain_inbox, plain_query, post, safe_inbox, safe_query, sealed, shown};

const BILLION_LAUGHS: &str = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY lol2 "&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;"><!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>
<xml><ToUserName>&lol3;</ToUserName></xml>"#;
const XXE: &str = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><xml><ToUserName>&xxe;</ToUserName></xml>"#;
const EXTERNAL_DTD: &str = r#"<!DOCTYPE xml SYSTEM "http://127.0.0.1/evil.dtd"><xml/>"#;
const PARAMETER_ENTITY: &str = r#"<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><xml/>"#;

/// All places that read a document: a plain body, an envelope before it is verified, a verified message.
fn everywhere(document: &str) -> [PushError; 3] {
    let (query, body) = sealed(document);
    let refused = [
        post(&plain_inbox(), &plain_query(), document),
        post(&safe_inbox(), &safe_query(""), document),
        post(&safe_inbox(), &query, body),
    ];
    refused.map(Result::unwrap_err)
}

#[test]
fn document_type_definitions_are_refused() {
    for document in [BILLION_LAUGHS, XXE, EXTERNAL_DTD, PARAMETER_ENTITY] {
        assert_eq!(everywhere(document), [PushError::Dtd, PushError::Dtd, PushError::Dtd]);
        // Also after the root, and in another letter case.
        let late =
            format!("<xml/>{}", document.split_once("<xml").unwrap().0.split_once("<!").map_or("", |(_, dtd)| dtd));
        assert!(Fields::from_xml(&late).is_err());
    }
    assert_eq!(Fields::from_xml("<xml/><!DOCTYPE x>"), Err(PushError::Dtd));
    assert!(Fields::from_xml("<!doctype x><xml/>").is_err());
}

#[test]
fn entities_without_a_definition_are_refused() {
    let document = "<xml><ToUserName>&xxe;</ToUserName></xml>";
    assert_eq!(everywhere(document), [PushError::Entity, PushError::Entity, PushError::Entity]);
}

#[test]
fn a_megabyte_is_refused_for_its_size() {
    let document = format!("<xml>{}</xml>", "x".repeat(1_000_000));
    let [plain, envelope, message] = everywhere(&document);
    let expected = r#"TooLarge { part: "body", limit: 262144, given: 1000011 }"#;
    assert_eq!((shown(&plain).as_str(), shown(&envelope).as_str()), (expected, expected));
    assert!(matches!(message, PushError::TooLarge { part: "body", limit: 262_144, given: 1_333_000.., .. }));
}

#[test]
fn limits_are_what_is_still_accepted() {
    let xml = PUSH_XML[0].1.trim();
    let inbox = plain_inbox().with_max_body(xml.len());
    assert!(post(&inbox, &plain_query(), xml).is_ok());
    let refused = post(&plain_inbox().with_max_body(xml.len() - 1), &plain_query(), xml).unwrap_err();
    let (limit, given) = (xml.len() - 1, xml.len());
    assert_eq!(shown(&refused), format!("TooLarge {{ part: \"body\", limit: {limit}, given: {given} }}"));

    let filled = |length: usize| format!("{}&x={}", plain_query(), "x".repeat(length - plain_query().len() - 3));
    assert!(post(&inbox, &filled(8_192), xml).is_ok());
    let refused = post(&inbox, &filled(8_193), xml).unwrap_err();
    assert_eq!(shown(&refused), r#"TooLarge { part: "query", limit: 8192, given: 8193 }"#);
}

#[test]
fn a_megabyte_of_nesting_is_refused_for_its_depth() {
    let xml = "<a>".repeat(333_333);
    let json = "{\"a\":".repeat(200_000);
    let arrays = format!("{{\"a\":{}", "[".repeat(1_000_000));
    for document in [&xml, &json, &arrays] {
        assert_eq!(post(&plain_inbox(), &plain_query(), document).unwrap_err().status(), 413);
        let inbox = plain_inbox().with_max_body(2_000_000);
        assert_eq!(shown(&post(&inbox, &plain_query(), document).unwrap_err()), "TooDeep { limit: 16 }");
        let inbox = safe_inbox().with_max_body(2_000_000);
        assert_eq!(shown(&post(&inbox, &safe_query(""), document).unwrap_err()), "TooDeep { limit: 16 }");
        let (query, body) = sealed(document);
        assert_eq!(shown(&post(&inbox, &query, body).unwrap_err()), "TooDeep { limit: 16 }");
    }
}

#[test]
fn a_megabyte_of_fields_is_refused_for_their_number() {
    let inbox = plain_inbox().with_max_body(2_000_000);
    let xml = format!("<xml>{}</xml>", "<a/>".repeat(250_000));
    let json = format!("{{\"a\":[{}0]}}", "0,".repeat(500_000));
    for document in [&xml, &json] {
        assert_eq!(shown(&post(&inbox, &plain_query(), document).unwrap_err()), "TooManyFields { limit: 2048 }");
    }
}

#[test]
fn anything_but_a_document_is_refused() {
    let missing = r#"MissingField { name: "ToUserName" }"#;
    assert_eq!(shown(&post(&plain_inbox(), &plain_query(), b"<a>\xff</a>").unwrap_err()), missing);
    for body in ["", "   ", "success", "[1]", "\u{feff}", "\0", "null"] {
        assert_eq!(post(&plain_inbox(), &plain_query(), body).unwrap_err(), PushError::UnknownFormat, "{body:?}");
    }
    let utf16: Vec<u8> = "<xml></xml>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(post(&plain_inbox(), &plain_query(), utf16).is_err());
}
