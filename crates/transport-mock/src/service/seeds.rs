//! Seeds: the initial state of an account, as a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use wechat_user_core::{AppId, AppSecret, OpenId, Timestamp};

use super::Service;
use super::saved::{FileError, read_object};
use crate::service::faults::Fault;
use crate::service::state::followers::{MAX_GENERATED, User};
use crate::service::state::keyed::is_digit;
use crate::service::state::old_account::OldAccount;
use crate::service::state::profile::Profile;
use crate::service::state::settings::Settings;

/// The most users that the lists of a seed can name, because each of them takes memory.
const MAX_NAMED: u64 = 1_000_000;

/// Everything is optional. Unknown names are refused, so that typing errors are noticed.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub(crate) struct Seed {
    seed: Option<u64>,
    pub(crate) app_id: Option<String>,
    /// The time of a clock that stands still. Only for a new account.
    pub(crate) now_ms: Option<u64>,
    app_secret: Option<String>,
    followers: Option<u64>,
    settings: Option<Settings>,
    groups: Vec<Named>,
    tags: Vec<Named>,
    blacklist: Vec<UserRef>,
    users: Vec<UserSeed>,
    limits: BTreeMap<String, Limits>,
    old_account: Option<OldAccount>,
    faults: Vec<Fault>,
}

/// A group or a tag, with its members.
#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a group or a tag must be an object such as {\"name\":\"..\",\"members\":[3]}"
)]
struct Named {
    name: String,
    #[serde(default)]
    members: Vec<UserRef>,
}

/// A follower by number, a range of them, or an openid, which is then added as a follower.
#[derive(Clone)]
enum UserRef {
    Openid(OpenId),
    Range { from: u64, to: u64 },
}

impl<'de> Deserialize<'de> for UserRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let range = |from: &Value, to: &Value| Some(Self::Range { from: from.as_u64()?, to: to.as_u64()? });
        let user = match &value {
            Value::Number(number) => number.as_u64().map(|from| Self::Range { from, to: from.saturating_add(1) }),
            Value::String(openid) if is_openid(openid) => OpenId::new(openid.as_str()).ok().map(Self::Openid),
            Value::Object(map) if map.len() == 2 => map.get("from").zip(map.get("to")).and_then(|(a, b)| range(a, b)),
            _ => None,
        };
        user.ok_or_else(|| {
            let forms = "the number of a follower, an openid, or {\"from\":10,\"to\":20}";
            serde::de::Error::custom(format_args!("a user must be {forms}, not {value}"))
        })
    }
}

/// The characters and the length that an openid can have; the service's have 28.
fn is_openid(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(is_digit)
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an element of \"users\" must be an object such as {\"user\":3,\"remark\":\"..\"}"
)]
struct UserSeed {
    user: UserRef,
    #[serde(default)]
    remark: String,
    #[serde(default)]
    profile: Profile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a limit must be an object such as {\"per_day\":1000}")]
struct Limits {
    per_day: Option<u64>,
    per_minute: Option<u64>,
}

impl Service {
    /// Resets the account to a seed, a JSON object; the page `docs/simulator.md` lists its keys. Seed number, account,
    /// number of followers and settings stay as they are if the seed does not contain them.
    ///
    /// ```
    /// use transport_mock::{FakeWeChat, TestClock};
    /// use wechat_user_core::{GroupId, TagId};
    ///
    /// let wechat = FakeWeChat::new();
    /// wechat.seed(
    ///     r#"{
    ///         "followers": 1000,
    ///         "groups": [{"name": "华东客户", "members": [3, {"from": 10, "to": 20}]}],
    ///         "tags": [{"name": "广东", "members": ["oGuest_who_follows_by_openid"]}],
    ///         "users": [{"user": 3, "remark": "王经理", "profile": {"nickname": "Band"}}]
    ///     }"#,
    /// )?;
    /// assert_eq!(wechat.followers(), 1001);
    /// assert_eq!(wechat.members_of(GroupId::new(100)).len(), 11);
    /// assert_eq!(wechat.members_of_tag(TagId::new(101)).len(), 1);
    /// # Ok::<(), transport_mock::FileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is not a seed, or contains a follower number that is too high. Nothing changes then.
    pub fn seed(&mut self, now: Timestamp, seed: &str) -> Result<(), FileError> {
        let seed = Seed::read(seed)?;
        if seed.now_ms.is_some() {
            return Err(FileError("\"now_ms\" is only for a new account; an existing one has its clock".to_owned()));
        }
        self.plant(now, seed)
    }

