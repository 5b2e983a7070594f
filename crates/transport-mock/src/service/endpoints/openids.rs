//! Reading openids and cursors, and writing pages: what several endpoints share.

use serde_json::Value;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::followers::{User, is_well_formed};
use crate::service::state::settings::{EndOfList, NonFollowers};
use crate::service::wire::json::Json;
use crate::service::wire::refusal::{Refusal, Reply, ok};

/// The users of `openid_list`, in order. One bad openid fails the call; otherwise a wrong number of them does.
pub(super) fn openid_list(account: &Account, call: &Call<'_>, limit: usize) -> Result<Vec<User>, Refusal> {
    let openids = call.json.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let user = |openid: &Value| account.user_of_account(openid.as_str().unwrap_or_default());
    let users: Vec<User> = openids.iter().map(user).collect::<Result<_, _>>()?;
    if (1..=limit).contains(&users.len()) { Ok(users) } else { Err(Refusal::new(40032)) }
}

impl Account {
    /// The user with this openid; 40003 if it is malformed or of another account.
    pub(crate) fn user(&self, openid: &str) -> Result<User, Refusal> {
        self.followers.find(openid).ok_or(Refusal::new(40003))
    }

    /// The user with this openid; 40003 if it is malformed, 49003 if it is of another account.
    pub(crate) fn user_of_account(&self, openid: &str) -> Result<User, Refusal> {
        let code = if is_well_formed(openid) { 49003 } else { 40003 };
        self.followers.find(openid).ok_or(Refusal::new(code))
    }

    /// The cursor of a body; `None` for the first page.
    pub(crate) fn text_cursor<'a>(&self, call: &'a Call<'_>, key: &str) -> Result<Option<&'a str>, Refusal> {
        match call.json.get(key) {
            Some(Value::String(cursor)) => Ok(Some(cursor.as_str()).filter(|cursor| !cursor.is_empty())),
            Some(_) if !self.settings.null_is_first_page => Err(Refusal::new(47001)),
            _ => Ok(None),
        }
    }

    /// Splits users into followers and others; refuses if the settings reject the others.
    pub(crate) fn split_followers(&self, users: Vec<User>) -> Result<(Vec<User>, Vec<User>), Refusal> {
        let (followers, others): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| self.followers.follows(*user));
        match self.settings.non_followers_in_batch {
            NonFollowers::Rejected if !others.is_empty() => Err(Refusal::new(50005)),
            NonFollowers::Rejected | NonFollowers::PartialFailure => Ok((followers, others)),
        }
    }

    /// Success, or 45171 with the openids of these users.
    pub(crate) fn some_failed(&self, failed: &[User]) -> Reply {
        if failed.is_empty() {
            return ok();
        }
        Err(Refusal { fail_openid_list: failed.iter().map(|user| self.openid(*user)).collect(), ..Refusal::new(45171) })
    }

    /// The openid of a user, as text.
    pub(crate) fn openid(&self, user: User) -> String {
        self.followers.with_openid(user, |openid| String::from_utf8_lossy(openid).into_owned())
    }

    /// `"data":{"openid":[..]},"next_openid":".."` of a page that is not empty.
    pub(crate) fn write_page(&self, page: &[User], is_last: bool, json: &mut Json) {
        json.key("data").open_object().key("openid").open_array();
        for user in page {
            self.followers.with_openid(*user, |openid| {
                json.plain(openid);
            });
        }
        json.close_array().close_object();
        self.write_cursor(page.last().copied(), is_last, json);
    }

    /// `"next_openid":".."` of a page that ends with this user.
    pub(crate) fn write_cursor(&self, last: Option<User>, is_last: bool, json: &mut Json) {
        json.key("next_openid");
        match (last, self.settings.end_of_list) {
            (_, EndOfList::EmptyCursor) if is_last => json.text(""),
            (_, EndOfList::BlankCursor) if is_last => json.text(" "),
            (Some(last), _) => self.followers.with_openid(last, |openid| {
                json.plain(openid);
                json
            }),
            (None, _) => json.text(""),
        };
    }
}
