//! The gateway in a process of its own.

fn main() -> Result<(), wechat_user_bench::Failure> {
    wechat_user_bench::gateway::serve()
}
