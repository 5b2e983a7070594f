//! What the account keeps.

pub(crate) mod account;
pub(crate) mod bodies;
pub(crate) mod calendar;
pub(crate) mod followers;
pub(crate) mod grants;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod journal;
pub(crate) mod keyed;
pub(crate) mod lag;
pub(crate) mod numbered;
pub(crate) mod old_account;
pub(crate) mod profile;
pub(crate) mod qr_codes;
pub(crate) mod quotas;
pub(crate) mod rids;
pub(crate) mod settings;
pub(crate) mod short_keys;
pub(crate) mod tag;
pub(crate) mod tags;
pub(crate) mod tickets;
pub(crate) mod tokens;
pub(crate) mod words;
pub(crate) mod written;
