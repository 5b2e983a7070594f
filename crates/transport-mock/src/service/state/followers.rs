//! The account's followers: N generated ones, those added by openid, and all changes.
//!
//! The openid of number n is n, scrambled and written in digits, so that n can be computed from it. A million followers
//! take no memory, and finding one takes no search.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::keyed::{Key, is_digit, read_digits, write_digits};
use super::profile::Profile;

/// The most generated followers that a file can ask for; the numbers of virtual users start far above.
pub(crate) const MAX_GENERATED: u64 = 1_000_000_000;

/// How long an openid is.
const LENGTH: usize = 28;

/// A user of the account. The order is the order of the list of followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) enum User {
    /// The user of this number. They follow from the start when the number is below the number of generated followers.
    Generated(u64),
    /// A user added by openid.
    Added(usize),
}

/// What the account stores about a user; a user without any of it is not stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    pub(crate) group: i64,
    /// In the order in which they were added.
    pub(crate) tags: Vec<i64>,
    pub(crate) remark: String,
    /// When they followed last; `None` means the generated time.
    pub(crate) followed_at: Option<u64>,
    pub(crate) profile: Profile,
}

/// Whether a text looks like an openid, of this or another account.
pub(crate) fn is_well_formed(openid: &str) -> bool {
    openid.len() == LENGTH && openid.starts_with('o') && openid.bytes().all(is_digit)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Followers {
    #[serde(skip)]
    order: Key,
    #[serde(skip)]
    rest: Key,
    #[serde(skip)]
    prefix: [u8; 5],
    #[serde(skip)]
    generated: u64,
    gone: BTreeSet<u64>,
    added: Vec<Added>,
    #[serde(skip)]
    added_numbers: BTreeMap<String, usize>,
    notes: BTreeMap<User, Notes>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Added {
    openid: String,
    follows: bool,
}

impl From<User> for String {
    fn from(user: User) -> Self {
        match user {
            User::Generated(number) => number.to_string(),
            User::Added(added) => format!("added {added}"),
        }
    }
}

impl TryFrom<String> for User {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let user = match text.strip_prefix("added ") {
            Some(added) => added.parse().map(User::Added),
            None => text.parse().map(User::Generated),
        };
        user.map_err(|_| format!("{text:?} is neither a number nor \"added N\""))
    }
}

impl Followers {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        let mut prefix = [0; 5];
        write_digits(&mut prefix, Key::new(seed, "openid prefix").of_text(app_id));
        let order = Key::new(seed ^ Key::new(seed, "openid").of_text(app_id), "openid order");
        Self {
            order,
            rest: Key::new(seed, "openid rest"),
            prefix,
            generated: 0,
            gone: BTreeSet::new(),
            added: Vec::new(),
            added_numbers: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Takes the changes of a saved state; `None` when they name an added user that does not exist.
    pub(crate) fn with_changes(self, changes: Self) -> Option<Self> {
        let added_numbers = changes.added.iter().enumerate().map(|(number, added)| (added.openid.clone(), number));
        let users = Self {
            gone: changes.gone,
            added_numbers: added_numbers.collect(),
            added: changes.added,
            notes: changes.notes,
            ..self
        };
        let sound = users.added.iter().all(|added| !added.openid.trim().is_empty());
        (sound && users.notes.keys().all(|user| users.exists(*user))).then_some(users)
    }

    /// Whether the user exists: an added one must have been added.
    pub(crate) fn exists(&self, user: User) -> bool {
        !matches!(user, User::Added(added) if added >= self.added.len())
    }

    /// Sets how many users follow from the start.
    pub(crate) fn set_generated(&mut self, count: u64) {
        self.generated = count;
    }

    /// How many users follow from the start.
    pub(crate) const fn generated(&self) -> u64 {
        self.generated
    }

    /// How many users follow now.
    pub(crate) fn count(&self) -> u64 {
        let added = self.added.iter().filter(|added| added.follows).count() as u64;
        self.generated - self.gone.range(..self.generated).count() as u64 + added
    }

    /// The openid of a number.
    pub(crate) fn openid(&self, number: u64) -> [u8; LENGTH] {
        let mut openid = [b'o'; LENGTH];
        let scrambled = self.order.scramble(number);
        openid[1..6].copy_from_slice(&self.prefix);
        write_digits(&mut openid[6..17], scrambled);
        write_digits(&mut openid[17..], self.rest.scramble(scrambled));
        openid
    }

    /// Passes the openid of a user to `write`.
    pub(crate) fn with_openid<R>(&self, user: User, write: impl FnOnce(&[u8]) -> R) -> R {
        match user {
            User::Generated(number) => write(&self.openid(number)),
            User::Added(added) => write(self.added.get(added).map_or(b"", |added| added.openid.as_bytes())),
        }
    }

    /// The user with this openid, whether they follow or not; `None` for a text that is no openid of this account.
    pub(crate) fn find(&self, openid: &str) -> Option<User> {
        let number = self.number_of(openid);
        match number {
            Some(number) if number < self.generated => Some(User::Generated(number)),
            _ => match self.added_numbers.get(openid) {
                Some(added) => Some(User::Added(*added)),
                None => number.map(User::Generated),
            },
        }
    }

    fn number_of(&self, openid: &str) -> Option<u64> {
        let digits = openid.as_bytes().get(6..17)?;
        let number = self.order.unscramble(read_digits(digits)?);
        (self.openid(number) == openid.as_bytes()).then_some(number)
    }

    pub(crate) fn follows(&self, user: User) -> bool {
        match user {
            User::Generated(number) => number < self.generated && !self.gone.contains(&number),
            User::Added(added) => self.added.get(added).is_some_and(|added| added.follows),
        }
    }

    /// Adds a follower; an openid of this account or any other text.
    pub(crate) fn follow(&mut self, openid: &str) -> User {
        match self.find(openid) {
            Some(User::Generated(number)) if number < self.generated => {
                self.gone.remove(&number);
                User::Generated(number)
            }
            Some(User::Added(added)) => {
                if let Some(added) = self.added.get_mut(added) {
                    added.follows = true;
                }
                User::Added(added)
            }
            _ => {
                let added = self.added.len();
                self.added.push(Added { openid: openid.to_owned(), follows: true });
                self.added_numbers.insert(openid.to_owned(), added);
                User::Added(added)
            }
        }
    }

    /// Removes a follower together with their remark, group and tags.
    pub(crate) fn unfollow(&mut self, user: User) {
        match user {
            User::Generated(number) => {
                self.gone.insert(number);
            }
            User::Added(added) => {
                if let Some(added) = self.added.get_mut(added) {
                    added.follows = false;
                }
            }
        }
        self.notes.remove(&user);
    }

    pub(crate) fn notes(&self, user: User) -> Option<&Notes> {
        self.notes.get(&user)
    }

    pub(crate) fn notes_mut(&mut self, user: User) -> &mut Notes {
        self.notes.entry(user).or_default()
    }

    pub(crate) fn noted(&self) -> impl Iterator<Item = (User, &Notes)> {
        self.notes.iter().map(|(user, notes)| (*user, notes))
    }

    pub(crate) fn noted_mut(&mut self) -> impl Iterator<Item = (User, &mut Notes)> {
        self.notes.iter_mut().map(|(user, notes)| (*user, notes))
    }

    /// Drops the notes of users who do not follow: a saved state may contain some.
    pub(crate) fn drop_notes_of_non_followers(&mut self) {
        let mut notes = std::mem::take(&mut self.notes);
        notes.retain(|user, _| self.follows(*user));
        self.notes = notes;
    }

    /// The number that the profile is generated from.
    pub(crate) fn profile_number(&self, user: User) -> u64 {
        match user {
            User::Generated(number) => number,
            User::Added(added) => self.added.get(added).map_or(0, |added| self.rest.of_text(&added.openid)),
        }
    }

    /// The followers in the order of the list, after this user.
    pub(crate) fn followers_after(&self, cursor: Option<User>) -> impl Iterator<Item = User> {
        let (number, added) = match cursor {
            None => (0, 0),
            // A number that is too high never followed: only added users come after it.
            Some(User::Generated(number)) => (number.saturating_add(1).min(self.generated), 0),
            Some(User::Added(added)) => (self.generated, added + 1),
        };
        let mut gone = self.gone.range(number..).copied().peekable();
        let numbered = (number..self.generated).filter(move |number| gone.next_if_eq(number).is_none());
        let added = self.added.iter().enumerate().skip(added).filter(|(_, user)| user.follows);
        numbered.map(User::Generated).chain(added.map(|(added, _)| User::Added(added)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openid(users: &Followers, number: u64) -> String {
        users.with_openid(User::Generated(number), |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    #[test]
    fn an_openid_contains_its_number_and_is_unique() {
        let mut users = Followers::new(7, "wx0123456789abcdef");
        users.set_generated(1_000_000);
        let mut seen = BTreeSet::new();
        for number in (0..1_000_000).step_by(37).chain(999_990..1_000_000) {
            let openid = openid(&users, number);
            assert!(is_well_formed(&openid), "{openid}");
            assert_eq!(users.find(&openid), Some(User::Generated(number)));
            seen.insert(openid);
        }
        assert_eq!(seen.len(), 27_028 + 10 - usize::from(999_999 % 37 == 0));
    }

    #[test]
    fn an_openid_with_a_changed_letter_is_unknown() {
        let users = Followers::new(7, "wx0123456789abcdef");
        let openid = openid(&users, 3);
        for at in 1..LENGTH {
            let mut changed = openid.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(is_well_formed(&changed));
            assert_eq!(users.find(&changed), None, "{at}");
        }
        assert_eq!(Followers::new(7, "wxfedcba9876543210").find(&openid), None);
        assert_eq!(Followers::new(8, "wx0123456789abcdef").find(&openid), None);
    }

    #[test]
    fn the_list_skips_users_who_left_and_ends_with_added_ones() {
        let mut users = Followers::new(7, "wx0123456789abcdef");
        users.set_generated(5);
        users.unfollow(User::Generated(1));
        users.unfollow(User::Generated(4));
        users.follow("oGuestOne");
        users.follow("oGuestTwo");
        users.unfollow(User::Added(0));
        let list: Vec<User> = users.followers_after(None).collect();
        assert_eq!(list, [User::Generated(0), User::Generated(2), User::Generated(3), User::Added(1)]);
        assert_eq!(users.count(), 4);
        // The cursor may be a user who left in the meantime.
        assert_eq!(users.followers_after(Some(User::Generated(1))).count(), 3);
        assert_eq!(users.followers_after(Some(User::Added(1))).count(), 0);
        assert_eq!(users.followers_after(Some(User::Generated(u64::MAX))).count(), 1);
        users.follow(&openid(&users, 1));
        assert!(users.follows(User::Generated(1)));
    }
}
