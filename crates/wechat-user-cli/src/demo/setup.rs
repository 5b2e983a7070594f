//! The simulated service behind a socket, and a client that counts its calls.

use std::time::Duration;

use mock_server::MockServer;
use transport_mock::{FakeWeChat, Service, TestClock};
use transport_ureq::UreqTransport;
use wechat_user::clock::Clock;
use wechat_user::{Client, GroupId, OpenId, Origin, SystemClock};

use super::client_counts::ClientCounts;
use super::{Problem, expect};
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::messages::{Text, demo as messages};

const FOLLOWERS: u64 = 25_000;
/// Smaller than the 10,000 of the service, so that there are several pages.
const PAGE: usize = 1_000;
/// Bounds the time of the demonstration.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Setup {
    pub(super) client: Client,
    pub(super) client_counts: ClientCounts,
    server: MockServer,
    pub(super) east: GroupId,
    pub(super) south: GroupId,
}

impl Setup {
    pub(super) fn open(interrupt: &Interrupt) -> Result<Self, Failure> {
        let wechat = FakeWeChat::new()
            .with_clock(TestClock::running())
            .with_seed(7)
            .with_followers(FOLLOWERS)
            .with_page_size(PAGE);
        let server = MockServer::builder().service(wechat).start().map_err(Failure::Serve)?;
        let client_counts = ClientCounts::default();
        let client = Client::builder(Service::APP_ID, Service::APP_SECRET)
            .origin(Origin::plain_http(&server.addr().to_string())?)
            .transport(UreqTransport::new())
            .call_timeout(CALL_TIMEOUT)
            .observer(client_counts.observer())
            .build()?;
        interrupt.listen();
        let client = client.cancellable(interrupt.cancel());
        Ok(Self { client, client_counts, server, east: GroupId::UNGROUPED, south: GroupId::UNGROUPED })
    }

    /// The simulated service, to compare its state with the results of the client.
    pub(super) fn wechat(&self) -> &FakeWeChat {
        self.server.service()
    }

    /// The number of calls that the service received.
    pub(super) fn calls(&self) -> u64 {
        self.wechat().calls()
    }

    /// The openids of the followers from `first` on.
    pub(super) fn followers(&self, first: u64, count: u64) -> Vec<OpenId> {
        (first..first + count).map(|number| self.wechat().openid(number)).collect()
    }

    /// The name of a group in the service.
    pub(super) fn name_of(&self, id: GroupId) -> Option<String> {
        self.wechat().groups().into_iter().find(|group| group.0 == id).map(|group| group.1)
    }
}

pub(super) fn introduce(setup: &mut Setup) -> Result<Text, Problem> {
    let (url, account) = (setup.server.url(), setup.client.app_id());
    let followers = setup.wechat().followers();
    expect("the number of followers", followers, FOLLOWERS)?;
    Ok(messages::opened(url, followers, account))
}

pub(super) fn fetch_token(setup: &mut Setup) -> Result<Text, Problem> {
    let held = setup.client.token()?;
    let is_current = held.token.expose() == setup.wechat().stable_token().expose();
    expect("that the client has the current token", is_current, true)?;
    expect("the number of token requests", setup.wechat().token_requests(), 1)?;
    let minutes = held.expires.since(SystemClock::new().now()).as_secs().div_ceil(60);
    Ok(messages::fetched(minutes))
}
