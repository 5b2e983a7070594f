//! Changes of what a user has authorized on a page (授权用户信息变更).

use std::fmt;

use crate::fields::Fields;

/// The event `user_authorization_revoke` (授权用户资料撤回): delete this data of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevokedAuthorization {
    /// What to delete, from `RevokeInfo`. Empty if the service did not name it: then delete everything that the user
    /// authorized.
    pub data: Vec<RevokedData>,
}

/// A kind of data that a user no longer lets the account keep (`RevokeInfo`). An open set: unknown codes are
/// [`Self::Other`].
///
/// The table of service accounts has the codes 201 to 207; the sample on its own page has `1`, which is a code of mini
/// programs. 301 comes from apps and websites.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevokedData {
    /// 201: the address (地址).
    Address,
    /// 202: the invoice data (发票信息).
    Invoice,
    /// 203: the cards and coupons (卡券信息).
    Cards,
    /// 204: recordings of the microphone (麦克风).
    Microphone,
    /// 205: nickname and avatar (昵称和头像).
    NicknameAndAvatar,
    /// 206: the location (位置信息).
    Location,
    /// 207: selected pictures or videos (选中的图片或视频).
    Media,
    /// 301: everything that was authorized.
    Everything,
    /// Another code, as received. If your program does not know it, delete everything that the user authorized.
    Other(String),
}

impl RevokedAuthorization {
    pub(super) fn read(fields: &Fields) -> Self {
        let codes = fields.value("RevokeInfo").unwrap_or_default().split([',', '，', ';', ' ']);
        Self { data: codes.map(str::trim).filter(|code| !code.is_empty()).map(RevokedData::from_code).collect() }
    }
}

impl RevokedData {
    /// Reads a code of `RevokeInfo`.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "201" => Self::Address,
            "202" => Self::Invoice,
            "203" => Self::Cards,
            "204" => Self::Microphone,
            "205" => Self::NicknameAndAvatar,
            "206" => Self::Location,
            "207" => Self::Media,
            "301" => Self::Everything,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The code as the service writes it.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Address => "201",
            Self::Invoice => "202",
            Self::Cards => "203",
            Self::Microphone => "204",
            Self::NicknameAndAvatar => "205",
            Self::Location => "206",
            Self::Media => "207",
            Self::Everything => "301",
            Self::Other(code) => code,
        }
    }
}

impl fmt::Display for RevokedData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> Vec<RevokedData> {
        let text = format!("<xml><RevokeInfo><![CDATA[{info}]]></RevokeInfo></xml>");
        RevokedAuthorization::read(&Fields::from_xml(&text).unwrap()).data
    }

    #[test]
    fn codes_are_typed_and_unknown_ones_kept() {
        for code in ["201", "202", "203", "204", "205", "206", "207", "301", "1", "999"] {
            assert_eq!(RevokedData::from_code(code).to_string(), code);
        }
        assert_eq!(read("201"), [RevokedData::Address]);
        assert_eq!(read("1"), [RevokedData::Other("1".to_owned())]);
        assert_eq!(read(" 205, 206,,"), [RevokedData::NicknameAndAvatar, RevokedData::Location]);
        assert_eq!(read(""), []);
    }
}
