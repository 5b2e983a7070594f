//! What the calls that take a list of openids have in common.

use serde_json::Value;

use super::call::Call;
use crate::service::state::account::Account;
use crate::service::state::followers::{Person, is_well_formed};
use crate::service::state::settings::{EndOfList, NonFollowers};
use crate::service::wire::json::Json;
use crate::service::wire::refusal::{Answer, Refusal, ok};

/// The people of `openid_list`, in order: one bad openid fails them all, and then so does a wrong number of them.
pub(super) fn openid_list(account: &Account, call: &Call<'_>, limit: usize) -> Result<Vec<Person>, Refusal> {
    let openids = call.json.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let person = |openid: &Value| account.person_here(openid.as_str().unwrap_or_default());
    let people: Vec<Person> = openids.iter().map(person).collect::<Result<_, _>>()?;
    if (1..=limit).contains(&people.len()) { Ok(people) } else { Err(Refusal::new(40032)) }
}

impl Account {
    /// Who is meant by an openid; 40003 for one that is malformed, or of another account.
    pub(crate) fn person(&self, openid: &str) -> Result<Person, Refusal> {
        self.people.find(openid).ok_or(Refusal::new(40003))
    }

    /// Who is meant by an openid; 40003 for one that is malformed, 49003 for one of another account.
    pub(crate) fn person_here(&self, openid: &str) -> Result<Person, Refusal> {
        let code = if is_well_formed(openid) { 49003 } else { 40003 };
        self.people.find(openid).ok_or(Refusal::new(code))
    }

    /// The cursor of a body; none for the first page.
    pub(crate) fn text_cursor<'a>(&self, call: &'a Call<'_>, key: &str) -> Result<Option<&'a str>, Refusal> {
        match call.json.get(key) {
            Some(Value::String(cursor)) => Ok(Some(cursor.as_str()).filter(|cursor| !cursor.is_empty())),
            Some(_) if !self.settings.null_is_first_page => Err(Refusal::new(47001)),
            _ => Ok(None),
        }
    }

    /// Those who follow, and the others; or a refusal when one of the others is enough for that.
    pub(crate) fn part_followers(&self, people: Vec<Person>) -> Result<(Vec<Person>, Vec<Person>), Refusal> {
        let (followers, strangers): (Vec<_>, Vec<_>) =
            people.into_iter().partition(|person| self.people.follows(*person));
        match self.settings.non_followers_in_batch {
            NonFollowers::Rejected if !strangers.is_empty() => Err(Refusal::new(50005)),
            NonFollowers::Rejected | NonFollowers::PartialFailure => Ok((followers, strangers)),
        }
    }

    /// Done, but for these: 45171.
    pub(crate) fn some_failed(&self, failed: &[Person]) -> Answer {
        if failed.is_empty() {
            return ok();
        }
        Err(Refusal {
            fail_openid_list: failed.iter().map(|person| self.openid(*person)).collect(),
            ..Refusal::new(45171)
        })
    }

    /// The openid of somebody, as text.
    pub(crate) fn openid(&self, person: Person) -> String {
        self.people.with_openid(person, |openid| String::from_utf8_lossy(openid).into_owned())
    }

    /// `"data":{"openid":[..]},"next_openid":".."` of a page that is not empty.
    pub(crate) fn write_page(&self, page: &[Person], is_last: bool, json: &mut Json) {
        json.key("data").open_object().key("openid").open_array();
        for person in page {
            self.people.with_openid(*person, |openid| {
                json.plain(openid);
            });
        }
        json.close_array().close_object();
        self.write_cursor(page.last().copied(), is_last, json);
    }

    /// `"next_openid":".."` behind a page that ends with this person.
    pub(crate) fn write_cursor(&self, last: Option<Person>, is_last: bool, json: &mut Json) {
        json.key("next_openid");
        match (last, self.settings.end_of_list) {
            (_, EndOfList::EmptyCursor) if is_last => json.text(""),
            (_, EndOfList::BlankCursor) if is_last => json.text(" "),
            (Some(last), _) => self.people.with_openid(last, |openid| {
                json.plain(openid);
                json
            }),
            (None, _) => json.text(""),
        };
    }
}
