//! The whole state as a file, and back.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wechat_user_core::AppId;

use super::Service;
use crate::service::faults::{Fault, Faults};
use crate::service::state::account::Account;
use crate::service::state::followers::{People, Person};
use crate::service::state::grants::Grants;
use crate::service::state::groups::Groups;
use crate::service::state::old_account::OldAccount;
use crate::service::state::quotas::Quotas;
use crate::service::state::settings::Settings;
use crate::service::state::tags::Tags;
use crate::service::state::tickets::Tickets;
use crate::service::state::tokens::Tokens;

/// What the format is called. Another one would have another name.
const FORMAT: &str = "transport-mock state 1";

/// A state or a seed that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadFile(pub(crate) String);

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadFile {}

/// What is changed, over what the seed says; members of groups and tags stand with the people.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    format: String,
    seed: u64,
    #[serde(with = "super::state::written::app_id")]
    app_id: AppId,
    followers: u64,
    calls: u64,
    settings: Settings,
    people: People,
    groups: Groups,
    tags: Tags,
    blacklist: BTreeSet<Person>,
    tokens: Tokens,
    quotas: Quotas,
    grants: Grants,
    tickets: Tickets,
    old_account: Option<OldAccount>,
    faults: Vec<Fault>,
    chance: u64,
}

/// Reads an object; serde alone would take an array of the fields as well.
pub(crate) fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if !text.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl Service {
    /// The whole state as JSON: everything that later answers depend on. The AppSecret is not in it, nor are the entries of the journal; how
    /// many there were is, so that rids go on.
    ///
    /// ```
    /// use transport_mock::Service;
    ///
    /// let service = Service::new();
    /// let mut other = Service::new();
    /// other.load(&service.save())?;
    /// assert_eq!(other.save(), service.save());
    /// # Ok::<(), transport_mock::BadFile>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> String {
        let Account { app_id, settings, people, groups, tags, .. } = self.account.clone();
        let Account { blacklist, tokens, quotas, grants, tickets, old_account, .. } = self.account.clone();
        let saved = Saved {
            format: FORMAT.to_owned(),
            seed: self.seed,
            app_id,
            followers: self.followers,
            calls: self.journal.total(),
            settings,
            people,
            groups,
            tags,
            blacklist,
            tokens,
            quotas,
            grants,
            tickets,
            old_account,
            faults: self.faults.rules().to_vec(),
            chance: self.faults.draws(),
        };
        // Keys are texts and numbers, so there is nothing that JSON could not hold.
        serde_json::to_string_pretty(&saved).unwrap_or_default()
    }

    /// Goes on from a saved state, with an empty journal. The AppSecret stays.
    ///
    /// # Errors
    ///
    /// When the text is no state that [`save`](Self::save) wrote; nothing is changed then.
    pub fn load(&mut self, state: &str) -> Result<(), BadFile> {
        let bad = |why: &dyn fmt::Display| BadFile(format!("this is no saved state: {why}"));
        let saved: Saved = read_object(state).map_err(|error| bad(&error))?;
        if saved.format != FORMAT {
            return Err(bad(&format_args!("its format is {:?}, not {FORMAT:?}", saved.format)));
        }
        let fresh = Account::new(saved.seed, saved.app_id, self.account.app_secret.clone(), saved.settings);
        let mut people =
            fresh.people.with_changes(saved.people).ok_or_else(|| bad(&"it names people who are not there"))?;
        people.set_count(saved.followers);
        if !saved.blacklist.iter().all(|person| people.exists(*person)) {
            return Err(bad(&"its blacklist names people who are not there"));
        }
        let mut account = Account {
            people,
            groups: saved.groups,
            tags: saved.tags,
            blacklist: saved.blacklist,
            tokens: fresh.tokens.with_changes(saved.tokens),
            quotas: saved.quotas,
            grants: fresh.grants.with_changes(saved.grants),
            tickets: fresh.tickets.with_changes(saved.tickets),
            old_account: saved.old_account,
            ..fresh
        };
        account.count_members();
        let mut faults = Faults::new(saved.seed);
        faults.restore(saved.faults, saved.chance);
        (self.seed, self.followers, self.account) = (saved.seed, saved.followers, account);
        self.begin(faults, saved.calls);
        Ok(())
    }
}

impl Account {
    /// Counts the members of groups and tags from what is noted of people, and makes sure that no id is given out twice.
    fn count_members(&mut self) {
        let Self { people, groups, tags, .. } = self;
        people.drop_notes_of_strangers();
        for (person, notes) in people.noted_mut() {
            match groups.by_id.get_mut(&notes.group) {
                Some(group) => group.members += u64::from(notes.group != 0),
                None => notes.group = 0,
            }
            notes.tags.retain(|id| tags.by_id.get_mut(id).is_some_and(|tag| tag.members.insert(person)));
        }
        let highest = groups.by_id.keys().chain(tags.by_id.keys()).max().copied().unwrap_or(0);
        groups.next_id = groups.next_id.max(highest.saturating_add(1)).max(100);
    }
}
