//! Web OAuth (网页授权): a page in WeChat's browser learns which user looks at it.
//!
//! Send the user to an [`AuthorizeUrl`]; WeChat calls `redirect_uri?code=CODE&state=STATE`; exchange the code, once;
//! read the profile, if the scope was `snsapi_userinfo`. A user who declines comes back without a code.
//!
//! The token of a user ([`UserAccessToken`](crate::secret::UserAccessToken)) is another thing than the account's, and
//! none of these calls takes the account's.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`AuthorizeUrl`] 获取code | `https://open.weixin.qq.com/connect/oauth2/authorize`, in the user's browser |
//! | [`ExchangeCode`] 换取用户授权凭证 | `GET /sns/oauth2/access_token` |
//! | [`RefreshUserToken`] 刷新用户授权凭证 | `GET /sns/oauth2/refresh_token` |
//! | [`GetProfile`] 获取授权用户信息 | `GET /sns/userinfo` |
//! | [`CheckUserToken`] 检验用户授权凭证 | `GET /sns/auth` |

mod authorize_url;
mod check_user_token;
mod exchange_code;
mod get_profile;
mod profile;
mod refresh_user_token;
mod user_token;

pub use authorize_url::{AuthorizeUrl, Scope};
pub use check_user_token::CheckUserToken;
pub use exchange_code::ExchangeCode;
pub use get_profile::GetProfile;
pub use profile::Profile;
pub use refresh_user_token::RefreshUserToken;
pub use user_token::UserToken;
