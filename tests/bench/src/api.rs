//! Everything that the benchmarks use of the workspace's crates, in one place.

pub use mock_server::MockServer;
pub use transport_mock::{FakeWeChat, TestClock};
pub use transport_ureq::UreqTransport;
pub use wechat_gateway::{Config, Gateway, WorkerKey};
pub use wechat_user::groups::GetGroupOf;
pub use wechat_user::machine::{Outcome, Step};
pub use wechat_user::secret::AccessToken;
pub use wechat_user::transport::{Response, Transport, transport_fn};
pub use wechat_user::users::{GetFollowers, GetUsers, OpenIdList, UserList};
pub use wechat_user::{
    Batch, Call, Client, Credentials, Endpoint, Machine, OpenId, Origin, Session, Timestamp, decode, encode,
};
