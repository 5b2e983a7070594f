//! Everything between a request and its result: tokens, retries, pages, many calls side by side. State machines,
//! without I/O.

pub(crate) mod bulk;
pub(crate) mod call;
mod call_flow;
pub(crate) mod credentials;
pub(crate) mod exchange;
pub(crate) mod export;
pub(crate) mod fan;
mod forced_refresh;
mod lanes;
mod limits;
pub(crate) mod machine;
pub(crate) mod obtain;
pub(crate) mod pages;
pub(crate) mod relay_call;
pub(crate) mod retry;
mod rival;
pub(crate) mod session;
mod slot;
pub(crate) mod tag_members;
pub(crate) mod ticket;
mod turns;
