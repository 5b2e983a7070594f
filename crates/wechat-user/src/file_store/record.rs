//! What a file holds: a credential with its times, and the lock. Lines of text, a name and a value each.

use std::fmt::Write as _;
use std::time::Duration;

use wechat_user_core::Timestamp;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::store::{Owner, Stored};

/// The first line: a file of another version is as none.
const HEAD: &str = "wechat-user credential 1";
/// The last line: a file that was cut has none.
const END: &str = "\nend";
/// A record from further in the future than this says nothing: the clock was set back.
const SKEW: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct Record {
    kept: Option<Kept>,
    lock: Option<Lock>,
}

struct Kept {
    value: CredentialValue,
    since: Timestamp,
    left: Duration,
    age: Option<Duration>,
}

struct Lock {
    owner: Owner,
    since: Timestamp,
    until: Timestamp,
}

impl Record {
    /// What is left of the value now.
    pub(super) fn stored(&self, now: Timestamp) -> Option<Stored> {
        let Kept { value, since, left, age } = self.kept.as_ref()?;
        if since.since(now) > SKEW {
            return None;
        }
        let passed = now.since(*since);
        let left = left.checked_sub(passed).filter(|left| !left.is_zero())?;
        let stored = Stored::new(value.clone(), left);
        Some(match age {
            Some(age) => stored.aged(*age + passed),
            None => stored,
        })
    }

    pub(super) fn keep(&mut self, new: &Stored, now: Timestamp) {
        self.kept = Some(Kept { value: new.value.clone(), since: now, left: new.left, age: new.age });
    }

    /// True if there was a value.
    pub(super) fn forget(&mut self) -> bool {
        self.kept.take().is_some()
    }

    /// Takes the lock if it is free, has expired, or is the owner's.
    pub(super) fn lock(&mut self, owner: Owner, now: Timestamp, ttl: Duration) -> bool {
        let is_held = |lock: &Lock| lock.owner != owner && now < lock.until && lock.since.since(now) <= SKEW;
        let free = !self.lock.as_ref().is_some_and(is_held);
        if free {
            self.lock = Some(Lock { owner, since: now, until: now + ttl });
        }
        free
    }

    /// True if the owner had it.
    pub(super) fn unlock(&mut self, owner: Owner) -> bool {
        self.lock.take_if(|lock| lock.owner == owner).is_some()
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        // Writing to a string does not fail.
        if let Some(Kept { value, since, left, age }) = &self.kept {
            let _ = writeln!(text, "value {}", value.expose());
            let _ = writeln!(text, "stored {}", since.as_unix_millis());
            let _ = writeln!(text, "left {}", left.as_millis());
            if let Some(age) = age {
                let _ = writeln!(text, "age {}", age.as_millis());
            }
        }
        if let Some(Lock { owner, since, until }) = &self.lock {
            let _ = writeln!(text, "owner {owner}");
            let _ = writeln!(text, "locked {}", since.as_unix_millis());
            let _ = writeln!(text, "until {}", until.as_unix_millis());
        }
        text.push_str("end\n");
        text
    }

    /// A text that was cut, of another version or of another kind is an empty record: the credential is fetched again.
    pub(super) fn from_text(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(HEAD)?.trim_end_matches('\n').strip_suffix(END)?;
        let field = |name: &str| lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let millis = |name: &str| field(name)?.parse::<u64>().ok();
        let time = |name: &str| millis(name).map(Timestamp::from_unix_millis);
        let kept = field("value").map(|value| {
            let (since, left) = (time("stored")?, Duration::from_millis(millis("left")?));
            let age = millis("age").map(Duration::from_millis);
            Some(Kept { value: CredentialValue::from(value), since, left, age })
        });
        let lock = field("owner").map(|owner| {
            let owner = Owner::new(u128::from_str_radix(owner, 16).ok()?);
            Some(Lock { owner, since: time("locked")?, until: time("until")? })
        });
        Some(Self { kept: kept.flatten(), lock: lock.flatten() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_secs(1_795_293_000);
    const HOUR: Duration = Duration::from_secs(3_600);

    fn record() -> Record {
        let mut record = Record::default();
        record.keep(&Stored::new(CredentialValue::from("a-token"), HOUR).aged(Duration::from_secs(7)), NOW);
        assert!(record.lock(Owner::new(9), NOW, Duration::from_secs(8)));
        record
    }

    #[test]
    fn a_record_survives_its_text() {
        let again = Record::from_text(&record().to_text());
        let stored = again.stored(NOW + Duration::from_secs(10)).unwrap();
        assert_eq!(stored.value.expose(), "a-token");
        assert_eq!((stored.left, stored.age), (HOUR - Duration::from_secs(10), Some(Duration::from_secs(17))));
        assert_eq!(again.to_text(), record().to_text());
        assert!(again.stored(NOW + HOUR).is_none(), "expired");
    }

    #[test]
    fn every_cut_of_a_record_is_an_empty_one() {
        let text = record().to_text();
        for end in 0..text.trim_end().len() {
            let cut = Record::from_text(&text[..end]);
            assert!(cut.kept.is_none() && cut.lock.is_none(), "{:?}", &text[..end]);
        }
        assert!(Record::from_text(&text.replace("credential 1", "credential 2")).kept.is_none());
    }

    #[test]
    fn a_lock_is_its_owners_until_its_time_and_none_from_the_future() {
        let mut record = record();
        assert!(!record.lock(Owner::new(1), NOW + Duration::from_secs(7), HOUR));
        assert!(!record.unlock(Owner::new(1)));
        assert!(record.lock(Owner::new(9), NOW + Duration::from_secs(7), Duration::from_secs(8)), "re-entrant");
        assert!(!record.lock(Owner::new(1), NOW + Duration::from_secs(14), HOUR));
        assert!(record.lock(Owner::new(1), NOW + Duration::from_secs(15), HOUR));
        let before = Timestamp::from_unix_secs(NOW.as_unix_secs() - 100);
        assert!(record.lock(Owner::new(2), before, HOUR), "the clock was set back");
        assert!(record.stored(before).is_none());
    }
}
