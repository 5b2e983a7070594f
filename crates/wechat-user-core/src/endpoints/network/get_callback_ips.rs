//! `GET /cgi-bin/getcallbackip`

use crate::endpoints::network::IpList;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Asks from where pushes come (获取微信推送服务器IP): what a firewall must let in.
///
/// Source: the vendor's page `api_getcallbackip`; older:
/// <https://developers.weixin.qq.com/doc/offiaccount/subscription/guide/dev/Get_the_WeChat_server_IP_address.html>
///
/// # Errors
///
/// 40013 wrong AppID.
#[derive(Clone, Copy, Debug, Default)]
pub struct GetCallbackIps(());

impl GetCallbackIps {
    /// Lists all of them; the call has no parameters.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Endpoint for GetCallbackIps {
    type Response = IpList;
    const SPEC: &'static Spec = &Spec::get("get_callback_ips", "/cgi-bin/getcallbackip").replayable();
}
