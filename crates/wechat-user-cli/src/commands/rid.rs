//! `wechat-user rid`

use std::borrow::Cow;

use clap::Args;
use serde::Serialize;
use transport_mock::redact::Redactor;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Record;
use crate::plan::MASK;
use crate::text::trimmed;
use crate::time::rfc3339;

/// Look up the request with this rid (查询rid信息), which an error reports; possible for seven days.
///
/// Columns: invoke_time, cost_in_ms, client_ip, request_url, request_body, response_body. Tokens, secrets and tickets
/// in them are redacted; personal data is not.
#[derive(Args, Debug)]
pub(crate) struct Rid {
    /// The rid, such as 61725984-6126f6f9-040f19c4
    #[arg(value_parser = trimmed)]
    rid: String,
}

impl Rid {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let info = context.client()?.rid().look_up(&self.rid)?;
        let mut redactor = Redactor::new(MASK);
        context.output.one(&Shown {
            invoke_time: info.invoke_time.map(wechat_user::Timestamp::as_unix_secs),
            cost_in_ms: info.cost_in_ms,
            client_ip: info.client_ip.as_deref(),
            request_url: redactor.text(&info.request_url),
            request_body: redactor.text(&info.request_body),
            response_body: redactor.text(&info.response_body),
        })?;
        Ok(())
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    invoke_time: Option<u64>,
    cost_in_ms: Option<u64>,
    client_ip: Option<&'a str>,
    request_url: String,
    request_body: String,
    response_body: String,
}

impl Record for Shown<'_> {
    const COLUMNS: &'static [&'static str] =
        &["invoke_time", "cost_in_ms", "client_ip", "request_url", "request_body", "response_body"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![
            self.invoke_time.map(rfc3339).unwrap_or_default().into(),
            self.cost_in_ms.map(|millis| millis.to_string()).unwrap_or_default().into(),
            self.client_ip.unwrap_or_default().into(),
            (&self.request_url).into(),
            (&self.request_body).into(),
            (&self.response_body).into(),
        ]
    }
}
