//! Several accounts behind one address, found by what a request contains.

mod error;
mod route;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use wechat_user_core::clock::Clock;
use wechat_user_core::transport::{Request, Response, Transport, TransportError};
use wechat_user_core::{AppId, Timestamp};

use crate::clock::TestClock;
use crate::fake::{FakeWeChat, Held};
use crate::service::{Outcome, Seed, Service, Tag, is_digit};

pub use error::AccountError;

/// Several simulated accounts behind one address: the default one, and others that tests create for themselves.
///
/// A request belongs to the account whose AppID is hashed into its access token, its user token or the ticket of its QR
/// code; otherwise to the `appid` in its query or body; otherwise to the default account. Each account has its own
/// clock, seed, journal and faults. Clones are the same accounts.
///
/// ```
/// use transport_mock::{Accounts, FakeWeChat};
/// use wechat_user_core::http::Request;
/// use wechat_user_core::transport::Transport;
///
/// let accounts = Accounts::new(FakeWeChat::new());
/// let one = accounts.create(r#"{"followers": 3}"#)?;
/// let other = accounts.create(r#"{"app_id": "wx-other", "followers": 5}"#)?;
/// let token = one.stable_token();
/// let url = format!("https://api.weixin.qq.com/cgi-bin/user/get?access_token={}", token.expose());
/// let response = accounts.send(Request::get(url).body(Vec::new())?)?;
/// assert!(response.body().starts_with(br#"{"total":3,"#));
/// assert_eq!((one.calls(), other.calls()), (1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Accounts {
    shared: Arc<Shared>,
}

struct Shared {
    default: FakeWeChat,
    /// What a new account begins with.
    template: Mutex<Service>,
    others: RwLock<Others>,
}

#[derive(Default)]
struct Others {
    by_tag: BTreeMap<Tag, (AppId, FakeWeChat)>,
    /// How many app ids were generated. One is never used again, so an old token never fits a new account.
    generated: u64,
}

impl Accounts {
    /// How many accounts there can be in addition to the default one.
    pub const LIMIT: usize = 500;

    /// Only this account. New ones begin with its seed, its settings and its number of followers at this moment.
    #[must_use]
    pub fn new(default: FakeWeChat) -> Self {
        let template = Mutex::new(default.with_service(|service| service.blank()));
        Self { shared: Arc::new(Shared { default, template, others: RwLock::default() }) }
    }

    /// The account of requests that name no other one.
    #[must_use]
    pub fn default_account(&self) -> &FakeWeChat {
        &self.shared.default
    }

    /// Creates an account from a [seed](Service::seed). App id and AppSecret are generated if it has none. With
    /// `"now_ms"` the clock stands still at that time; otherwise it runs if the default account's does. The journal
    /// keeps 5,000 calls.
    ///
    /// # Errors
    ///
    /// When the app id is taken, when there are [`LIMIT`](Self::LIMIT) accounts, or when the text is not a seed.
    pub fn create(&self, seed: &str) -> Result<FakeWeChat, AccountError> {
        let seed = Seed::read(seed)?;
        let clock = match seed.now_ms {
            Some(now_ms) => TestClock::at(Timestamp::from_unix_millis(now_ms)),
            None if self.shared.default.clock().is_running() => TestClock::running(),
            None => TestClock::at(self.shared.default.clock().now()),
        };
        let app_id = match &seed.app_id {
            Some(app_id) => checked(app_id)?,
            None => self.new_app_id(),
        };
        self.check_free(&self.others(), &app_id)?;
        let service = self.template().create(&app_id, clock.now(), seed)?;
        let wechat = FakeWeChat::of(service, clock);
        wechat.mark_start();
        let mut others = self.others_mut();
        self.check_free(&others, &app_id)?;
        others.by_tag.insert(Tag::of(app_id.as_str()), (app_id, wechat.clone()));
        Ok(wechat)
    }

