//! QR codes with a scene (带参数二维码).

use crate::fields::Fields;

/// The QR code (带参数二维码) that a user scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QrScene {
    /// The scene value (场景值), a number or a text; without the prefix `qrscene_` of subscriptions.
    pub value: String,
    /// `Ticket` (二维码的ticket), with which the picture of the code can be fetched.
    pub ticket: Option<String>,
}

impl QrScene {
    /// The scene value if it is a number (场景值ID, 32 bits, unsigned).
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.value.parse().ok()
    }

    /// A subscription without a QR code has no `EventKey`, or an empty one.
    pub(super) fn of_subscribe(fields: &Fields) -> Option<Self> {
        let value = fields.value("EventKey")?.strip_prefix("qrscene_")?;
        Some(Self { value: value.to_owned(), ticket: ticket(fields) })
    }

    /// A scan without `EventKey` has no scene.
    pub(super) fn of_scan(fields: &Fields) -> Option<Self> {
        Some(Self { value: fields.value("EventKey")?.to_owned(), ticket: ticket(fields) })
    }
}

fn ticket(fields: &Fields) -> Option<String> {
    fields.value("Ticket").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subscriptions_have_a_prefix_and_scans_have_none() {
        let read = |key: &str| Fields::from_xml(&format!("<x><EventKey><![CDATA[{key}]]></EventKey></x>")).unwrap();
        let scene = QrScene::of_subscribe(&read("qrscene_4294967295")).unwrap();
        assert_eq!((scene.id(), scene.ticket), (Some(u32::MAX), None));
        assert_eq!(QrScene::of_subscribe(&read("")), None);
        assert_eq!(QrScene::of_subscribe(&read("last_trade_no_1")), None);
        let scene = QrScene::of_scan(&read("qrscene_1")).unwrap();
        assert_eq!((scene.value.as_str(), scene.id()), ("qrscene_1", None));
        assert_eq!(QrScene::of_scan(&read(" ")), None);
    }
}
