//! Saves the state as a file and loads it.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wechat_user_core::AppId;

use super::Service;
use crate::service::faults::{Fault, Faults};
use crate::service::state::account::Account;
use crate::service::state::followers::{Followers, MAX_GENERATED, User};
use crate::service::state::grants::Grants;
use crate::service::state::groups::Groups;
use crate::service::state::history::History;
use crate::service::state::old_account::OldAccount;
use crate::service::state::qr_codes::QrCodes;
use crate::service::state::quotas::Quotas;
use crate::service::state::settings::Settings;
use crate::service::state::short_keys::ShortKeys;
use crate::service::state::tags::Tags;
use crate::service::state::tickets::Tickets;
use crate::service::state::tokens::Tokens;

/// The name of the format. A different format gets a different name.
const FORMAT: &str = "transport-mock state 3";

/// Why a state, a seed or a recording cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileError(pub(crate) String);

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

/// All changes since the account was generated. Members of groups and tags are stored with the users.
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
    users: Followers,
    groups: Groups,
    tags: Tags,
    blacklist: BTreeSet<User>,
    tokens: Tokens,
    quotas: Quotas,
    grants: Grants,
    tickets: Tickets,
    qr_codes: QrCodes,
    short_keys: ShortKeys,
    history: History,
    old_account: Option<OldAccount>,
    faults: Vec<Fault>,
    chance: u64,
}

/// Reads an object; serde alone also accepts an array of the fields.
pub(crate) fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if !text.trim_start().starts_with('{') {
        return Err("it is not a JSON object".to_owned());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

impl Service {
    /// The whole state as JSON: everything that later responses depend on.
    ///
    /// The AppSecret and the journal's entries are left out. The number of entries is kept, so that request ids
    /// continue.
    ///
    /// ```
    /// use transport_mock::Service;
    ///
    /// let service = Service::new();
    /// let mut other = Service::new();
    /// other.load(&service.save())?;
    /// assert_eq!(other.save(), service.save());
    /// # Ok::<(), transport_mock::FileError>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> String {
        let Account { app_id, settings, followers: users, groups, tags, .. } = self.account.clone();
        let Account { blacklist, tokens, quotas, grants, tickets, old_account, .. } = self.account.clone();
        let Account { qr_codes, short_keys, history, .. } = self.account.clone();
        let saved = Saved {
            format: FORMAT.to_owned(),
            seed: self.seed,
            app_id,
            followers: self.followers,
            calls: self.journal.total(),
            settings,
            users,
            groups,
            tags,
            blacklist,
            tokens,
            quotas,
            grants,
            tickets,
            qr_codes,
            short_keys,
            history,
            old_account,
            faults: self.faults.rules().to_vec(),
            chance: self.faults.draws(),
        };
        // All keys are texts or numbers, so JSON can hold them.
        serde_json::to_string_pretty(&saved).unwrap_or_default()
    }

    /// Continues from a saved state, with an empty journal. The AppSecret stays.
    ///
    /// # Errors
    ///
    /// When the text was not written by [`save`](Self::save); nothing changes then.
    pub fn load(&mut self, state: &str) -> Result<(), FileError> {
        self.take(Saved::read(state)?)
    }

    /// As [`load`](Self::load), for an account that is found by its AppID: it must stay the same.
    ///
    /// # Errors
    ///
    /// When the state is of another account, and as [`load`](Self::load). Nothing changes then.
    pub fn reload(&mut self, state: &str) -> Result<(), FileError> {
        let saved = Saved::read(state)?;
        self.check_app_id(Some(saved.app_id.as_str()))?;
        self.take(saved)
    }

    fn take(&mut self, saved: Saved) -> Result<(), FileError> {
        let bad = Saved::refuse;
        saved.settings.check().map_err(|error| bad(&error))?;
        if saved.followers > MAX_GENERATED {
            return Err(bad(&format_args!("\"followers\": at most {MAX_GENERATED}, got {}", saved.followers)));
        }
        let fresh = Account::new(saved.seed, saved.app_id, self.account.app_secret.clone(), saved.settings);
        let mut users =
            fresh.followers.with_changes(saved.users).ok_or_else(|| bad(&"it contains users that do not exist"))?;
        users.set_generated(saved.followers);
        if !saved.blacklist.iter().all(|user| users.exists(*user)) {
            return Err(bad(&"its blacklist contains users that do not exist"));
        }
        let mut account = Account {
            followers: users,
            groups: saved.groups,
            tags: saved.tags,
            blacklist: saved.blacklist,
            tokens: fresh.tokens.with_changes(saved.tokens),
            quotas: saved.quotas,
            grants: fresh.grants.with_changes(saved.grants),
            tickets: fresh.tickets.with_changes(saved.tickets),
            qr_codes: fresh.qr_codes.with_changes(saved.qr_codes),
            short_keys: fresh.short_keys.with_changes(saved.short_keys),
            history: saved.history,
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

impl Saved {
    fn read(text: &str) -> Result<Self, FileError> {
        let saved: Self = read_object(text).map_err(|error| Self::refuse(&error))?;
        if saved.format != FORMAT {
            return Err(Self::refuse(&format_args!("its format is {:?}, not {FORMAT:?}", saved.format)));
        }
        Ok(saved)
    }

    fn refuse(why: &dyn fmt::Display) -> FileError {
        FileError(format!("not a saved state: {why}"))
    }
}

impl Account {
    /// Counts the members of groups and tags from the notes, and makes sure that no id is used twice.
    fn count_members(&mut self) {
        let Self { followers, groups, tags, .. } = self;
        followers.drop_notes_of_non_followers();
        for (user, notes) in followers.noted_mut() {
            match groups.by_id.get_mut(&notes.group) {
                Some(group) => group.members += u64::from(notes.group != 0),
                None => notes.group = 0,
            }
            notes.tags.retain(|id| tags.by_id.get_mut(id).is_some_and(|tag| tag.members.insert(user)));
        }
        let highest = groups.by_id.keys().chain(tags.by_id.keys()).max().copied().unwrap_or(0);
        groups.next_id = groups.next_id.max(highest.saturating_add(1)).max(100);
    }
}
