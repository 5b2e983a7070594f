//! `wechat-user rid`

use clap::Args;
use serde::Serialize;
use transport_mock::redact::Redactor;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Prints, Record};
use crate::plan::MASK;
use crate::text::trimmed;

/// Look up the request with this rid (查询rid信息), which an error reports; possible for seven days.
///
/// Tokens, secrets and tickets in its result are redacted; personal data is not.
#[derive(Args, Debug)]
pub(crate) struct Rid {
    /// The rid, such as 61725984-6126f6f9-040f19c4
    #[arg(value_parser = trimmed)]
    rid: String,
}

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Shown<'_>>("rid")];

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

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            Cell::time(self.invoke_time),
            self.cost_in_ms.into(),
            self.client_ip.into(),
            (&self.request_url).into(),
            (&self.request_body).into(),
            (&self.response_body).into(),
        ]
    }
}
