//! The calls in the words of the domain: thin, one line each, each naming its endpoint.

mod blacklist;
mod groups;
mod jssdk;
mod migration;
mod network;
mod oauth;
mod openids;
mod qrcode;
mod quota;
mod raw;
mod rid;
mod shorten;
mod statistics;
mod tags;
#[cfg(test)]
mod tests;
mod users;

pub use blacklist::Blacklist;
pub use groups::Groups;
pub use jssdk::JsSdk;
pub use migration::Migration;
pub use network::Network;
pub use oauth::{CodeUser, OAuth};
pub use openids::{Followers, OpenIds};
pub use qrcode::QrCodes;
pub use quota::Quota;
pub use raw::Raw;
pub use rid::Rid;
pub use shorten::Shorten;
pub use statistics::Statistics;
pub use tags::Tags;
pub use users::Users;
