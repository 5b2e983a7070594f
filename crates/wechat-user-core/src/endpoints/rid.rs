//! Request ids (`rid`): what the service remembers of a request, for seven days.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetRidInfo`] 查询rid信息 | `POST /cgi-bin/openapi/rid/get` |

mod get_rid_info;
mod rid_info;

pub use get_rid_info::GetRidInfo;
pub use rid_info::RidInfo;
