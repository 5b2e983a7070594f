//! The samples on these pages are compiled and run as doctests of this crate, so that they stay correct. A published
//! crate cannot read files outside its folder, so they cannot be doctests of the crates that they describe.

#[doc = include_str!("../../README.md")]
mod readme {}

#[doc = include_str!("../../docs/zh-CN/README.md")]
mod guide_in_chinese {}

#[doc = include_str!("../../docs/bulk.md")]
mod bulk {}

#[doc = include_str!("../../docs/zh-CN/bulk.md")]
mod bulk_in_chinese {}

#[doc = include_str!("../../docs/drivers.md")]
mod drivers {}

#[doc = include_str!("../../docs/groups-and-tags.md")]
mod groups_and_tags {}

#[doc = include_str!("../../docs/inbound.md")]
mod inbound {}

#[doc = include_str!("../../docs/token-stores.md")]
mod token_stores {}

#[doc = include_str!("../../docs/zh-CN/token-stores.md")]
mod token_stores_in_chinese {}

#[doc = include_str!("../../docs/follower-mirror.md")]
mod follower_mirror {}

#[doc = include_str!("../../docs/zh-CN/follower-mirror.md")]
mod follower_mirror_in_chinese {}

#[doc = include_str!("../../docs/testing-your-program.md")]
mod testing_your_program {}

#[doc = include_str!("../../docs/adding-an-endpoint.md")]
mod adding_an_endpoint {}

#[doc = include_str!("../../crates/wechat-user-core/README.md")]
mod core_readme {}

#[doc = include_str!("../../crates/wechat-user/README.md")]
mod client_readme {}

// The blocks of the Chinese cookbook are the same, which a test of the catalogue checks.

#[doc = include_str!("../../docs/cookbook/README.md")]
mod cookbook {}

#[doc = include_str!("../../docs/cookbook/one-token.md")]
mod cookbook_one_token {}

#[doc = include_str!("../../docs/cookbook/no-fixed-address.md")]
mod cookbook_no_fixed_address {}

#[doc = include_str!("../../docs/cookbook/followers-in-a-database.md")]
mod cookbook_followers_in_a_database {}

#[doc = include_str!("../../docs/cookbook/tagging-thousands.md")]
mod cookbook_tagging_thousands {}

#[doc = include_str!("../../docs/cookbook/qr-channels.md")]
mod cookbook_qr_channels {}

#[doc = include_str!("../../docs/cookbook/growth.md")]
mod cookbook_growth {}

#[doc = include_str!("../../docs/cookbook/web-login.md")]
mod cookbook_web_login {}

#[doc = include_str!("../../docs/cookbook/several-accounts.md")]
mod cookbook_several_accounts {}

#[doc = include_str!("../../docs/cookbook/moving-an-account.md")]
mod cookbook_moving_an_account {}

#[doc = include_str!("../../docs/cookbook/quotas.md")]
mod cookbook_quotas {}
