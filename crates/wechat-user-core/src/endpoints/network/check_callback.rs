//! `POST /cgi-bin/callback/check`

use serde::Serialize;

use crate::endpoints::network::{CallbackReport, CheckAction, Operator};
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Has the service look up the account's callback URL and ping it (网络通信检测).
///
/// Limits: 1440 calls a day, by one report.
/// Source: <https://developers.weixin.qq.com/doc/service/api/base/api_callbackcheck>
///
/// # Errors
///
/// 40201 the account has no callback URL.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct CheckCallback {
    action: CheckAction,
    check_operator: Operator,
}

impl CheckCallback {
    /// Name and ping, from the network that fits.
    #[must_use]
    pub const fn new() -> Self {
        Self { action: CheckAction::All, check_operator: Operator::Default }
    }

    /// This only.
    #[must_use]
    pub const fn with_action(mut self, action: CheckAction) -> Self {
        self.action = action;
        self
    }

    /// From that network.
    #[must_use]
    pub const fn with_operator(mut self, operator: Operator) -> Self {
        self.check_operator = operator;
        self
    }
}

impl Endpoint for CheckCallback {
    type Response = CallbackReport;
    const SPEC: &'static Spec = &Spec::post("check_callback", "/cgi-bin/callback/check").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
