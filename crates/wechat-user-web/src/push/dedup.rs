//! Deduplication (排重): the service sends the same push up to three times.

use std::fmt;

use super::{Push, PushKind};

/// Equal for two deliveries of the same push, and different for two pushes. Keep the keys of the last minute or so.
///
/// Messages are told apart by `MsgId`, as the service documents. Events have none: it documents user and time, but two events of one user in
/// the same second are common (a QR code makes a subscription and a scan), so event and event key count too.
///
/// Holds an openid: `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DedupKey(String);

impl DedupKey {
    /// The key as one text, for a store outside the process.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(push: &Push) -> Self {
        Self(match push.msg_id {
            Some(msg_id) if !push.is_event() => format!("message {msg_id}"),
            msg_id => format!(
                "event {} {} {} {} {}",
                push.created.as_unix_secs(),
                push.openid,
                push.fields.said("Event").unwrap_or_default().to_ascii_lowercase(),
                msg_id.unwrap_or_default(),
                push.fields.said("EventKey").unwrap_or_default(),
            ),
        })
    }
}

impl Push {
    /// Whether this is an event (事件推送) and not a message (普通消息).
    #[must_use]
    pub fn is_event(&self) -> bool {
        match &self.kind {
            PushKind::LocationMessage(_) | PushKind::Text(_) => false,
            PushKind::Other(other) => other.event.is_some(),
            _ => true,
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
    fn messages_go_by_their_id() {
        let message = |time: u64, id: u64| {
            key(&format!("<CreateTime>{time}</CreateTime><MsgType>text</MsgType><Content/><MsgId>{id}</MsgId>"))
        };
        assert_eq!(message(1, 6_265_881_059_295_447_969), message(2, 6_265_881_059_295_447_969));
        assert_ne!(message(1, 6_265_881_059_295_447_969), message(1, 6_265_881_059_295_447_970));
        assert_eq!(message(1, 7).as_str(), "message 7");
    }

    #[test]
    fn messages_and_events_are_told_apart() {
        let push = |inner: &str| {
            let text = format!(
                "<x><ToUserName>g</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime>{inner}</x>"
            );
            Push::from_fields(Fields::from_xml(&text).unwrap()).unwrap()
        };
        let place = "<Location_X>1</Location_X><Location_Y>1</Location_Y>";
        for message in [
            "<MsgType>text</MsgType><Content/>",
            "<MsgType>image</MsgType>",
            &format!("<MsgType>location</MsgType>{place}"),
        ] {
            let push = push(&format!("{message}<MsgId>7</MsgId><Event>stray</Event>"));
            assert!(!push.is_event(), "{message}");
            assert_eq!(push.dedup_key().as_str(), "message 7");
        }
        for event in ["subscribe", "unsubscribe", "CLICK"] {
            let push = push(&format!("<MsgType>event</MsgType><Event>{event}</Event><MsgID>7</MsgID>"));
            assert!(push.is_event(), "{event}");
            assert_eq!(push.dedup_key().as_str(), format!("event 1 o {} 7 ", event.to_lowercase()));
            assert_eq!(format!("{:?}", push.dedup_key()), "DedupKey(..)");
        }
    }

    #[test]
    fn events_go_by_user_time_event_and_key() {
        let first = event(9, "CLICK", "a");
        assert_eq!(first, event(9, "click", "a"));
        assert_ne!(first, event(8, "CLICK", "a"));
        assert_ne!(first, event(9, "VIEW", "a"));
        assert_ne!(first, event(9, "CLICK", "b"));
        assert_eq!(first.as_str(), "event 9 o1 click 0 a");
    }
}
