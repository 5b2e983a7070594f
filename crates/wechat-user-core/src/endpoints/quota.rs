//! Quotas (调用额度): how many calls of an API are left today, and how to reset the count.
//!
//! The counts can be reset ten times a calendar month, by all methods together: by [`ClearQuota`], by
//! [`ClearQuotaByAppSecret`], or in the console.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetApiQuota`] 查询API调用额度 | `POST /cgi-bin/openapi/quota/get` |
//! | [`ClearApiQuota`] 重置指定API调用次数 | `POST /cgi-bin/openapi/quota/clear` |
//! | [`ClearQuota`] 重置API调用次数 | `POST /cgi-bin/clear_quota` |
//! | [`ClearQuotaByAppSecret`] 使用AppSecret重置API调用次数 | `POST /cgi-bin/clear_quota/v2` |

mod api_quota;
mod clear_api_quota;
mod clear_quota;
mod clear_quota_by_app_secret;
mod get_api_quota;

pub use api_quota::{ApiQuota, RateLimit};
pub use clear_api_quota::ClearApiQuota;
pub use clear_quota::ClearQuota;
pub use clear_quota_by_app_secret::ClearQuotaByAppSecret;
pub use get_api_quota::GetApiQuota;
