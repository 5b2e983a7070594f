//! Where a credential is in Redis, in which form, and how long it counts: our own layout and those of other libraries.

mod form;
mod parse;
mod template;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use wechat_user_core::TokenMode;
use wechat_user_core::machine::CredentialKind;
use wechat_user_core::store::{StoreError, StoreKey, Stored};

use crate::scripts::{Held, Written};

use form::Form;
use template::Template;

/// The keys of Redis and the form of their values: this crate's own, or those of another library, whose services then
/// share their credentials with this program.
///
/// | text | whose keys |
/// |---|---|
/// | `own` | this crate's; the only layout that knows a value's age, its origin and its kind of token |
/// | `wxjava` or `wxjava,prefix=wx` | WxJava with Jedis or RedisTemplate, lock included |
/// | `wechatpy` or `wechatpy,prefix=wechatpy` | `RedisStorage` of wechatpy |
/// | `silenceper` | `cache.Redis` of silenceper/wechat, for plain and for stable tokens |
/// | `key=..,value=..,margin=..,lock=..` | of your own; see [`FromStr`] |
///
/// ```
/// use credential_store_redis::Layout;
///
/// let layout: Layout = "wxjava,prefix=shop".parse()?;
/// assert_eq!(layout.to_string(), "wxjava,prefix=shop");
/// # Ok::<(), wechat_user_core::store::StoreError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout(Scheme);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scheme {
    Own,
    WxJava { prefix: String },
    Wechatpy { prefix: String },
    Silenceper,
    Template(Template),
}

/// The keys of one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) value: String,
    /// wechatpy's second key.
    pub(crate) expires_at: Option<String>,
    pub(crate) lock: String,
}

impl Layout {
    /// This crate's own keys.
    #[must_use]
    pub const fn own() -> Self {
        Self(Scheme::Own)
    }

    /// The keys that this layout uses for the credential: the value, and what stands beside it. They hold no secret.
    ///
    /// # Errors
    ///
    /// A credential for which the layout has no key.
    pub fn keys_of(&self, key: &StoreKey) -> Result<Vec<String>, StoreError> {
        let Keys { value, expires_at, lock } = self.keys(key)?;
        Ok([Some(value), expires_at, Some(lock)].into_iter().flatten().collect())
    }

    pub(crate) fn keys(&self, key: &StoreKey) -> Result<Keys, StoreError> {
        let app_id = key.app_id.as_str();
        let (value, lock) = match &self.0 {
            Scheme::Own => (own_key(key)?, None),
            Scheme::WxJava { prefix } => {
                let (value, lock) = match key.kind {
                    CredentialKind::AccessToken => (format!("{prefix}:access_token:{app_id}"), "accessTokenLock"),
                    CredentialKind::JsapiTicket => (format!("{prefix}:ticket:key:{app_id}:jsapi"), "jsapiTicketLock"),
                    CredentialKind::CardTicket => {
                        (format!("{prefix}:ticket:key:{app_id}:wx_card"), "cardApiTicketLock")
                    }
                    _ => return Err(NO_KEY),
                };
                (value, Some(format!("{prefix}:lock:{app_id}:{lock}")))
            }
            Scheme::Wechatpy { prefix } => {
                let name = match key.kind {
                    CredentialKind::AccessToken => "access_token",
                    CredentialKind::JsapiTicket => "jsapi_ticket",
                    CredentialKind::CardTicket => "jsapi_card_ticket",
                    _ => return Err(NO_KEY),
                };
                (format!("{prefix}:{app_id}_{name}"), None)
            }
            Scheme::Silenceper => {
                let name = match (key.kind, key.mode) {
                    (CredentialKind::AccessToken, TokenMode::Stable) => "stable_access_token",
                    (CredentialKind::AccessToken, _) => "access_token",
                    (CredentialKind::JsapiTicket, _) => "jsapi_ticket",
                    _ => return Err(NO_KEY),
                };
                (format!("gowechat_officialaccount__{name}_{app_id}"), None)
            }
            Scheme::Template(template) => (template.key(key)?, template.lock(key)?),
        };
        let expires_at = matches!(self.0, Scheme::Wechatpy { .. }).then(|| format!("{value}_expires_at"));
        let lock = lock.unwrap_or_else(|| format!("wechat-user:lock:{value}"));
        Ok(Keys { value, expires_at, lock })
    }

    /// The credential in what was read; `None` if there is none, or if its time is over.
    pub(crate) fn read(&self, key: &StoreKey, held: &Held) -> Result<Option<Stored>, StoreError> {
        let Some(read) = self.form().read(key.kind, &held.value)? else { return Ok(None) };
        let stated = expiry_of(&held.expires_at).or(read.expires_at);
        let until_then = stated.map(|at| Duration::from_secs(at.saturating_sub(held.now)));
        // A value whose time never ends is as good as expired, as WxJava has it.
        let Some(mut left) = [held.left, until_then].into_iter().flatten().min() else { return Ok(None) };
        if left < self.shortest() {
            return Ok(None);
        }
        if !is_renewed_before_it_ends(key) {
            left += self.margin(key);
        }
        let stored = Stored::new(read.value, left);
        Ok(Some(match read.life {
            Some(life) => stored.aged(life.saturating_sub(left)),
            None => stored,
        }))
    }

