//! Load for the simulator: requests of which many are on their way at a time, and responses that are not parsed.

use crate::Failure;
use crate::contender::probe;
use crate::contender::raw_tcp::Exporter;
use crate::contender::walk::Exporter as _;
use crate::http_message::Connection;
use crate::job::Target;
use crate::sample::Sample;
use crate::shapes::GroupQuestion;
use crate::totals::Totals;

/// How many requests are on their way.
const PIPELINED: u64 = 16;

/// Sends small calls, or batches of 100 profiles, and counts the bytes of the bodies that come back.
///
/// # Errors
///
/// Of any request.
pub fn run(target: &Target, batches: bool, requests: u64) -> Result<Sample, Failure> {
    let (path, body) = if batches {
        let page = Exporter::open(target)?.page("")?;
        ("/cgi-bin/user/info/batchget", page.batches.into_iter().next().ok_or("no followers")?)
    } else {
        ("/cgi-bin/groups/getid", serde_json::to_vec(&GroupQuestion { openid: &target.openid })?)
    };
    let path = format!("{path}?access_token={}", target.token);
    let mut connection = Connection::open(&target.addr)?;
    probe::measure(|| {
        let mut totals = Totals::default();
        while totals.items < requests {
            let together = PIPELINED.min(requests - totals.items);
            (0..together).try_for_each(|_| connection.push_post(&path, &body))?;
            connection.send()?;
            for _ in 0..together {
                totals.text_bytes += connection.receive()?.len() as u64;
                totals.item();
            }
        }
        Ok(totals)
    })
}
