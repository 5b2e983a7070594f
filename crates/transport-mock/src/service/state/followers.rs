//! The account's followers: the first N by formula, whoever was added by name, and what was changed since.
//!
//! The openid of number n is n, scrambled and written in digits; read back, it tells n. So a million followers take no memory, and
//! finding one takes no search.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::keyed::{Key, is_digit, read_digits, write_digits};
use super::profile::Profile;

/// How long an openid is.
const LENGTH: usize = 28;

/// Who is meant. The order is the order of the list of followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) enum Person {
    /// The openid of this number; a follower from the start when the number is below the count.
    Numbered(u64),
    /// Somebody added by openid.
    Guest(usize),
}

/// What the account noted about somebody. Nothing noted, nothing stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Notes {
    pub(crate) group: i64,
    /// In the order in which they were put on.
    pub(crate) tags: Vec<i64>,
    pub(crate) remark: String,
    /// When he followed again; the formula says when he followed first.
    pub(crate) followed_at: Option<u64>,
    pub(crate) profile: Profile,
}

/// Whether a text looks like an openid, of whatever account.
pub(crate) fn is_well_formed(openid: &str) -> bool {
    openid.len() == LENGTH && openid.starts_with('o') && openid.bytes().all(is_digit)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct People {
    #[serde(skip)]
    order: Key,
    #[serde(skip)]
    rest: Key,
    #[serde(skip)]
    prefix: [u8; 5],
    #[serde(skip)]
    count: u64,
    gone: BTreeSet<u64>,
    guests: Vec<Guest>,
    #[serde(skip)]
    guest_numbers: BTreeMap<String, usize>,
    notes: BTreeMap<Person, Notes>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Guest {
    openid: String,
    follows: bool,
}

impl From<Person> for String {
    fn from(person: Person) -> Self {
        match person {
            Person::Numbered(number) => number.to_string(),
            Person::Guest(guest) => format!("guest {guest}"),
        }
    }
}

impl TryFrom<String> for Person {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let person = match text.strip_prefix("guest ") {
            Some(guest) => guest.parse().map(Person::Guest),
            None => text.parse().map(Person::Numbered),
        };
        person.map_err(|_| format!("{text:?} is neither a number nor a guest"))
    }
}

impl People {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        let mut prefix = [0; 5];
        write_digits(&mut prefix, Key::new(seed, "openid prefix").of_text(app_id));
        let order = Key::new(seed ^ Key::new(seed, "openid").of_text(app_id), "openid order");
        Self {
            order,
            rest: Key::new(seed, "openid rest"),
            prefix,
            count: 0,
            gone: BTreeSet::new(),
            guests: Vec::new(),
            guest_numbers: BTreeMap::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Takes the changes of a saved state; `None` when they name a guest who is not there.
    pub(crate) fn with_changes(self, changes: Self) -> Option<Self> {
        let guest_numbers = changes.guests.iter().enumerate().map(|(number, guest)| (guest.openid.clone(), number));
        let people = Self {
            gone: changes.gone,
            guest_numbers: guest_numbers.collect(),
            guests: changes.guests,
            notes: changes.notes,
            ..self
        };
        let sound = people.guests.iter().all(|guest| !guest.openid.is_empty());
        (sound && people.notes.keys().all(|person| people.exists(*person))).then_some(people)
    }

    /// Whether this is not a guest who is not there.
    pub(crate) fn exists(&self, person: Person) -> bool {
        !matches!(person, Person::Guest(guest) if guest >= self.guests.len())
    }

    /// How many follow from the start.
    pub(crate) fn set_count(&mut self, count: u64) {
        self.count = count;
    }

    /// How many follow now.
    pub(crate) fn followers(&self) -> u64 {
        let guests = self.guests.iter().filter(|guest| guest.follows).count() as u64;
        self.count - self.gone.range(..self.count).count() as u64 + guests
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

    /// Writes the openid of somebody to where texts are made.
    pub(crate) fn with_openid<R>(&self, person: Person, write: impl FnOnce(&[u8]) -> R) -> R {
        match person {
            Person::Numbered(number) => write(&self.openid(number)),
            Person::Guest(guest) => write(self.guests.get(guest).map_or(b"", |guest| guest.openid.as_bytes())),
        }
    }

    /// Who this is: a follower, somebody who followed once, or somebody of this account who never did; `None` for a text that is no
    /// openid of this account.
    pub(crate) fn find(&self, openid: &str) -> Option<Person> {
        let number = self.number_of(openid);
        match number {
            Some(number) if number < self.count => Some(Person::Numbered(number)),
            _ => match self.guest_numbers.get(openid) {
                Some(guest) => Some(Person::Guest(*guest)),
                None => number.map(Person::Numbered),
            },
        }
    }

    fn number_of(&self, openid: &str) -> Option<u64> {
        let digits = openid.as_bytes().get(6..17)?;
        let number = self.order.unscramble(read_digits(digits)?);
        (self.openid(number) == openid.as_bytes()).then_some(number)
    }

    pub(crate) fn follows(&self, person: Person) -> bool {
        match person {
            Person::Numbered(number) => number < self.count && !self.gone.contains(&number),
            Person::Guest(guest) => self.guests.get(guest).is_some_and(|guest| guest.follows),
        }
    }

    /// Makes this openid follow; any text will do for a guest.
    pub(crate) fn follow(&mut self, openid: &str) -> Person {
        match self.find(openid) {
            Some(Person::Numbered(number)) if number < self.count => {
                self.gone.remove(&number);
                Person::Numbered(number)
            }
            Some(Person::Guest(guest)) => {
                if let Some(guest) = self.guests.get_mut(guest) {
                    guest.follows = true;
                }
                Person::Guest(guest)
            }
            _ => {
                let guest = self.guests.len();
                self.guests.push(Guest { openid: openid.to_owned(), follows: true });
                self.guest_numbers.insert(openid.to_owned(), guest);
                Person::Guest(guest)
            }
        }
    }

    /// Makes somebody stop following, and forgets what was noted about him.
    pub(crate) fn unfollow(&mut self, person: Person) {
        match person {
            Person::Numbered(number) => {
                self.gone.insert(number);
            }
            Person::Guest(guest) => {
                if let Some(guest) = self.guests.get_mut(guest) {
                    guest.follows = false;
                }
            }
        }
        self.notes.remove(&person);
    }

    pub(crate) fn notes(&self, person: Person) -> Option<&Notes> {
        self.notes.get(&person)
    }

    pub(crate) fn notes_mut(&mut self, person: Person) -> &mut Notes {
        self.notes.entry(person).or_default()
    }

    pub(crate) fn noted(&self) -> impl Iterator<Item = (Person, &Notes)> {
        self.notes.iter().map(|(person, notes)| (*person, notes))
    }

    pub(crate) fn noted_mut(&mut self) -> impl Iterator<Item = (Person, &mut Notes)> {
        self.notes.iter_mut().map(|(person, notes)| (*person, notes))
    }

    /// Who does not follow has no group and no tags; a file may say otherwise.
    pub(crate) fn drop_notes_of_strangers(&mut self) {
        let mut notes = std::mem::take(&mut self.notes);
        notes.retain(|person, _| self.follows(*person));
        self.notes = notes;
    }

    /// The number that a profile's formula works on.
    pub(crate) fn profile_number(&self, person: Person) -> u64 {
        match person {
            Person::Numbered(number) => number,
            Person::Guest(guest) => self.guests.get(guest).map_or(0, |guest| self.rest.of_text(&guest.openid)),
        }
    }

    /// The followers in the order of the list, from the one after this.
    pub(crate) fn followers_after(&self, cursor: Option<Person>) -> impl Iterator<Item = Person> {
        let (number, guest) = match cursor {
            None => (0, 0),
            // Somebody of a number too high never followed: there is nobody after him but guests.
            Some(Person::Numbered(number)) => (number.saturating_add(1).min(self.count), 0),
            Some(Person::Guest(guest)) => (self.count, guest + 1),
        };
        let mut gone = self.gone.range(number..).copied().peekable();
        let numbered = (number..self.count).filter(move |number| gone.next_if_eq(number).is_none());
        let guests = self.guests.iter().enumerate().skip(guest).filter(|(_, guest)| guest.follows);
        numbered.map(Person::Numbered).chain(guests.map(|(guest, _)| Person::Guest(guest)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openid(people: &People, number: u64) -> String {
        people.with_openid(Person::Numbered(number), |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    #[test]
    fn an_openid_tells_its_number_and_nobody_shares_one() {
        let mut people = People::new(7, "wx0123456789abcdef");
        people.set_count(1_000_000);
        let mut seen = BTreeSet::new();
        for number in (0..1_000_000).step_by(37).chain(999_990..1_000_000) {
            let openid = openid(&people, number);
            assert!(is_well_formed(&openid), "{openid}");
            assert_eq!(people.find(&openid), Some(Person::Numbered(number)));
            seen.insert(openid);
        }
        assert_eq!(seen.len(), 27_028 + 10 - usize::from(999_999 % 37 == 0));
    }

    #[test]
    fn a_changed_letter_is_another_accounts_openid() {
        let people = People::new(7, "wx0123456789abcdef");
        let openid = openid(&people, 3);
        for at in 1..LENGTH {
            let mut changed = openid.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(is_well_formed(&changed));
            assert_eq!(people.find(&changed), None, "{at}");
        }
        assert_eq!(People::new(7, "wxfedcba9876543210").find(&openid), None);
        assert_eq!(People::new(8, "wx0123456789abcdef").find(&openid), None);
    }

    #[test]
    fn the_list_skips_who_left_and_ends_with_guests() {
        let mut people = People::new(7, "wx0123456789abcdef");
        people.set_count(5);
        people.unfollow(Person::Numbered(1));
        people.unfollow(Person::Numbered(4));
        people.follow("oGuestOne");
        people.follow("oGuestTwo");
        people.unfollow(Person::Guest(0));
        let list: Vec<Person> = people.followers_after(None).collect();
        assert_eq!(list, [Person::Numbered(0), Person::Numbered(2), Person::Numbered(3), Person::Guest(1)]);
        assert_eq!(people.followers(), 4);
        // A cursor that left meanwhile still says where to go on.
        assert_eq!(people.followers_after(Some(Person::Numbered(1))).count(), 3);
        assert_eq!(people.followers_after(Some(Person::Guest(1))).count(), 0);
        assert_eq!(people.followers_after(Some(Person::Numbered(u64::MAX))).count(), 1);
        people.follow(&openid(&people, 1));
        assert!(people.follows(Person::Numbered(1)));
    }
}