    /// As [`seed`](Self::seed), for an account that is found by its AppID: it must stay the same.
    ///
    /// # Errors
    ///
    /// When the seed contains another AppID, and as [`seed`](Self::seed). Nothing changes then.
    pub fn reseed(&mut self, now: Timestamp, seed: &str) -> Result<(), FileError> {
        self.check_app_id(Seed::read(seed)?.app_id.as_deref())?;
        self.seed(now, seed)
    }

    /// Refuses another AppID.
    pub(super) fn check_app_id(&self, given: Option<&str>) -> Result<(), FileError> {
        let own = self.app_id().as_str();
        match given {
            Some(given) if given != own => Err(FileError(format!("it is of the account {given}, not of {own}"))),
            _ => Ok(()),
        }
    }

    /// Resets the account to a seed. Nothing changes if it breaks a limit.
    pub(crate) fn plant(&mut self, now: Timestamp, seed: Seed) -> Result<(), FileError> {
        seed.check(self.followers).map_err(FileError)?;
        self.seed = seed.seed.unwrap_or(self.seed);
        self.followers = seed.followers.unwrap_or(self.followers);
        if let Some(app_id) = seed.app_id {
            self.account.app_id = AppId::from(app_id);
        }
        if let Some(app_secret) = seed.app_secret {
            self.account.app_secret = AppSecret::from(app_secret);
        }
        if let Some(settings) = seed.settings {
            self.account.settings = settings;
        }
        self.reset();
        self.account.old_account = seed.old_account.or(self.account.old_account.take());
        for Named { name, members } in &seed.groups {
            let id = self.account.create_group(name);
            for user in self.users_named(now, members) {
                self.account.move_to(user, id);
            }
        }
        for Named { name, members } in &seed.tags {
            let id = self.account.create_tag(name);
            for user in self.users_named(now, members) {
                self.account.tag(user, id);
            }
        }
        for UserSeed { user, remark, profile } in &seed.users {
            for user in self.users_named(now, std::slice::from_ref(user)) {
                let notes = self.account.followers.notes_mut(user);
                (notes.remark, notes.profile) = (remark.clone(), profile.clone());
            }
        }
        let blacklist = self.users_named(now, &seed.blacklist);
        self.account.blacklist.extend(blacklist);
        for (path, Limits { per_day, per_minute }) in &seed.limits {
            per_day.inspect(|calls| self.limit_per_day(path, *calls));
            per_minute.inspect(|calls| self.limit_per_minute(path, *calls));
        }
        for fault in seed.faults {
            self.add_fault(fault);
        }
        Ok(())
    }

    fn users_named(&mut self, now: Timestamp, names: &[UserRef]) -> Vec<User> {
        let mut users = Vec::new();
        for name in names {
            match name {
                UserRef::Openid(openid) => {
                    self.follow(now, openid);
                    users.extend(self.find(openid));
                }
                UserRef::Range { from, to } => users.extend((*from..*to).map(User::Generated)),
            }
        }
        users
    }
}

impl Seed {
    pub(crate) fn read(text: &str) -> Result<Self, FileError> {
        read_object(text).map_err(|error| FileError(format!("not a seed: {error}")))
    }

    /// Checks the seed against the limits of the simulator, before anything changes.
    fn check(&self, followers: u64) -> Result<(), String> {
        let followers = self.followers.unwrap_or(followers);
        if followers > MAX_GENERATED {
            return Err(format!("\"followers\": at most {MAX_GENERATED}, got {followers}"));
        }
        self.settings.as_ref().map_or(Ok(()), Settings::check)?;
        if let Some(problem) = self.faults.iter().find_map(Fault::problem) {
            return Err(problem);
        }
        let lists = self.groups.iter().chain(&self.tags).map(|named| &named.members).chain([&self.blacklist]);
        let mut named = 0_u64;
        for user in lists.flatten().chain(self.users.iter().map(|user| &user.user)) {
            named += match user {
                UserRef::Openid(_) => 1,
                UserRef::Range { from, to } if *to > followers => {
                    return Err(format!("the seed names the followers {from} to {to} of {followers}"));
                }
                UserRef::Range { from, to } => to.saturating_sub(*from),
            };
            if named > MAX_NAMED {
                return Err(format!("the seed names more than {MAX_NAMED} users in groups, tags and lists"));
            }
        }
        Ok(())
    }
}
