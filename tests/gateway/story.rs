//! Workers do not notice the gateway, and never see what it protects.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use mock_server::MockServer;
use transport_mock::{FakeWeChat, TestClock, WebScope};
use transport_ureq::UreqTransport;
use wechat_gateway::Gateway;
use wechat_user::http::Uri;
use wechat_user::transport::{Request, Response, Transport, TransportError, transport_fn};
use wechat_user::{Client, Credentials, Origin};
use wechat_user_tests::redis_server::RedisServer;

use crate::exchange::get;
use crate::world::{Folder, Plan, World, new_key, token};

/// A transport that keeps every byte of every response.
fn recording(seen: &Arc<Mutex<Vec<u8>>>) -> impl Transport + use<> {
    let (inner, seen) = (UreqTransport::new(), Arc::clone(seen));
    transport_fn(move |request: Request| -> Result<Response, TransportError> {
        let response = inner.send(request)?;
        let mut seen = seen.lock().unwrap();
        for (name, value) in response.headers() {
            seen.extend_from_slice(name.as_str().as_bytes());
            seen.extend_from_slice(value.as_bytes());
        }
        seen.extend_from_slice(response.body());
        Ok(response)
    })
}

/// Every kind of call that the client has.
fn story(client: &Client, wechat: &FakeWeChat) {
    let openids: Vec<_> = client.followers().collect::<Result<_, _>>().unwrap();
    assert_eq!(openids.len(), 2_500);
    let tag = client.tags().ensure("老客户").unwrap();
    let group = client.groups().ensure("华东客户").unwrap();
    assert!(client.tags().add_all(tag.id, &openids[..200]).run().failed.is_empty());
    client.groups().move_user(&openids[3], group.id).unwrap();
    assert_eq!(wechat.group_of(&openids[3]), Some(group.id));
    assert_eq!(client.tags().members(tag.id).map(Result::unwrap).count(), 200);
    client.users().set_remark(&openids[0], "张三/东 😀").unwrap();
    assert_eq!(wechat.remark_of(&openids[0]).as_deref(), Some("张三/东 😀"));
    assert_eq!(client.users().info(&openids[0]).unwrap().openid, openids[0]);
    assert_eq!(client.groups().rename(wechat_user::GroupId::new(9_999), "x").unwrap_err().code().unwrap().get(), 40050);
    assert!(!client.jssdk().ticket().unwrap().ticket.expose().is_empty());
    assert!(!client.jssdk().card_ticket().unwrap().ticket.expose().is_empty());
    let code = wechat.authorize(&wechat.openid(0), WebScope::Base).unwrap();
    let user = client.oauth().exchange(code).unwrap();
    assert_eq!(user.openid, wechat.openid(0));
}

#[test]
fn the_client_does_a_whole_story_and_no_byte_of_a_response_holds_the_real_token_or_secret() {
    let world = World::new();
    let seen = Arc::default();
    let client = world.worker_builder().transport(recording(&seen)).build().unwrap();
    let mut hidden = vec![world.wechat.app_secret().expose().to_owned()];
    for _ in 0..3 {
        story(&client, &world.wechat);
        hidden.push(world.wechat.stable_token().expose().to_owned());
        world.wechat.replace_token();
    }
    // Refusals and failures are searched as well.
    let own = client.token().unwrap().token.expose().to_owned();
    for target in
        ["/cgi-bin/token", "/cgi-bin/openapi/rid/get?access_token=", "/metrics", "/cgi-bin/none?access_token="]
    {
        let got = get(world.addr(), &format!("{target}{own}"));
        seen.lock().unwrap().extend_from_slice(&[got.head.as_bytes(), &got.body].concat());
    }
    let metrics = get(world.gateway.admin_addr(), "/metrics");
    let bytes = [&seen.lock().unwrap()[..], &metrics.body].concat();
    let (audit, _) = world.audit();
    assert!(bytes.len() > 500_000 / 10 && audit.len() > 1_000);
    hidden.sort();
    hidden.dedup();
    assert_eq!(hidden.len(), 4, "the real token was replaced each time");
    for secret in &hidden {
        let is_in = |text: &[u8]| text.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!is_in(&bytes) && !is_in(audit.as_bytes()));
    }
    // The search finds what is there.
    assert!(bytes.windows(own.len()).any(|window| window == own.as_bytes()));
    assert!(!audit.contains(&own));
}

