//! The network between the service and a program: addresses for firewalls, and a check of the callback URL.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetCallbackIps`] 获取微信推送服务器IP | `GET /cgi-bin/getcallbackip` |
//! | [`GetApiIps`] 获取微信API服务器IP | `GET /cgi-bin/get_api_domain_ip` |
//! | [`CheckCallback`] 网络通信检测 | `POST /cgi-bin/callback/check` |

mod callback_report;
mod check_callback;
mod check_options;
mod get_api_ips;
mod get_callback_ips;

pub use callback_report::{CallbackReport, Ping, Resolved};
pub use check_callback::CheckCallback;
pub use check_options::{CheckAction, Operator};
pub use get_api_ips::GetApiIps;
pub use get_callback_ips::GetCallbackIps;

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::lenient;

/// Addresses of the service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct IpList {
    /// Addresses, and ranges such as `101.226.103.0/25` (微信服务器IP地址列表). They change: ask once a day.
    #[serde(default, deserialize_with = "lenient::list")]
    pub ip_list: Vec<String>,
}
