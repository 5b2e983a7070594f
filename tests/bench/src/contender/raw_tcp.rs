//! The floor: one TCP stream, and serde_json that borrows from what was read.

use crate::Failure;
use crate::contender::probe::{self, look};
use crate::contender::walk::{self, Page};
use crate::http_message::Connection;
use crate::job::{Target, WARM_UP};
use crate::sample::Sample;
use crate::shapes::{self, Group, GroupQuestion, Profiles, Text, Token, TokenQuestion, batch_body};
use crate::totals::Totals;

/// Small calls, one after the other.
///
/// # Errors
///
/// Of any of them.
pub fn calls(target: &Target, times: u64) -> Result<Sample, Failure> {
    let mut exporter = <Exporter as walk::Exporter>::open(target)?;
    let mut call = |totals: &mut Totals| -> Result<(), Failure> {
        let body = serde_json::to_vec(&GroupQuestion { openid: &target.openid })?;
        let path = format!("/cgi-bin/groups/getid?access_token={}", exporter.token);
        let group: Group = serde_json::from_slice(exporter.post(&path, &body)?)?;
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

/// One connection with a token.
#[derive(Debug)]
pub struct Exporter {
    addr: String,
    token: String,
    connection: Connection,
}

impl Exporter {
    fn post(&mut self, path: &str, body: &[u8]) -> Result<&mut [u8], Failure> {
        self.connection.push_post(path, body)?;
        self.connection.send()?;
        Ok(self.connection.receive()?)
    }
}

impl walk::Exporter for Exporter {
    fn open(target: &Target) -> Result<Self, Failure> {
        let mut this =
            Self { addr: target.addr.clone(), token: String::new(), connection: Connection::open(&target.addr)? };
        let question = serde_json::to_vec(&TokenQuestion::new(&target.app_id, &target.app_secret))?;
        this.token = serde_json::from_slice::<Token>(this.post("/cgi-bin/stable_token", &question)?)?.access_token;
        Ok(this)
    }

    fn another(&self) -> Result<Self, Failure> {
        let connection = Connection::open(&self.addr)?;
        Ok(Self { addr: self.addr.clone(), token: self.token.clone(), connection })
    }

    fn page(&mut self, cursor: &str) -> Result<Page, Failure> {
        let path = format!("/cgi-bin/user/get?access_token={}&next_openid={cursor}", self.token);
        self.connection.push_get(&path)?;
        self.connection.send()?;
        let page: shapes::Page<Text<'_>> = serde_json::from_slice(self.connection.receive()?)?;
        let mut ready = Page::default();
        if let Some(data) = &page.data {
            ready.batches.extend(data.openid.chunks(100).map(batch_body));
        }
        ready.next.push_str(page.next_openid.as_ref().map_or("", AsRef::as_ref));
        Ok(ready)
    }

    fn batch(&mut self, body: &[u8], totals: &mut Totals) -> Result<(), Failure> {
        let path = format!("/cgi-bin/user/info/batchget?access_token={}", self.token);
        let profiles: Profiles<Text<'_>> = serde_json::from_slice(self.post(&path, body)?)?;
        profiles.count(totals);
        look();
        Ok(())
    }
}