    /// Removes an account. Calls that it has begun end.
    ///
    /// # Errors
    ///
    /// When there is no such account, or when it is the default one.
    pub fn remove(&self, app_id: &str) -> Result<(), AccountError> {
        let mut others = self.others_mut();
        let tag = Tag::of(app_id);
        match others.by_tag.get(&tag) {
            Some((found, _)) if found.as_str() == app_id => {
                others.by_tag.remove(&tag);
                Ok(())
            }
            _ if self.is_default(app_id) => Err(AccountError::Default),
            _ => Err(AccountError::Unknown(app_id.to_owned())),
        }
    }

    /// The account with this app id.
    #[must_use]
    pub fn get(&self, app_id: &str) -> Option<FakeWeChat> {
        if let Some((found, wechat)) = self.others().by_tag.get(&Tag::of(app_id))
            && found.as_str() == app_id
        {
            return Some(wechat.clone());
        }
        self.is_default(app_id).then(|| self.shared.default.clone())
    }

    /// All accounts: the default one, then the others in the order of their app ids.
    #[must_use]
    pub fn list(&self) -> Vec<FakeWeChat> {
        let mut others: Vec<(AppId, FakeWeChat)> = self.others().by_tag.values().cloned().collect();
        others.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        [self.shared.default.clone()].into_iter().chain(others.into_iter().map(|(_, wechat)| wechat)).collect()
    }

    /// Makes an account the successor of another one (账号迁移), approved now: it is reset with the seed and the number of
    /// followers of the other one.
    ///
    /// # Errors
    ///
    /// When there is no account with one of the app ids, or when they are the same.
    pub fn migrate(&self, app_id: &str, from: &str) -> Result<(), AccountError> {
        let find = |app_id: &str| self.get(app_id).ok_or_else(|| AccountError::Unknown(app_id.to_owned()));
        let (account, old) = (find(app_id)?, find(from)?);
        if app_id == from {
            return Err(AccountError::SameAccount);
        }
        let now = account.clock().now();
        let (seed, old) = old.with_service(|old| old.as_old_account(now));
        account.with_service(|service| service.succeed(seed, old));
        Ok(())
    }

    /// How a request ends in its account, and what its response must wait for.
    pub fn arrive(&self, request: Request) -> (Outcome, Held) {
        self.route(&request).arrive(request)
    }

    fn is_default(&self, app_id: &str) -> bool {
        self.shared.default.with_service(|service| service.app_id().as_str() == app_id)
    }

    fn check_free(&self, others: &Others, app_id: &AppId) -> Result<(), AccountError> {
        if others.by_tag.contains_key(&Tag::of(app_id.as_str())) || self.is_default(app_id.as_str()) {
            return Err(AccountError::Taken(app_id.clone()));
        }
        if others.by_tag.len() >= Self::LIMIT { Err(AccountError::Full) } else { Ok(()) }
    }

    /// An app id that no account has.
    fn new_app_id(&self) -> AppId {
        let template = self.template();
        let mut others = self.others_mut();
        loop {
            others.generated += 1;
            let app_id = template.new_app_id(others.generated);
            if self.check_free(&others, &app_id) != Err(AccountError::Taken(app_id.clone())) {
                return app_id;
            }
        }
    }

    fn template(&self) -> MutexGuard<'_, Service> {
        self.shared.template.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn others(&self) -> RwLockReadGuard<'_, Others> {
        self.shared.others.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn others_mut(&self) -> RwLockWriteGuard<'_, Others> {
        self.shared.others.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An app id that can be a segment of a path.
fn checked(app_id: &str) -> Result<AppId, AccountError> {
    let is_plain = app_id.bytes().all(is_digit);
    if is_plain && (1..=64).contains(&app_id.len()) {
        Ok(AppId::from(app_id))
    } else {
        Err(AccountError::BadAppId(app_id.to_owned()))
    }
}

impl Transport for Accounts {
    /// As [`FakeWeChat`] does, by the account of the request.
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.route(&request).send(request)
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("others", &self.others().by_tag.len()).finish_non_exhaustive()
    }
}
