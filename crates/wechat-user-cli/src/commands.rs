//! The commands: each file has the arguments of one command and its work.

pub(crate) mod blacklist;
mod bulk;
mod classes;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod followers;
pub(crate) mod gateway;
pub(crate) mod groups;
pub(crate) mod listing;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod mock;
pub(crate) mod network;
pub(crate) mod oauth;
pub(crate) mod profile;
pub(crate) mod push;
pub(crate) mod qr;
pub(crate) mod quota;
pub(crate) mod raw;
pub(crate) mod rid;
pub(crate) mod shorten;
pub(crate) mod stats;
pub(crate) mod tags;
mod target;
pub(crate) mod ticket;
pub(crate) mod token;
pub(crate) mod users;
pub(crate) mod whoami;

use crate::output::Prints;

/// The columns of all commands that print records.
pub(crate) const RESULTS: &[&[Prints]] = &[
    blacklist::RESULTS,
    doctor::RESULTS,
    followers::RESULTS,
    gateway::RESULTS,
    groups::RESULTS,
    migrate::RESULTS,
    network::RESULTS,
    oauth::RESULTS,
    profile::RESULTS,
    push::RESULTS,
    qr::RESULTS,
    quota::RESULTS,
    rid::RESULTS,
    shorten::RESULTS,
    stats::RESULTS,
    tags::RESULTS,
    ticket::RESULTS,
    token::RESULTS,
    users::RESULTS,
    whoami::RESULTS,
];
