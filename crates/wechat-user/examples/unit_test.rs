//! How to test a program that uses `wechat-user`, without a network: the program's own function, and its tests.
//!
//! `cargo test -p wechat-user --example unit_test` runs the tests, `cargo run -p wechat-user --example unit_test` the
//! program.

#![allow(clippy::print_stdout, reason = "an example tells what it does")]

use transport_mock::FakeWeChat;
use wechat_user::{Client, Error, OpenId};

/// The task of the program: move all users of the list into the group of that name, however many there are.
fn move_all(wechat: &Client, openids: &[OpenId], group: &str) -> Result<u64, Stopped> {
    let stopped = |why| Stopped { moved: 0, left: openids.to_vec(), why };
    let group = wechat.groups().ensure(group).map_err(stopped)?;
    let mut rest = openids.iter();
    let report = wechat.groups().move_all(rest.by_ref(), group.id).run();
    match report.summary.error() {
        None => Ok(report.summary.done),
        Some(why) => {
            let not_tried = report.not_tried.iter().map(|(_, openid)| openid);
            let left = not_tried.chain(rest).cloned().collect();
            Err(Stopped { moved: report.summary.done, left, why: why.clone() })
        }
    }
}

/// The run ended early: so many are moved, and `left` can be tried again.
#[derive(Debug)]
struct Stopped {
    moved: u64,
    left: Vec<OpenId>,
    why: Error,
}

/// The client of the tests: the simulator is its transport and its clock.
fn client_of(wechat: &FakeWeChat) -> Result<Client, Error> {
    Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()
}

fn main() -> Result<(), Error> {
    let wechat = FakeWeChat::new().with_followers(120);
    let openids: Vec<OpenId> = (0..120).map(|number| wechat.openid(number)).collect();
    match move_all(&client_of(&wechat)?, &openids, "华东客户") {
        Ok(moved) => println!("moved {moved} followers in {} calls", wechat.calls()),
        Err(stopped) => println!("{} are moved, {} left: {}", stopped.moved, stopped.left.len(), stopped.why),
    }
    assert_eq!(wechat.members_of(wechat_user::GroupId::new(100)).len(), 120);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use transport_mock::{Fault, Script, get, post};
    use wechat_user::{Credentials, GroupId};

    const MOVE: &str = "/cgi-bin/groups/members/batchupdate";

    fn all_followers(wechat: &FakeWeChat) -> Vec<OpenId> {
        (0..wechat.followers()).map(|number| wechat.openid(number)).collect()
    }

    /// Look at the state that is left, not at the calls that led there.
    #[test]
    fn all_are_moved_fifty_a_call() {
        let wechat = FakeWeChat::new().with_followers(120);
        assert_eq!(move_all(&client_of(&wechat).unwrap(), &all_followers(&wechat), "华东客户").unwrap(), 120);
        let id = wechat.groups().iter().find(|(_, name, _)| name == "华东客户").unwrap().0;
        assert_eq!(wechat.members_of(id).len(), 120);
        assert_eq!(wechat.calls_to(MOVE), 3);
    }

    #[test]
    fn a_token_that_another_process_replaced_is_no_trouble() {
        let wechat = FakeWeChat::new().with_followers(120);
        wechat.add_fault(Fault::replace_token().on(MOVE).after(1));
        assert_eq!(move_all(&client_of(&wechat).unwrap(), &all_followers(&wechat), "华东客户").unwrap(), 120);
        assert_eq!(wechat.token_requests(), 2);
    }

    #[test]
    fn a_group_whose_answer_got_lost_is_not_made_twice() {
        let wechat = FakeWeChat::new().with_followers(1);
        wechat.add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
        assert_eq!(move_all(&client_of(&wechat).unwrap(), &all_followers(&wechat), "华东客户").unwrap(), 1);
        assert_eq!(wechat.groups().iter().filter(|(_, name, _)| name == "华东客户").count(), 1);
        assert_eq!(wechat.calls_to("/cgi-bin/groups/create"), 1);
    }

    #[test]
    fn when_the_quota_is_gone_it_says_how_far_it_came_and_when_to_go_on() {
        let wechat = FakeWeChat::new().with_followers(120);
        wechat.limit_per_day(MOVE, 2);
        let client = client_of(&wechat).unwrap();
        let stopped = move_all(&client, &all_followers(&wechat), "华东客户").unwrap_err();
        assert_eq!((stopped.moved, stopped.left.len()), (100, 20));
        assert!(stopped.why.is_quota());

        // The next day, from there on. The clock stands still until it is moved.
        wechat.clock().set(stopped.why.retry_at().unwrap());
        assert_eq!(move_all(&client, &stopped.left, "华东客户").unwrap(), 20);
    }

    /// Where the exact requests matter. No token, so that only the calls themselves are seen.
    #[test]
    fn the_group_is_looked_up_before_it_is_made() {
        let script = Script::new()
            .expect(get("/cgi-bin/groups/get"))
            .reply(r#"{"groups":[{"id":100,"name":"华东客户","count":0}]}"#)
            .expect(post(MOVE).json(r#"{"openid_list":["oDF3iYx0ro3_7jD4HFRDfrjdCM58"],"to_groupid":100}"#))
            .reply(r#"{"errcode":0,"errmsg":"ok"}"#);
        let client = Client::builder_with(Credentials::no_token("wx1")).transport(script).build().unwrap();
        let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
        assert_eq!(move_all(&client, &[openid], "华东客户").unwrap(), 1);
        // What was expected and never came fails the test when the script is dropped.
    }

    #[test]
    fn without_a_user_to_move_only_the_group_is_looked_up() {
        let wechat = FakeWeChat::new();
        assert_eq!(move_all(&client_of(&wechat).unwrap(), &[], "星标组").unwrap(), 0);
        assert_eq!(wechat.calls_to(MOVE), 0);
        assert_eq!(wechat.groups().len(), 3, "there is one of that name: {}", GroupId::STARRED);
    }
}
