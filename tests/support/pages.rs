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
