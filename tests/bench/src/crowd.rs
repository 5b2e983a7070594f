//! Many threads that share one client: what its locks cost when the transport costs nothing.

use std::thread;

use crate::Failure;
use crate::api::{AccessToken, Client, Credentials, OpenId, Response, transport_fn};
use crate::contender::probe;
use crate::job::WARM_UP;
use crate::sample::Sample;
use crate::totals::Totals;

/// Small calls, divided among the threads.
///
/// # Errors
///
/// Of any of them.
pub fn run(threads: usize, calls: u64) -> Result<Sample, Failure> {
    let transport = transport_fn(|_request| Ok(Response::new(br#"{"groupid":102}"#.to_vec())));
    let client = Client::builder_with(Credentials::supplied("wx0123456789abcdef")).transport(transport).build()?;
    client.supply_token(AccessToken::from("token-of-the-benchmark"), None)?;
    let openid = OpenId::new("oUser0000000000000000000001")?;
    work(&client, &openid, WARM_UP)?;
    let each = calls / threads as u64;
    probe::measure(|| {
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(&client, &openid, each))).collect();
            let mut totals = Totals::default();
            for worker in workers {
                totals.merge(&worker.join().map_err(|_| "a thread panicked")??);
            }
            Ok(totals)
        })
    })
}

fn work(client: &Client, openid: &OpenId, calls: u64) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    for _ in 0..calls {
        totals.number(client.groups().of(openid)?.get().cast_unsigned());
        totals.item();
    }
    Ok(totals)
}
