//! Deduplication (排重): the service sends the same push up to three times.

use std::fmt;

use crate::fields::{Fields, Value};
use crate::signature::Sha1Hex;

use super::Push;

/// Equal for all deliveries of one push, different for two pushes. Keep the keys of the last minute or so.
///
/// Messages are distinguished by sender and `MsgId`. Events have no `MsgId` or share it, and two events of one user in
/// the same second are common (a QR code leads to a subscription and a scan): they are distinguished by all their
/// fields. The service documents sender and time only.
///
/// The key of a message holds an openid: `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DedupKey(String);

impl DedupKey {
    /// The key as one text, for a store outside of the process.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(push: &Push) -> Self {
        let (openid, created) = (&push.openid, push.created.as_unix_secs());
        Self(match push.msg_id {
            Some(msg_id) if !push.is_event() => format!("message {openid} {msg_id}"),
            _ => {
                let mut hash = Sha1Hex::default();
                add_fields(&push.fields, &mut hash);
                format!("content {created} {}", hash.finish())
            }
        })
    }
}

/// Adds every name and value with its length, so that two different contents never give the same bytes.
fn add_fields(fields: &Fields, hash: &mut Sha1Hex) {
    hash.add(format!("{{{}", fields.len()).as_bytes());
    for (name, value) in fields.iter() {
        hash.add(format!(",{}:{name}", name.len()).as_bytes());
        match value {
            Value::Text(text) => hash.add(format!("={}:{text}", text.len()).as_bytes()),
            Value::Fields(inner) => add_fields(inner, hash),
        }
    }
}

impl fmt::Debug for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DedupKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Fields;

    fn key(inner: &str) -> DedupKey {
        let head = "<ToUserName>g</ToUserName><FromUserName>o1</FromUserName>";
        Push::from_fields(Fields::from_xml(&format!("<xml>{head}{inner}</xml>")).unwrap()).unwrap().dedup_key()
    }

    fn event(time: u64, event: &str, event_key: &str) -> DedupKey {
        key(&format!(
            "<CreateTime>{time}</CreateTime><MsgType>event</MsgType><Event>{event}</Event><EventKey>{event_key}</EventKey>"
        ))
    }

    #[test]
    fn messages_go_by_sender_and_id() {
        let message = |time: u64, id: u64| {
            key(&format!("<CreateTime>{time}</CreateTime><MsgType>text</MsgType><Content/><MsgId>{id}</MsgId>"))
        };
        assert_eq!(message(1, 6_265_881_059_295_447_969), message(2, 6_265_881_059_295_447_969));
        assert_ne!(message(1, 6_265_881_059_295_447_969), message(1, 6_265_881_059_295_447_970));
        assert_eq!(message(1, 7).as_str(), "message o1 7");
        assert_eq!(format!("{:?}", message(1, 7)), "DedupKey(..)");
    }

    #[test]
    fn messages_and_events_are_distinguished() {
        let place = "<Location_X>1</Location_X><Location_Y>1</Location_Y>";
        for message in [
            "<MsgType>text</MsgType><Content/>",
            "<MsgType>image</MsgType>",
            &format!("<MsgType>location</MsgType>{place}"),
        ] {
            let key = key(&format!("<CreateTime>1</CreateTime>{message}<MsgId>7</MsgId><Event>stray</Event>"));
            assert_eq!(key.as_str(), "message o1 7", "{message}");
        }
        for event in ["subscribe", "unsubscribe", "CLICK"] {
            let event = format!("<MsgType>event</MsgType><Event>{event}</Event><MsgID>7</MsgID>");
            let key = key(&format!("<CreateTime>1</CreateTime>{event}"));
            assert!(key.as_str().starts_with("content 1 "), "{event}");
        }
    }

    #[test]
    fn events_go_by_their_whole_content() {
        let first = event(9, "CLICK", "a");
        assert_eq!(first, event(9, "CLICK", "a"));
        for other in [event(8, "CLICK", "a"), event(9, "VIEW", "a"), event(9, "CLICK", "b")] {
            assert_ne!(first, other);
        }
        let with =
            |inner: &str| key(&format!("<CreateTime>9</CreateTime><MsgType>event</MsgType><Event>x</Event>{inner}"));
        let all = [
            with(""),
            with("<A/>"),
            with("<A>1</A>"),
            with("<B>1</B>"),
            with("<A><B>1</B></A>"),
            with("<A>1</A><B/>"),
            with("<A><B/></A><C/>"),
            with("<A><B/><C/></A>"),
            with("<A>=1:1</A>"),
            with("<MsgID>7</MsgID><A>1</A>"),
            with("<MsgID>7</MsgID><A>2</A>"),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(all[..index].iter().all(|other| other != one), "{index}");
        }
    }

    #[test]
    fn messages_without_an_id_go_by_their_whole_content() {
        let message = |content: &str| {
            key(&format!(
                "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>{content}</Content><MsgId>x</MsgId>"
            ))
        };
        assert_eq!(message("a"), message("a"));
        assert_ne!(message("a"), message("b"));
    }
}
