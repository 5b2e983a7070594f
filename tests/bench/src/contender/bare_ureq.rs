//! A loop around ureq with the settings that `transport-ureq` found to be right, and serde_json with owned values.

use std::io::Read;
use std::net::SocketAddr;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::Failure;
use crate::contender::probe;
use crate::contender::walk::{self, Page};
use crate::job::{Target, WARM_UP};
use crate::sample::Sample;
use crate::shapes::{self, Group, GroupQuestion, Groups, Profiles, Token, TokenQuestion, batch_body};
use crate::totals::Totals;

/// Small calls, one after the other.
///
/// # Errors
///
/// Of any of them.
pub fn calls(target: &Target, times: u64) -> Result<Sample, Failure> {
    let exporter = <Exporter as walk::Exporter>::open(target)?;
    let call = |totals: &mut Totals| -> Result<(), Failure> {
        let body = serde_json::to_vec(&GroupQuestion { openid: &target.openid })?;
        let group: Group = serde_json::from_slice(&exporter.post("/cgi-bin/groups/getid", &body)?)?;
        totals.item();
        totals.number(group.groupid);
        Ok(())
    };
    (0..WARM_UP).try_for_each(|_| call(&mut Totals::default()))?;
    probe::measure(|| {
        let mut totals = Totals::default();
        (0..times).try_for_each(|_| call(&mut totals))?;
        Ok(totals)
    })
}

/// A token, and the list of groups on standard output: what the command line does as well.
///
/// # Errors
///
/// When there is no response, or not the expected one.
pub fn list_groups(target: &Target) -> Result<(), Failure> {
    let exporter = <Exporter as walk::Exporter>::open(target)?;
    let url = format!("{}/cgi-bin/groups/get?access_token={}", exporter.base, exporter.token);
    let groups: Groups = serde_json::from_slice(&read(exporter.agent.get(url).call()?)?)?;
    for group in groups.groups {
        println!("{} {} {}", group.id, group.name, group.count);
    }
    Ok(())
}

/// An agent with a token. Clones share the pool of connections.
#[derive(Clone, Debug)]
pub struct Exporter {
    agent: Agent,
    base: String,
    token: String,
}

impl Exporter {
    fn post(&self, path: &str, body: &[u8]) -> Result<Vec<u8>, Failure> {
        let url = format!("{}{path}?access_token={}", self.base, self.token);
        read(self.agent.post(url).header("content-type", "application/json").send(body)?)
    }
}

impl walk::Exporter for Exporter {
    fn open(target: &Target) -> Result<Self, Failure> {
        let agent = tuned_agent(target.addr.parse()?);
        let mut this = Self { agent, base: format!("http://{}", target.addr), token: String::new() };
        let question = serde_json::to_vec(&TokenQuestion::new(&target.app_id, &target.app_secret))?;
        let grant: Token = serde_json::from_slice(&this.post("/cgi-bin/stable_token", &question)?)?;
        this.token = grant.access_token;
        Ok(this)
    }

    fn another(&self) -> Result<Self, Failure> {
        Ok(self.clone())
    }

    fn page(&mut self, cursor: &str) -> Result<Page, Failure> {
        let url = format!("{}/cgi-bin/user/get?access_token={}&next_openid={cursor}", self.base, self.token);
        let page: shapes::Page<String> = serde_json::from_slice(&read(self.agent.get(url).call()?)?)?;
        let mut ready = Page::default();
        if let Some(data) = &page.data {
            ready.batches.extend(data.openid.chunks(100).map(batch_body));
        }
        ready.next = page.next_openid.unwrap_or_default();
        Ok(ready)
    }

    fn batch(&mut self, body: &[u8], totals: &mut Totals) -> Result<(), Failure> {
        let bytes = self.post("/cgi-bin/user/info/batchget", body)?;
        let profiles: Profiles<String> = serde_json::from_slice(&bytes)?;
        profiles.count(totals);
        probe::look();
        Ok(())
    }
}

/// No time-outs (with one, ureq's own resolver starts a thread for each call), no look-up of the address, and smaller
/// buffers than the default.
#[must_use]
pub fn tuned_agent(addr: SocketAddr) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(16)
        .max_idle_connections_per_host(16)
        .input_buffer_size(64 * 1024)
        .output_buffer_size(16 * 1024)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), OneAddress(addr))
}

fn read(response: ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, Failure> {
    if !response.status().is_success() {
        return Err(format!("status {}", response.status()).into());
    }
    let body = response.into_body();
    let length = usize::try_from(body.content_length().unwrap_or(0))?;
    let mut bytes = Vec::with_capacity(length);
    body.into_reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[derive(Debug)]
struct OneAddress(SocketAddr);

impl Resolver for OneAddress {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        addresses.push(self.0);
        Ok(addresses)
    }
}
