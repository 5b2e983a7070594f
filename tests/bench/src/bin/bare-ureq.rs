//! The least program that does what `wechat-user groups list` does: a token, one call, a few lines of output.

use wechat_user_bench::Failure;
use wechat_user_bench::contender::bare_ureq::list_groups;

fn main() -> Result<(), Failure> {
    let target = std::env::args().nth(1).ok_or("the first argument is a target, as JSON")?;
    list_groups(&serde_json::from_str(&target)?)
}
