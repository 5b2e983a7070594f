//! `GET /cgi-bin/get_api_domain_ip`

use crate::endpoints::network::IpList;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Asks to which addresses `api.weixin.qq.com` resolves (获取微信API服务器IP): what a firewall must let out. Do not call these
/// addresses themselves: they retire.
///
/// Source: the vendor's page `api_getapidomainip`; older:
/// <https://developers.weixin.qq.com/doc/offiaccount/subscription/guide/dev/Get_the_WeChat_server_IP_address.html>
///
/// # Errors
///
/// 40013 wrong AppID.
#[derive(Clone, Copy, Debug, Default)]
pub struct GetApiIps(());

impl GetApiIps {
    /// Lists all of them; the call has no parameters.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Endpoint for GetApiIps {
    type Response = IpList;
    const SPEC: &'static Spec = &Spec::get("get_api_ips", "/cgi-bin/get_api_domain_ip").replayable();
}
