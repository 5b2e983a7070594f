//! The calls of the service, a folder for each area and a file for each endpoint. No endpoint knows the flow that sends
//! it.

pub mod blacklist;
pub(crate) mod catalogue;
pub mod groups;
pub mod jssdk;
pub mod migration;
pub mod network;
pub mod oauth;
pub mod qrcode;
pub mod quota;
pub mod raw;
pub mod rid;
pub mod shorten;
pub mod statistics;
pub mod tags;
pub mod token;
pub mod users;