#[test]
fn the_real_token_is_replaced_underneath_and_workers_do_not_notice() {
    let world = World::new();
    let client = world.worker();
    let mine = client.token().unwrap();
    for replacements in 1..=10 {
        world.wechat.replace_token();
        assert_eq!(client.groups().list().unwrap().len(), 3);
        assert!(world.wechat.token_requests() <= replacements + 1);
    }
    world.wechat.expire_token();
    client.tags().ensure("老客户").unwrap();
    assert_eq!(client.token().unwrap().token.expose(), mine.token.expose(), "the worker kept its token");
    assert_eq!(world.metric("requests_total{outcome=\"issued\"}"), 1);
}

#[test]
fn threads_of_many_workers_make_one_token_request() {
    let world = World::new();
    thread::scope(|scope| {
        for _ in 0..16 {
            let client = world.worker();
            scope.spawn(move || (0..4).for_each(|_| assert_eq!(client.groups().list().unwrap().len(), 3)));
        }
    });
    assert_eq!((world.wechat.token_requests(), world.wechat.calls_to("/cgi-bin/groups/get")), (1, 64));
}

/// Sends each request to the next gateway, as a balancer does.
fn round_robin(gateways: &[&Gateway]) -> impl Transport + use<> {
    let origins: Vec<String> = gateways.iter().map(|gateway| gateway.url()).collect();
    let (inner, next) = (UreqTransport::new(), AtomicUsize::new(0));
    transport_fn(move |mut request: Request| {
        let origin = &origins[next.fetch_add(1, Ordering::Relaxed) % origins.len()];
        let target = format!("{origin}{}", request.uri().path_and_query().unwrap());
        *request.uri_mut() = Uri::try_from(target).unwrap();
        inner.send(request)
    })
}

#[test]
fn two_gateways_over_one_folder_make_one_token_request_and_accept_each_others_tokens() {
    for tokens in ["stable", "plain"] {
        let folder = Folder::new();
        two_gateways(tokens, &format!("kind = \"file\"\nfolder = {:?}", folder.path("store")));
    }
}

#[test]
fn two_gateways_over_one_redis_make_one_token_request_and_accept_each_others_tokens() {
    let Some(redis) = RedisServer::start() else { return };
    let folder = Folder::new();
    let url = folder.file("redis-url", &redis.url());
    for tokens in ["stable", "plain"] {
        two_gateways(tokens, &format!("kind = \"redis\"\nurl = {{ file = {url:?} }}"));
    }
}

fn two_gateways(tokens: &'static str, store: &str) {
    let wechat = FakeWeChat::new().with_followers(100).with_clock(TestClock::running());
    let upstream = MockServer::builder().service(wechat.clone()).start().unwrap();
    let key = new_key();
    let folders = [Folder::new(), Folder::new()];
    let [one, two] = [0, 1].map(|number| {
        let mut plan = Plan::new(&upstream.url(), &wechat, &key);
        plan.store = store.to_owned();
        plan.tokens = tokens;
        Gateway::builder(plan.config(&folders[number])).start().unwrap()
    });
    let client = Client::builder_with(Credentials::stable(wechat.app_id(), key.as_str()))
        .origin(Origin::plain_http("balancer.example").unwrap())
        .transport(round_robin(&[&one, &two]))
        .build()
        .unwrap();
    for _ in 0..6 {
        assert_eq!(client.groups().list().unwrap().len(), 3);
    }
    assert_eq!(wechat.token_requests(), 1, "{tokens}");
    // Another process replaces it: each gateway is rejected once at most, and one of them fetches.
    wechat.replace_token();
    for _ in 0..6 {
        assert_eq!(client.groups().list().unwrap().len(), 3);
    }
    assert_eq!(wechat.token_requests(), 2, "{tokens}");
    let of_one = token(one.addr(), wechat.app_id().as_str(), &key);
    let got = get(two.addr(), &format!("/cgi-bin/groups/get?access_token={of_one}"));
    assert!(got.json()["groups"].is_array(), "{got:?}");
}