    /// The texts that store this value.
    pub(crate) fn write(&self, key: &StoreKey, new: &Stored, now: u64) -> Result<Written, StoreError> {
        let left = new.left.checked_sub(self.margin(key)).filter(|left| *left >= self.shortest() && !left.is_zero());
        let left = left.ok_or_else(|| {
            StoreError::new(
                "the credential is not stored: it has less time left than the layout takes away, in seconds",
            )
            .with_detail(self.margin(key).max(self.shortest()).as_secs())
        })?;
        let expires_at = now.saturating_add(new.left.as_secs());
        Ok(Written { value: self.form().write(key.kind, new, expires_at), expires_at: expires_at.to_string(), left })
    }

    /// Which programs renew the credential, when this one does not.
    pub(crate) const fn owner(&self) -> &'static str {
        match &self.0 {
            Scheme::Own => "a process that shares or keeps this store",
            Scheme::WxJava { .. } => "the WxJava service",
            Scheme::Wechatpy { .. } => "the wechatpy service",
            Scheme::Silenceper => "the silenceper/wechat service",
            Scheme::Template(_) => "the program that owns the key",
        }
    }

    const fn form(&self) -> Form {
        match &self.0 {
            Scheme::Own => Form::Own,
            Scheme::WxJava { .. } => Form::Raw,
            Scheme::Wechatpy { .. } => Form::JsonString,
            Scheme::Silenceper => Form::RawOrJsonString,
            Scheme::Template(template) => template.form,
        }
    }

    /// How much of the life a writer takes away, so that readers renew early.
    const fn margin(&self, key: &StoreKey) -> Duration {
        Duration::from_secs(match &self.0 {
            Scheme::Silenceper if matches!(key.mode, TokenMode::Stable) && is_token(key) => 300,
            Scheme::Silenceper => 1_500,
            Scheme::Template(template) => template.margin,
            _ => 0,
        })
    }

    /// WxJava takes less than this for expired.
    const fn shortest(&self) -> Duration {
        match &self.0 {
            Scheme::WxJava { .. } => Duration::from_secs(2),
            _ => Duration::ZERO,
        }
    }
}

const NO_KEY: StoreError = StoreError::new("the layout has no key for this kind of credential");

const fn is_token(key: &StoreKey) -> bool {
    matches!(key.kind, CredentialKind::AccessToken)
}

/// Plain tokens are renewed when the time in Redis is nearly over: before programs that do not lock do it. The service
/// returns the same stable token or ticket until its real life is nearly over, so that asking earlier gains nothing.
const fn is_renewed_before_it_ends(key: &StoreKey) -> bool {
    is_token(key) && matches!(key.mode, TokenMode::Plain)
}

/// Seconds since 1970, as JSON. wechatpy writes 0 where it knows nothing.
fn expiry_of(text: &[u8]) -> Option<u64> {
    let seconds: f64 = serde_json::from_slice(text).ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked on the same line")]
    (1.0..1e15).contains(&seconds).then_some(seconds as u64)
}

fn own_key(key: &StoreKey) -> Result<String, StoreError> {
    let mode = template::mode(key).ok_or(NO_KEY)?;
    let kind = template::kind(key).ok_or(NO_KEY)?;
    Ok(format!("wechat-user:1:{}:{mode}:{kind}:{}", plain(key.app_id.as_str()), key.origin))
}

/// Every `:` and `%` as `%` and two digits, so that no two credentials have one key.
fn plain(text: &str) -> String {
    text.replace('%', "%25").replace(':', "%3a")
}

impl Default for Layout {
    fn default() -> Self {
        Self::own()
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Scheme::Own => f.write_str("own"),
            Scheme::WxJava { prefix } => write!(f, "wxjava,prefix={prefix}"),
            Scheme::Wechatpy { prefix } => write!(f, "wechatpy,prefix={prefix}"),
            Scheme::Silenceper => f.write_str("silenceper"),
            Scheme::Template(template) => template.fmt(f),
        }
    }
}

/// Reads `NAME[,prefix=TEXT]`, or a template of your own: fields with commas in between.
///
/// | field | meaning |
/// |---|---|
/// | `key=TEXT` | the key, with `{appid}`, `{kind}` (`access_token`, `jsapi_ticket`, `card_ticket`), `{mode}` (`plain`, `stable`) and `{origin}`. Without `{kind}`, only tokens are shared |
/// | `value=raw` | the value is the bare text (unless said otherwise) |
/// | `value=json-string` | the value is JSON text, with quotes |
/// | `value=json-object` | an object with `access_token` or `ticket`, and `expires_at` in seconds since 1970 |
/// | `margin=SECONDS` | how much of the life every writer takes away; 0 unless said otherwise |
/// | `lock=TEXT` | the key of a lock by `SET NX PX`; `wechat-user:lock:KEY` unless said otherwise |
///
/// # Errors
///
/// An unknown name or field, a key of more than 512 bytes, a placeholder for the AppSecret: a secret in a key would be
/// in every log of Redis.
impl FromStr for Layout {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        parse::layout(text)
    }
}

#[cfg(test)]
mod tests;
