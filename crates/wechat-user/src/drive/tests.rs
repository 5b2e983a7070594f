#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test")]

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use wechat_user_core::machine::{CurrentToken, Fan, Report};
use wechat_user_core::transport::{TransportError, transport_fn};
use wechat_user_core::{Credentials, Machine, Session, Timestamp};

use super::*;
use crate::client::Client;

fn client() -> Client {
    let transport = transport_fn(|_| Err(TransportError::not_sent("connection refused")));
    Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap()
}

/// Yields for ever, and notes how many announcements there were when it went away, as a machine does that holds a
/// lease.
struct Leaves(Client, Arc<AtomicU64>);

impl Machine for Leaves {
    type Item = ();

    fn poll(&mut self, _: &mut Session, _: Timestamp) -> Step<()> {
        Step::Yield(())
    }

    fn handle(&mut self, _: Timestamp, _: ExchangeId, _: Outcome) -> Report {
        unreachable!("it sends nothing")
    }
}

impl Drop for Leaves {
    fn drop(&mut self) {
        self.1.store(self.0.handle().announcer().epoch(), Ordering::SeqCst);
    }
}

#[test]
fn that_a_machine_is_gone_is_announced_when_it_is_gone() {
    let (client, then) = (client(), Arc::new(AtomicU64::new(u64::MAX)));
    let left = || Leaves(client.clone(), Arc::clone(&then));

    drop(client.drive(left()));
    assert!(client.handle().announcer().epoch() > then.load(Ordering::SeqCst), "dropped");

    assert_eq!(client.drive_parallel(1, left(), |()| ControlFlow::Break(())), Ended::Stopped);
    assert!(client.handle().announcer().epoch() > then.load(Ordering::SeqCst), "left in the middle");

    let each = AssertUnwindSafe(|| client.drive_parallel(1, left(), |()| panic!("a bug of the caller's")));
    assert!(catch_unwind(each).is_err());
    assert!(client.handle().announcer().epoch() > then.load(Ordering::SeqCst), "left by a panic");
}

#[test]
fn machines_made_by_the_client_that_drives_them_are_a_panic_and_no_deadlock() {
    let client = client();
    let made = std::iter::repeat_with(|| {
        assert_eq!(client.app_id().as_str(), "wx1");
        CurrentToken::new()
    });
    let first = catch_unwind(AssertUnwindSafe(|| client.drive(Fan::new(1, made)).next().is_some()));
    let text = first.unwrap_err().downcast::<&str>().unwrap();
    assert!(text.contains("collect the machines first"), "{text}");
    assert_eq!(client.app_id().as_str(), "wx1", "the client goes on");
}
