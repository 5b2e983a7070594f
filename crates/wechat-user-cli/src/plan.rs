//! The requests that `--dry-run` prints, made by the encoder that also makes the real ones. Secrets are `[redacted]`.

use std::borrow::Cow;

use serde::Serialize;
use wechat_user::{AccessToken, Endpoint, Origin, encode};

use crate::failure::Failure;
use crate::output::Record;

/// Replaces a secret.
pub(crate) const MASK: &str = "[redacted]";
/// The mask after percent-encoding.
const MASK_ENCODED: &str = "%5Bredacted%5D";

/// The requests of a command, in their order.
pub(crate) struct Plan {
    origin: Origin,
    token: Option<AccessToken>,
    requests: Vec<Planned>,
}

/// A request that was not sent.
#[derive(Debug, Serialize)]
pub(crate) struct Planned {
    method: String,
    url: String,
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_if: Option<&'static str>,
}

impl Plan {
    pub(crate) fn new(origin: Origin, with_token: bool) -> Self {
        Self { origin, token: with_token.then(|| AccessToken::from(MASK)), requests: Vec::new() }
    }

    /// Adds a request.
    pub(crate) fn add<E: Endpoint>(&mut self, endpoint: &E) -> Result<(), Failure> {
        self.push(endpoint, None)
    }

    /// Adds a request that depends on the response to the one before.
    pub(crate) fn add_if<E: Endpoint>(&mut self, condition: &'static str, endpoint: &E) -> Result<(), Failure> {
        self.push(endpoint, Some(condition))
    }

    pub(crate) fn into_requests(self) -> Vec<Planned> {
        self.requests
    }

    fn push<E: Endpoint>(&mut self, endpoint: &E, only_if: Option<&'static str>) -> Result<(), Failure> {
        let request = encode(endpoint, &self.origin, self.token.as_ref())?;
        self.requests.push(Planned {
            method: request.method().to_string(),
            url: request.uri().to_string().replace(MASK_ENCODED, MASK),
            body: String::from_utf8_lossy(request.body()).into_owned(),
            only_if,
        });
        Ok(())
    }
}

impl Record for Planned {
    const COLUMNS: &'static [&'static str] = &["method", "url", "body", "only_if"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let only_if = self.only_if.unwrap_or_default();
        vec![(&self.method).into(), (&self.url).into(), (&self.body).into(), only_if.into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wechat_user::groups::GetGroups;
    use wechat_user::quota::ClearQuotaByAppSecret;
    use wechat_user::{AppId, AppSecret};

    fn planned(with_token: bool) -> Vec<Planned> {
        let mut plan = Plan::new(Origin::default(), with_token);
        plan.add(&GetGroups::new()).unwrap();
        plan.add(&ClearQuotaByAppSecret::new(&AppId::from("wx1"), &AppSecret::from(MASK))).unwrap();
        plan.into_requests()
    }

    #[test]
    fn secrets_are_masked() {
        let requests = planned(true);
        assert_eq!(requests[0].url, "https://api.weixin.qq.com/cgi-bin/groups/get?access_token=[redacted]");
        let all = "https://api.weixin.qq.com/cgi-bin/clear_quota/v2?appid=wx1&appsecret=[redacted]";
        assert_eq!(requests[1].url, all, "it authenticates with the AppSecret instead of a token");
        assert_eq!(requests[1].body, r#"{"appid":"wx1","appsecret":"[redacted]"}"#);
    }

    #[test]
    fn without_a_token_there_is_no_access_token_parameter() {
        assert_eq!(planned(false)[0].url, "https://api.weixin.qq.com/cgi-bin/groups/get");
    }
}
