//! What a fault leaves behind in the account.

use serde_json::Value;

use super::Kind;
use crate::service::state::account::Account;
use crate::service::state::followers::Person;

impl Account {
    /// What a fault leaves behind of a call that was done.
    pub(crate) fn lag_behind(&mut self, kind: Kind, path: &str, body: &Value) {
        match kind {
            Kind::HideTag(calls @ 1..) if path == "/cgi-bin/tags/create" => {
                self.tags.lag.hide_tag(self.groups.next_id - 1, calls);
            }
            Kind::DelayMembers(calls @ 1..) if path == "/cgi-bin/tags/members/batchtagging" => {
                let tag = body.get("tagid").and_then(Value::as_i64).unwrap_or_default();
                let people = self.people_of(body);
                self.tags.lag.delay_members(tag, calls, people);
            }
            _ => {}
        }
    }

    /// The people of a body's `openid_list`, those that are found.
    pub(crate) fn people_of(&self, body: &Value) -> Vec<Person> {
        let openids = body.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        openids.iter().filter_map(|openid| self.people.find(openid.as_str()?)).collect()
    }
}
