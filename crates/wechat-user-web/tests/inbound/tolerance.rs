//! What the service breaks is repaired or absent, in both formats, plain and encrypted. A user's text changes no other
//! field.

use proptest::prelude::*;
use wechat_user_web::{Push, PushKind};

use crate::samples::{both_modes, both_modes_of_bytes};

const HEAD: &str = "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oX]]></FromUserName>\
                    <CreateTime>1</CreateTime>";

/// Reads a push in plain and in safe mode; both are the same.
fn read(document: &str) -> Push {
    read_bytes(document.as_bytes())
}

fn read_bytes(document: &[u8]) -> Push {
    let [plain, safe] = both_modes_of_bytes(document);
    let push = plain.unwrap_or_else(|refusal| panic!("{}: {refusal}", String::from_utf8_lossy(document))).into_push();
    assert_eq!(safe.unwrap().into_push(), push);
    push
}

/// A text message as the service writes it: nothing is escaped.
fn text_message(content: &str) -> String {
    format!(
        "{HEAD}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content><MsgId>7</MsgId>\
         <MsgDataId><![CDATA[]]></MsgDataId></xml>"
    )
}

fn content(push: &Push) -> &str {
    let PushKind::Text(text) = &push.kind else { panic!("{push:?}") };
    &text.content
}

#[test]
fn blanks_around_a_value_are_dropped_and_those_in_a_text_stay() {
    for (open, close) in [("", ""), ("\n", "\n"), ("\r\n  <![CDATA[", "]]>\t\n"), (" <![CDATA[ ", "\n]]> ")] {
        let field = |name: &str, value: &str| format!("<{name}>{open}{value}{close}</{name}>");
        let envelope = |kind: &str| {
            let all = [("ToUserName", "gh_1"), ("FromUserName", "oX"), ("CreateTime", "1"), ("MsgType", kind)];
            all.iter().map(|(name, value)| field(name, value)).collect::<String>()
        };
        let scan = [("Event", "SCAN"), ("EventKey", "42"), ("Ticket", "T")];
        let scan: String = scan.iter().map(|(name, value)| field(name, value)).collect();
        let push = read(&format!("<xml>\n{}{scan}\n</xml>", envelope("event")));
        assert_eq!((push.to_user.as_str(), push.openid.as_str(), push.created.as_unix_secs()), ("gh_1", "oX", 1));
        let PushKind::Scan(scene) = &push.kind else { panic!("{push:?}") };
        assert_eq!((scene.id(), scene.ticket.as_deref()), (Some(42), Some("T")));

        let place = format!("{}{}", field("Latitude", "23.5"), field("Longitude", "113.5"));
        let push = read(&format!("<xml>{}{}{place}</xml>", envelope("event"), field("Event", "LOCATION")));
        assert_eq!(push.coordinates().map(|at| (at.latitude, at.longitude)), Some((23.5, 113.5)));

        let text = "<Content>\n<![CDATA[ a \n]]>\n</Content>";
        let push = read(&format!("<xml>{}{text}{}</xml>", envelope("text"), field("MsgId", "7")));
        assert_eq!((content(&push), push.msg_id), (" a \n", Some(7)));
    }
    let json = r#"{"ToUserName":" gh_1","FromUserName":"oX ","CreateTime":" 1 ","MsgType":"text\n","Content":" a ","MsgId":" 7"}"#;
    let push = read(json);
    assert_eq!((push.openid.as_str(), content(&push), push.msg_id), ("oX", " a ", Some(7)));
}

#[test]
fn a_text_neither_plants_nor_hides_another_field() {
    for text in [
        "a]]>b",
        "a]]><b>",
        "]]>",
        "a]]><b/>",
        "]]]]><]]></",
        "a]]]]><![CDATA[",
        "a]]><![CDATA[b",
        "]]></Content>",
        "]]></Content></xml>",
        "]]></Content><MsgId>666</MsgId>",
        "]]></Content><MsgId>666</MsgId><Content><![CDATA[b",
        "]]></Content><UnionId>666</UnionId><Content><![CDATA[b",
        "]]></Content><UnionId>666</UnionId><Content>b</Content><Content><![CDATA[c",
        "]]></Content><FromUserName><![CDATA[evil]]></FromUserName><Content><![CDATA[b",
        "]]></FromUserName><MsgId>666</MsgId>",
        "]]></MsgType><Content><![CDATA[b",
        "]]></Content><UnionId>666</UnionId><!--",
        "]]></Content><UnionId>666</UnionId><MsgId a='",
        "]]></Content></xml><xml><MsgId>666</MsgId><Content><![CDATA[",
        "]]></Content><!DOCTYPE x><Content><![CDATA[",
        "]]>&nbsp;&#0;<![CDATA[",
        &format!("]]>{}", "<a>".repeat(100)),
        &format!("]]></Content>{}<Content><![CDATA[", "<a/>".repeat(3_000)),
    ] {
        let push = read(&text_message(text));
        assert_eq!((content(&push), push.msg_id), (text, Some(7)), "{text}");
        assert_eq!((push.openid.as_str(), push.fields.len(), push.unionid.as_ref()), ("oX", 7, None), "{text}");
    }
}

