//! The requests that `--dry-run` prints, made by the encoder that also makes the real ones. Secrets are `[redacted]`.

use serde::Serialize;
use wechat_user::{AccessToken, Endpoint, Origin, encode};

use crate::failure::Failure;
use crate::output::{Cell, Prints, Record};

/// Replaces a secret.
pub(crate) const MASK: &str = "[redacted]";
/// The mask after percent-encoding.
const MASK_ENCODED: &str = "%5Bredacted%5D";

/// Stands for the id of a tag or group whose name was not looked up. The service gives no such id.
pub(crate) const UNKNOWN_ID: i64 = i64::MAX;

/// What every command that changes something prints with `--dry-run`.
pub(crate) const PLANNED: Prints = Prints::with::<Planned>("", "dry_run");

/// The requests of a command, in their order.
pub(crate) struct Plan {
    origin: Origin,
    token: Option<AccessToken>,
    /// The name that stands in place of [`UNKNOWN_ID`].
    name: Option<String>,
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
        Self { origin, token: with_token.then(|| AccessToken::from(MASK)), name: None, requests: Vec::new() }
    }

    /// Adds a request.
    pub(crate) fn add<E: Endpoint>(&mut self, endpoint: &E) -> Result<(), Failure> {
        self.push(endpoint, None)
    }

    /// Adds a request that depends on the response to the one before.
    pub(crate) fn add_if<E: Endpoint>(&mut self, condition: &'static str, endpoint: &E) -> Result<(), Failure> {
        self.push(endpoint, Some(condition))
    }

    /// From now on, requests have `[id of NAME]` in place of [`UNKNOWN_ID`].
    pub(crate) fn show_id_of(&mut self, name: &str) {
        self.name = Some(name.to_owned());
    }

    pub(crate) fn into_requests(self) -> Vec<Planned> {
        self.requests
    }

    fn push<E: Endpoint>(&mut self, endpoint: &E, only_if: Option<&'static str>) -> Result<(), Failure> {
        let request = encode(endpoint, &self.origin, self.token.as_ref())?;
        self.requests.push(Planned {
            method: request.method().to_string(),
            url: request.uri().to_string().replace(MASK_ENCODED, MASK),
            body: self.body(request.body()),
            only_if,
        });
        Ok(())
    }

    fn body(&self, body: &[u8]) -> String {
        let body = String::from_utf8_lossy(body).into_owned();
        let Some(name) = &self.name else { return body };
        // The keys of ids end in `id`. In a text, the quotation mark would be escaped.
        let shown = serde_json::Value::from(format!("[id of {name}]"));
        body.replace(&format!("id\":{UNKNOWN_ID}"), &format!("id\":{shown}"))
    }
}

impl Record for Planned {
    const COLUMNS: &'static [&'static str] = &["method", "url", "body", "only_if"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![(&self.method).into(), (&self.url).into(), (&self.body).into(), self.only_if.into()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wechat_user::groups::GetGroups;
    use wechat_user::quota::ClearQuotaByAppSecret;
    use wechat_user::tags::RenameTag;
    use wechat_user::{AppId, AppSecret, TagId};

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
    fn an_unknown_id_is_shown_by_its_name_and_nothing_else_is_replaced() {
        let mut plan = Plan::new(Origin::default(), true);
        let name = format!("id\":{UNKNOWN_ID}");
        let rename = RenameTag::new(TagId::new(UNKNOWN_ID), &name).unwrap();
        plan.add(&rename).unwrap();
        plan.show_id_of("a\"b");
        plan.add(&rename).unwrap();
        let name = format!(r#""name":"id\":{UNKNOWN_ID}""#);
        let bodies: Vec<_> = plan.into_requests().into_iter().map(|request| request.body).collect();
        let expected = [UNKNOWN_ID.to_string(), r#""[id of a\"b]""#.to_owned()];
        assert_eq!(bodies, expected.map(|id| format!(r#"{{"tag":{{"id":{id},{name}}}}}"#)));
    }

    #[test]
    fn without_a_token_there_is_no_access_token_parameter() {
        assert_eq!(planned(false)[0].url, "https://api.weixin.qq.com/cgi-bin/groups/get");
    }
}
