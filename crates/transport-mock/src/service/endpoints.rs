//! What each endpoint does, and the table of them.

pub(crate) mod blacklist;
pub(crate) mod call;
pub(crate) mod groups;
pub(crate) mod migration;
pub(crate) mod network;
pub(crate) mod oauth;
pub(crate) mod openids;
pub(crate) mod profile;
pub(crate) mod qrcode;
pub(crate) mod quota;
pub(crate) mod rid;
pub(crate) mod route;
pub(crate) mod shorten;
pub(crate) mod statistics;
pub(crate) mod tags;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod users;
pub(crate) mod web_profile;