#[test]
fn a_text_inside_another_field_stays_there_too() {
    for text in [
        "a]]><b>",
        "]]></Label><Poiname>666</Poiname><Label><![CDATA[b",
        "]]></Label></SendLocationInfo><UnionId>666</UnionId><SendLocationInfo><Label><![CDATA[b",
        "]]></Label></SendLocationInfo></xml>",
    ] {
        let push = read(&format!(
            "{HEAD}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[location_select]]></Event>\
             <EventKey><![CDATA[k]]></EventKey><SendLocationInfo><Location_X><![CDATA[23]]></Location_X>\
             <Location_Y><![CDATA[113]]></Location_Y><Label><![CDATA[{text}]]></Label><Poiname><![CDATA[p]]></Poiname>\
             </SendLocationInfo></xml>"
        ));
        let PushKind::LocationSelect(selected) = &push.kind else { panic!("{push:?}") };
        assert_eq!(selected.place.label.as_deref(), Some(text));
        assert_eq!((selected.place.poi_name.as_deref(), push.unionid.as_ref()), (Some("p"), None), "{text}");
    }
}

#[test]
fn a_text_before_other_texts_stays_there_too() {
    for text in [
        "a]]><b>",
        "a]]></Title><Description><![CDATA[b",
        "a]]></Title><Description><![CDATA[b]]></Description><Title><![CDATA[c",
        "a]]></Title><Description><![CDATA[b]]></Description><Url><![CDATA[c",
        "a]]></Title><MsgId>666</MsgId><Title><![CDATA[b",
        "a]]></Title></xml>",
        "]]></Title><!--",
    ] {
        let push = read(&format!(
            "{HEAD}<MsgType><![CDATA[link]]></MsgType><Title><![CDATA[{text}]]></Title><Description><![CDATA[d]]></Description>\
             <Url><![CDATA[https://u/]]></Url><MsgId>7</MsgId></xml>"
        ));
        let fields = ["Title", "Description", "Url"].map(|name| push.fields.text(name));
        assert_eq!(fields, [Some(text), Some("d"), Some("https://u/")]);
        assert_eq!((push.msg_id, push.fields.len()), (Some(7), 8), "{text}");
    }
}

