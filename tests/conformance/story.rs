//! One sequence of calls over three transports: the simulator in the same process, behind a closure, and behind a real
//! socket. All must produce the same journal.

use mock_server::MockServer;
use transport_mock::{FakeWeChat, Fault};
use transport_ureq::UreqTransport;
use wechat_user::transport::{Transport, transport_fn};
use wechat_user::{Client, ErrorKind, GroupId, Origin};

/// Everything that involves a transport: success, errors, an invalidated token, gateways, lost responses.
fn run(wechat: &FakeWeChat, client: &Client) {
    let groups = client.groups();
    let group = groups.create("华东客户").unwrap();
    groups.rename(group.id, "华南客户").unwrap();
    assert_eq!(groups.list().unwrap().last().map(|group| group.name.clone()), Some("华南客户".to_owned()));

    let openids: Vec<_> = client.followers().collect::<Result<_, _>>().unwrap();
    assert_eq!(openids.len(), 25);
    groups.move_user(&openids[0], group.id).unwrap();
    groups.move_users(&openids[1..25], group.id).unwrap();
    assert_eq!((groups.of(&openids[24]).unwrap(), wechat.members_of(group.id).len()), (group.id, 25));
    client.users().set_remark(&openids[0], "小明").unwrap();
    assert_eq!(client.users().info(&openids[0]).unwrap().remark.as_deref(), Some("小明"));
    assert!(client.users().batch(&openids).unwrap().missing(&openids).is_empty());

    wechat.replace_token();
    assert_eq!(groups.list().unwrap().len(), 4);
    wechat.add_fault(Fault::status(502).on("/cgi-bin/groups/get"));
    assert_eq!(groups.list().unwrap().len(), 4);
    wechat.add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
    let lost = groups.create("西部客户").unwrap_err();
    assert!(lost.may_have_been_done() && matches!(lost.kind(), ErrorKind::Transport(_)), "{lost:?}");
    assert_eq!(groups.list().unwrap().len(), 5);
    assert_eq!(groups.move_user(&openids[0], GroupId::new(4_711)).unwrap_err().code().unwrap().get(), 40_050);
    groups.delete(group.id).unwrap();
    assert_eq!(groups.of(&openids[0]).unwrap(), GroupId::UNGROUPED);
}

/// The journal without its times, which differ over a socket.
fn journal(wechat: &FakeWeChat) -> Vec<String> {
    let line =
        |entry: &transport_mock::Entry| format!("{} {} {:?} {:?}", entry.verb, entry.path, entry.token, entry.ending);
    wechat.journal().iter().map(line).collect()
}

fn journal_of(wechat: &FakeWeChat, origin: Origin, transport: impl Transport + 'static) -> Vec<String> {
    let builder = Client::builder(wechat.app_id(), wechat.app_secret()).origin(origin).transport(transport);
    run(wechat, &builder.clock(wechat.clock()).build().unwrap());
    journal(wechat)
}

fn world() -> FakeWeChat {
    FakeWeChat::new().with_followers(25).with_seed(7).with_page_size(10)
}

#[test]
fn one_sequence_of_calls_over_three_transports_produces_one_journal() {
    let wechat = world();
    let in_process = journal_of(&wechat, Origin::default(), wechat.clone());
    assert!(in_process.len() > 15, "{in_process:#?}");

    let wechat = world();
    let behind = wechat.clone();
    let over_closure = journal_of(&wechat, Origin::default(), transport_fn(move |request| behind.send(request)));
    assert_eq!(over_closure, in_process);

    let server = MockServer::builder().service(world()).start().unwrap();
    let origin = Origin::plain_http(&server.addr().to_string()).unwrap();
    let over_socket = journal_of(server.service(), origin, UreqTransport::new());
    assert_eq!(over_socket, in_process);
}
