//! One message of each case, and everything that can read it.

use std::hint::black_box;

use crate::Failure;
use crate::api::{
    AccessToken, Batch, Call, Credentials, Endpoint, FakeWeChat, GetFollowers, GetGroupOf, GetUsers, Machine, OpenId,
    OpenIdList, Origin, Outcome, Response, Session, Step, Timestamp, Transport, decode, encode,
};
use crate::case::{Case, Reader};
use crate::contender::client::count;
use crate::shapes::{Group, Page, Profiles, Text};
use crate::totals::Totals;

const NOW: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

/// A case with its response.
pub(super) struct Reading {
    case: Case,
    session: Session,
    openids: Vec<OpenId>,
    response: Response,
}

impl Reading {
    pub(super) fn new(case: Case) -> Result<Self, Failure> {
        let wechat = FakeWeChat::new().with_followers(10_000).with_settings(|settings| {
            settings.escape_slashes = case != Case::BatchClean;
        });
        let openids: Vec<OpenId> = (0..100).map(|number| wechat.openid(number)).collect();
        let token = wechat.stable_token();
        let mut response = match case {
            Case::SmallCall => respond(&wechat, &GetGroupOf::new(&openids[0]), &token)?,
            Case::Page => respond(&wechat, &GetFollowers::new(), &token)?,
            Case::BatchClean | Case::BatchSlashes | Case::BatchDirty => {
                respond(&wechat, &GetUsers::new(Batch::new(&openids)?), &token)?
            }
        };
        if case == Case::BatchDirty {
            let text = String::from_utf8(std::mem::take(response.body_mut()))?;
            let dirty = text.replacen("\"nickname\":\"", "\"nickname\":\"\u{14}", 1);
            *response.body_mut() = dirty.into_bytes();
        }
        let mut session = Session::new(Credentials::stable("wx0123456789abcdef", "secret"))?;
        session.supply(token, NOW, None)?;
        Ok(Self { case, session, openids, response })
    }

    /// One more copy of the response.
    pub(super) fn response(&self) -> Response {
        self.response.clone()
    }

    /// Reads a response, and counts what was read if there is where to.
    pub(super) fn once(
        &mut self,
        reader: Reader,
        response: Response,
        totals: Option<&mut Totals>,
    ) -> Result<(), Failure> {
        match self.case {
            Case::SmallCall => self.small_call(reader, response, totals),
            Case::Page => self.page(reader, response, totals),
            Case::BatchClean | Case::BatchSlashes | Case::BatchDirty => self.batch(reader, response, totals),
        }
    }

    fn small_call(&mut self, reader: Reader, response: Response, totals: Option<&mut Totals>) -> Result<(), Failure> {
        let group = match reader {
            Reader::Call => call(&mut self.session, &GetGroupOf::new(&self.openids[0]), response)?.groupid.get(),
            Reader::Decode => decode::<GetGroupOf<'_>>(&response)?.groupid.get(),
            Reader::Owned | Reader::Borrowing => {
                serde_json::from_slice::<Group>(response.body())?.groupid.cast_signed()
            }
        };
        let group = black_box(group);
        if let Some(totals) = totals {
            totals.item();
            totals.number(group.cast_unsigned());
        }
        Ok(())
    }

    fn page(&mut self, reader: Reader, response: Response, totals: Option<&mut Totals>) -> Result<(), Failure> {
        match reader {
            Reader::Call => {
                count_list(&call(&mut self.session, &GetFollowers::new(), response)?.openids, totals);
            }
            Reader::Decode => count_list(&decode::<GetFollowers>(&response)?.openids, totals),
            Reader::Owned => count_page(&serde_json::from_slice::<Page<String>>(response.body())?, totals),
            Reader::Borrowing => count_page(&serde_json::from_slice::<Page<Text<'_>>>(response.body())?, totals),
        }
        Ok(())
    }

    fn batch(&mut self, reader: Reader, response: Response, totals: Option<&mut Totals>) -> Result<(), Failure> {
        let endpoint = GetUsers::new(Batch::new(&self.openids)?);
        match reader {
            Reader::Call | Reader::Decode => {
                let users = match reader {
                    Reader::Call => call(&mut self.session, &endpoint, response)?,
                    _ => decode::<GetUsers<'_>>(&response)?,
                };
                let users = black_box(users);
                if let Some(totals) = totals {
                    count(&users, totals);
                }
            }
            Reader::Owned => {
                let users = black_box(serde_json::from_slice::<Profiles<String>>(response.body())?);
                if let Some(totals) = totals {
                    users.count(totals);
                }
            }
            Reader::Borrowing => {
                let users = black_box(serde_json::from_slice::<Profiles<Text<'_>>>(response.body())?);
                if let Some(totals) = totals {
                    users.count(totals);
                }
            }
        }
        Ok(())
    }
}

/// The response of a simulated account.
fn respond<E: Endpoint>(wechat: &FakeWeChat, endpoint: &E, token: &AccessToken) -> Result<Response, Failure> {
    Ok(wechat.send(encode(endpoint, &Origin::default(), Some(token))?)?)
}

/// A whole call with a transport that has the response already.
fn call<E: Endpoint>(session: &mut Session, endpoint: &E, response: Response) -> Result<E::Response, Failure> {
    let mut call = Call::new(endpoint);
    let Step::Send(outgoing) = call.poll(session, NOW) else { return Err("nothing to send".into()) };
    let id = outgoing.id();
    drop(black_box(outgoing.into_parts()));
    black_box(call.handle(NOW, id, Outcome::Response(response)));
    match call.poll(session, NOW) {
        Step::Yield(result) => Ok(result?),
        _ => Err("no result".into()),
    }
}

fn count_list(openids: &OpenIdList, totals: Option<&mut Totals>) {
    let openids = black_box(openids);
    if let Some(totals) = totals {
        for openid in openids.texts() {
            totals.item();
            totals.text(Some(openid));
        }
    }
}

fn count_page<T: AsRef<str>>(page: &Page<T>, totals: Option<&mut Totals>) {
    let page = black_box(page);
    if let (Some(totals), Some(data)) = (totals, &page.data) {
        for openid in &data.openid {
            totals.item();
            totals.text(Some(openid));
        }
    }
}
