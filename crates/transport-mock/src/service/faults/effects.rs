//! Faults that change the account.

use serde_json::Value;

use super::Kind;
use crate::service::state::account::Account;
use crate::service::state::followers::User;

impl Account {
    /// Applies a fault to the account after the call succeeded.
    pub(crate) fn apply_effect(&mut self, kind: Kind, path: &str, body: &Value) {
        match kind {
            Kind::HideTag(calls @ 1..) if path == "/cgi-bin/tags/create" => {
                self.tags.lag.hide_tag(self.groups.next_id - 1, calls);
            }
            Kind::DelayMembers(calls @ 1..) if path == "/cgi-bin/tags/members/batchtagging" => {
                let tag = body.get("tagid").and_then(Value::as_i64).unwrap_or_default();
                let users = self.users_in(body);
                self.tags.lag.delay_members(tag, calls, users);
            }
            _ => {}
        }
    }

    /// The known users of a body's `openid_list`.
    pub(crate) fn users_in(&self, body: &Value) -> Vec<User> {
        let openids = body.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        openids.iter().filter_map(|openid| self.followers.find(openid.as_str()?)).collect()
    }
}
