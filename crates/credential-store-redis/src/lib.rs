//! A [`CredentialStore`](wechat_user_core::store::CredentialStore) over Redis: the processes of any number of machines
//! share the access token (接口调用凭据) and the tickets (票据) of an account, and one of them fetches.
//!
//! * [`RedisStore`]: *shares* (reads, and fetches under the lock) or *keeps* (renews ahead of the others).
//! * [`Follower`]: *follows* (reads, never fetches).
//! * [`Layout`]: the keys, so that a Rust program shares with a service that uses WxJava, wechatpy or
//!   silenceper/wechat.
//!
//! The AppSecret never reaches a store, so no key and no value can hold it. Passwords, tokens and tickets are in no
//! `Debug`, `Display` or error.

mod failure;
mod follower;
mod layout;
mod scripts;
mod server;
mod store;

// The samples of the README run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub use follower::{FollowError, Follower};
pub use layout::Layout;
pub use store::RedisStore;