#[test]
fn lists_stay_lists() {
    let item = |sum: &str| format!("<item><PicMd5Sum><![CDATA[{sum}]]></PicMd5Sum></item>");
    let (first, second) = (item("a"), item("b"));
    let push = read(&format!(
        "{HEAD}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[pic_sysphoto]]></Event><SendPicsInfo><Count>2</Count>\
         <PicList>{first}{second}</PicList></SendPicsInfo><Odd><![CDATA[x]]>y]]></Odd></xml>"
    ));
    let list = push.fields.nested("SendPicsInfo").and_then(|info| info.nested("PicList")).unwrap();
    assert_eq!(serde_json::to_string(list).unwrap(), r#"{"item":[{"PicMd5Sum":"a"},{"PicMd5Sum":"b"}]}"#);
    assert_eq!(push.fields.text("Odd"), Some("x]]>y"));
}

#[test]
fn odd_fields_are_absent_and_the_push_is_delivered() {
    for odd in ["", "x", "-1", "1e400", "<a/>", "<![CDATA[]]>", "nan"] {
        let push = read(&format!("{HEAD}<MsgType>image</MsgType><MsgId>{odd}</MsgId><UnionId>{odd}</UnionId></xml>"));
        assert_eq!(push.msg_id, None, "{odd}");
        for (name, other) in [("Latitude", "Longitude"), ("Longitude", "Latitude")] {
            let push = read(&format!(
                "{HEAD}<MsgType>event</MsgType><Event>LOCATION</Event><{name}>{odd}</{name}><{other}>1</{other}></xml>"
            ));
            let is_possible = odd == "-1";
            assert_eq!(push.coordinates().is_some(), is_possible, "{odd}");
            assert!(is_possible || matches!(push.kind, PushKind::Other(_)), "{odd}");
        }
    }
    for odd in ["null", "[]", "{}", "\"\"", "-1", "1e999", "1.5", "true"] {
        let json = r#"{"ToUserName":"gh_1","FromUserName":"oX","CreateTime":1,"MsgType":"event","Event":"SCAN""#;
        let push = read(&format!("{json},\"MsgId\":{odd},\"EventKey\":{{}}}}"));
        assert_eq!(push.msg_id, None, "{odd}");
        assert!(matches!(push.kind, PushKind::Other(_)), "{odd}");
    }
}

#[test]
fn a_broken_character_changes_nothing_else() {
    for (broken, repaired) in [
        (&b"a\x14b\x00c\x08"[..], "a\u{14}b\0c\u{8}"),
        (b"S\xe4", "S\u{fffd}"),
        (b"\xe4\xb8", "\u{fffd}"),
        (b"\xed\xa0\xbd!", "\u{fffd}\u{fffd}\u{fffd}!"),
        (b"\xff\xfe", "\u{fffd}\u{fffd}"),
    ] {
        let xml =
            [HEAD.as_bytes(), b"<MsgType>text</MsgType><Content><![CDATA[", broken, b"]]></Content></xml>"].concat();
        assert_eq!(content(&read_bytes(&xml)), repaired);
        let json = [
            br#"{"ToUserName":"gh_1","FromUserName":"oX","CreateTime":1,"MsgType":"text","Content":""#,
            broken,
            br#"","MsgId":7}"#,
        ];
        let push = read_bytes(&json.concat());
        assert_eq!((content(&push), push.msg_id), (repaired, Some(7)));
    }
    for (reference, repaired) in [("&#xD83D;", "\u{fffd}"), ("&#0;", "\u{fffd}"), ("&#x14;", "\u{14}")] {
        let push = read(&format!("{HEAD}<MsgType>text</MsgType><Content>a{reference}b</Content></xml>"));
        assert_eq!(content(&push), format!("a{repaired}b"));
    }
}

#[test]
fn a_broken_escape_in_json_changes_nothing_else() {
    for (broken, repaired) in [
        (r"\ud83d", "\u{fffd}"),
        (r"\ude00\ud83d\ude00", "\u{fffd}😀"),
        (r"a\", r"a\"),
        (r"a\x", r"a\x"),
        ("a\tb\nc", "a\tb\nc"),
    ] {
        let json = r#""ToUserName":"gh_1","FromUserName":"oX","CreateTime":1,"MsgType":"text""#;
        let push = read(&format!("{{{json},\"Content\":\"{broken}\",\"MsgId\":7}}"));
        assert_eq!((content(&push), push.msg_id), (repaired, Some(7)));
        let push = read(&format!("\u{feff}{{\"Content\":\"{broken}\", {json} , }}\0\n"));
        assert_eq!(content(&push), repaired);
    }
}

#[test]
fn bytes_around_a_document_are_dropped() {
    let push = format!("\u{feff}\n {}\n\0\0", text_message("a"));
    assert_eq!(content(&read(&push)), "a");
    assert!(both_modes("\0\u{feff}").into_iter().all(|refused| refused.is_err()));
}

proptest! {
    /// Pieces of markup in any order are read as text.
    #[test]
    fn no_text_changes_another_field(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("]]>"), Just("<![CDATA["), Just("</Content>"), Just("<Content>"), Just("<MsgId>666</MsgId>"), Just("</xml>"),
                Just("<!--"), Just("-->"), Just("<a b='"), Just("'>"), Just("</FromUserName>"), Just("<]]>"), Just("</]]>"),
                Just("<b/>"), Just("&nbsp;"), Just(" "), Just("]"), Just("<?")
            ],
            0..8,
        ),
    ) {
        // The service's own escape of `]]>` is an escape here as well.
        let text: String = pieces.concat();
        prop_assume!(!text.contains("]]]]><![CDATA[>") && !text.contains("]]]><![CDATA[]>"));
        let push = read(&text_message(&text));
        prop_assert_eq!((content(&push), push.msg_id), (text.as_str(), Some(7)));
        prop_assert_eq!((push.openid.as_str(), push.fields.len()), ("oX", 7));
    }
}
