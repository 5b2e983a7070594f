//! The network state (网络状态) that a page inside WeChat reads: `wx.getNetworkType` (获取网络状态接口) or the older
//! `WeixinJSBridge`.

use std::fmt;
use std::str::FromStr;

use crate::fields::Fields;

/// How the phone is connected. A page reads it, with [`NETWORK_STATE_JS`] or its own script; no call of the server
/// returns it.
///
/// ```
/// use wechat_user_web::NetworkState;
///
/// assert_eq!(NetworkState::from_bridge(r#"{"networkType":"4g","errMsg":"getNetworkType:ok"}"#)?, NetworkState::FourG);
/// assert_eq!(NetworkState::from_bridge(r#"{"err_msg":"network_type:wwan","subtype":"3g"}"#)?, NetworkState::ThreeG);
/// assert_eq!("network_type:fail".parse::<NetworkState>()?, NetworkState::Offline);
/// # Ok::<(), wechat_user_web::UnknownNetworkState>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NetworkState {
    /// `wifi`.
    Wifi,
    /// `2g`.
    TwoG,
    /// `3g`.
    ThreeG,
    /// `4g`.
    FourG,
    /// `5g`.
    FiveG,
    /// `edge` (非wifi, 包含3G/2G): not Wi-Fi; the generation is unknown.
    Edge,
    /// `wwan` (2g或者3g): mobile; the generation is unknown. The newer word `2g/3g` means the same.
    Wwan,
    /// `fail` (没有网络), or `none`: no network.
    Offline,
    /// `unknown`: the phone cannot determine it.
    Unknown,
}

/// A page posted something that is not a network state. The message does not repeat the text: anyone can post anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a network state must be wifi, 2g, 3g, 4g, 5g, edge, wwan, fail, none or unknown")]
#[non_exhaustive]
pub struct UnknownNetworkState;

/// A script for pages (one file, no framework): reads the network state through `wx` or `WeixinJSBridge` and posts it.
/// Serve it, and include it as `<script src="network-state.js" data-post="/where/to/post"></script>`.
///
/// It posts the JSON object of the bridge, for [`NetworkState::from_bridge`], and fires the event `networkstate` on
/// `document`.
pub const NETWORK_STATE_JS: &str = include_str!("../assets/network-state.js");

impl NetworkState {
    /// Reads the object that a bridge passes to its callback, as JSON: `networkType` with `errMsg`, or `err_msg`, in
    /// newer versions of WeChat with `subtype` or `detailtype`. The more exact word counts.
    ///
    /// # Errors
    ///
    /// [`UnknownNetworkState`].
    pub fn from_bridge(json: &str) -> Result<Self, UnknownNetworkState> {
        let fields = Fields::from_json(json).map_err(|_| UnknownNetworkState)?;
        let words = ["subtype", "detailtype", "networkType"].into_iter().filter_map(|name| fields.value(name));
        let states: Vec<Self> = words.filter_map(Self::of_word).collect();
        if let Some(state) = states.iter().find(|state| **state != Self::Unknown) {
            return Ok(*state);
        }
        let message = fields.value("err_msg").or_else(|| fields.value("errMsg")).ok_or(UnknownNetworkState)?;
        message.parse().or_else(|problem| states.first().copied().ok_or(problem))
    }

    /// The word of the bridge.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wifi => "wifi",
            Self::TwoG => "2g",
            Self::ThreeG => "3g",
            Self::FourG => "4g",
            Self::FiveG => "5g",
            Self::Edge => "edge",
            Self::Wwan => "wwan",
            Self::Offline => "fail",
            Self::Unknown => "unknown",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "wifi" => Self::Wifi,
            "2g" => Self::TwoG,
            "3g" => Self::ThreeG,
            "4g" => Self::FourG,
            "5g" => Self::FiveG,
            "edge" => Self::Edge,
            "wwan" | "2g/3g" => Self::Wwan,
            "fail" | "none" => Self::Offline,
            "unknown" => Self::Unknown,
            _ => return None,
        })
    }
}

impl FromStr for NetworkState {
    type Err = UnknownNetworkState;

    /// Reads a word (`wifi`) or a message (`network_type:wifi`, `getNetworkType:fail`).
    fn from_str(text: &str) -> Result<Self, UnknownNetworkState> {
        let word = match text.split_once(':') {
            None => text,
            Some(("network_type" | "getNetworkType", word)) => word,
            Some(_) => return Err(UnknownNetworkState),
        };
        Self::of_word(word).ok_or(UnknownNetworkState)
    }
}

impl fmt::Display for NetworkState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [NetworkState; 9] = [
        NetworkState::Wifi,
        NetworkState::TwoG,
        NetworkState::ThreeG,
        NetworkState::FourG,
        NetworkState::FiveG,
        NetworkState::Edge,
        NetworkState::Wwan,
        NetworkState::Offline,
        NetworkState::Unknown,
    ];

    #[test]
    fn every_word_and_both_messages_are_read() {
        for state in ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
            assert_eq!(format!("network_type:{state}").parse(), Ok(state));
            assert_eq!(format!("getNetworkType:{state}").parse(), Ok(state));
            assert_eq!(NetworkState::from_bridge(&format!(r#"{{"err_msg":"network_type:{state}"}}"#)), Ok(state));
        }
        assert_eq!("WiFi".parse(), Ok(NetworkState::Wifi));
    }

    #[test]
    fn the_more_exact_word_counts() {
        for (json, expected) in [
            (
                r#"{"err_msg":"network_type:wwan","subtype":"4g","detailtype":"4g","simtype":"46000"}"#,
                NetworkState::FourG,
            ),
            (r#"{"err_msg":"network_type:wwan","detailtype":"2g/3g"}"#, NetworkState::Wwan),
            (r#"{"err_msg":"network_type:edge","subtype":""}"#, NetworkState::Edge),
            (r#"{"err_msg":"network_type:edge","subtype":"unknown"}"#, NetworkState::Edge),
            (r#"{"err_msg":"network_type:wwan","subtype":"satellite"}"#, NetworkState::Wwan),
            (r#"{"errMsg":"getNetworkType:ok","networkType":"5g"}"#, NetworkState::FiveG),
            (r#"{"errMsg":"getNetworkType:ok","networkType":"wifi"}"#, NetworkState::Wifi),
            (r#"{"errMsg":"getNetworkType:wifi"}"#, NetworkState::Wifi),
            (r#"{"errMsg":"getNetworkType:fail"}"#, NetworkState::Offline),
            (r#"{"errMsg":"getNetworkType:ok","networkType":"none"}"#, NetworkState::Offline),
            (r#"{"errMsg":"getNetworkType:ok","networkType":"unknown"}"#, NetworkState::Unknown),
        ] {
            assert_eq!(NetworkState::from_bridge(json), Ok(expected), "{json}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for json in [
            "",
            "{}",
            "[]",
            "wifi",
            r#"{"err_msg":"wifi:network_type"}"#,
            r#"{"err_msg":"network_type:ok"}"#,
            r#"{"errMsg":"getNetworkType:ok"}"#,
            r#"{"errMsg":"getNetworkType:ok","networkType":"<script>"}"#,
            r#"{"err_msg":"network_type:"}"#,
            r#"{"err_msg":{"a":1}}"#,
        ] {
            assert_eq!(NetworkState::from_bridge(json), Err(UnknownNetworkState), "{json}");
        }
        assert_eq!("other:wifi".parse::<NetworkState>(), Err(UnknownNetworkState));
    }
}
