//! Values that must never be printed: tokens, the AppSecret, tickets. `Debug` says `[redacted]`, there is no `Display`,
//! and [`AccessToken::expose`] and its siblings are easy to find with grep.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use serde::{Deserialize, Deserializer};

/// A credential that a slot can keep: it must notice when it got the same one again.
pub(crate) trait Secret: Clone {
    fn is_same(&self, other: &Self) -> bool;
}

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Cheap to clone. Prints as `[redacted]`; not comparable, so that it is not compared in variable time by
        /// accident.
        #[derive(Clone)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps the value.
            pub fn new(value: impl Into<String>) -> Self {
                Self(Arc::from(value.into()))
            }

            /// The value itself. Keep it out of logs, and of anything that may be printed.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl Secret for $name {
            fn is_same(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(Arc::from(value))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::new(value)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self::new)
            }
        }
    };
}

secret! {
    /// An `access_token` (接口调用凭据) of the account, up to 512 characters, opaque.
    AccessToken
}
secret! {
    /// The account's AppSecret (开发者密码).
    AppSecret
}
secret! {
    /// The `access_token` of a user's web authorization (网页授权接口调用凭证): another thing than the account's [`AccessToken`],
    /// and valid for `sns/*` only.
    ///
    /// The two types do not mix:
    ///
    /// ```compile_fail
    /// # use wechat_user_core::secret::UserAccessToken;
    /// # use wechat_user_core::AccessToken;
    /// let token: AccessToken = UserAccessToken::from("OezXcEiiBSKSxW0eoylIeA");
    /// ```
    UserAccessToken
}
secret! {
    /// The `code` that a web authorization (网页授权) brings to the callback: valid for one exchange, within five minutes.
    AuthorizationCode
}
secret! {
    /// A web authorization's `refresh_token` (网页授权), valid for 30 days.
    RefreshToken
}
secret! {
    /// A JS-SDK or card ticket (`jsapi_ticket`, `api_ticket`).
    JsapiTicket
}
secret! {
    /// The value of any of the account's credentials, as sources and stores hand it over: an [`AccessToken`] or a
    /// [`JsapiTicket`].
    CredentialValue
}

macro_rules! credential {
    ($name:ident) => {
        impl From<$name> for CredentialValue {
            fn from(value: $name) -> Self {
                Self(value.0)
            }
        }

        impl From<CredentialValue> for $name {
            fn from(value: CredentialValue) -> Self {
                Self(value.0)
            }
        }
    };
}

credential!(AccessToken);
credential!(JsapiTicket);

/// Why this text cannot be a token or a ticket; nothing of it is part of the answer.
pub(crate) fn problem_of_credential(value: &str) -> Option<&'static str> {
    if value.is_empty() {
        Some("it is empty")
    } else if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Some("it holds a blank or a control character")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn debug_prints_no_secret() {
        assert_eq!(format!("{:?}", AccessToken::from("36_abc")), "AccessToken([redacted])");
        assert_eq!(format!("{:?}", AppSecret::from("s3cr3t")), "AppSecret([redacted])");
        assert_eq!(format!("{:?}", RefreshToken::from("r")), "RefreshToken([redacted])");
        assert_eq!(format!("{:?}", UserAccessToken::from("u")), "UserAccessToken([redacted])");
        assert_eq!(format!("{:?}", AuthorizationCode::from("c")), "AuthorizationCode([redacted])");
        assert_eq!(format!("{:#?}", Some(JsapiTicket::from("t"))), "Some(\n    JsapiTicket([redacted]),\n)");
    }
}
