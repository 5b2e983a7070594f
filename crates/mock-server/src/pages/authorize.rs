//! `/connect/oauth2/authorize`: the page on which a user lets a web page know who they are (网页授权).

mod request;
mod view;

use http::header::{COOKIE, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use http::{HeaderMap, Response, StatusCode};
use transport_mock::{Accounts, FakeWeChat, WebScope};
use wechat_user_core::OpenId;

use super::html::page;
use crate::body::Outgoing;
use request::{Asked, PageError};

pub(super) const PATH: &str = "/connect/oauth2/authorize";

/// What a user decides.
enum Choice {
    User(OpenId),
    /// The virtual user of a snapshot page (快照页).
    Snapshot,
    Denied,
}

/// Shows the page. A silent scope (静默授权) needs none once a user was chosen in this browser.
pub(super) fn show(accounts: &Accounts, query: &str, headers: &HeaderMap) -> Response<Outgoing> {
    let (asked, wechat) = match find(accounts, query.as_bytes()) {
        Ok(found) => found,
        Err(error) => return refuse(&error),
    };
    let chosen = chosen_before(headers, &wechat);
    match chosen {
        Some(openid) if asked.scope == WebScope::Base && !asked.force_popup => {
            redirect(&asked, &wechat, &Choice::User(openid)).unwrap_or_else(|error| refuse(&error))
        }
        chosen => page(StatusCode::OK, "网页授权 simulated", &view::choices(&asked, &wechat, chosen.as_ref())),
    }
}

/// Carries out a choice on the page.
pub(super) fn choose(accounts: &Accounts, body: &[u8]) -> Response<Outgoing> {
    let chosen = find(accounts, body).and_then(|(asked, wechat)| {
        let choice = match (asked.choice.as_deref(), &asked.openid) {
            (Some("deny"), _) => Choice::Denied,
            (Some("snapshot"), _) => Choice::Snapshot,
            (_, Some(openid)) => Choice::User(openid.clone()),
            _ => return Err(PageError::new("", "no user was chosen")),
        };
        redirect(&asked, &wechat, &choice)
    });
    chosen.unwrap_or_else(|error| refuse(&error))
}

fn find(accounts: &Accounts, parameters: &[u8]) -> Result<(Asked, FakeWeChat), PageError> {
    let asked = Asked::read(parameters)?;
    let unknown = || PageError::new("40013", "there is no account with this appid");
    let wechat = accounts.get(&asked.app_id).ok_or_else(unknown)?;
    asked.check_domain(wechat.settings().web_domains.as_deref())?;
    Ok((asked, wechat))
}

/// Returns to the page that asked. Denied, it gets the state only.
fn redirect(asked: &Asked, wechat: &FakeWeChat, choice: &Choice) -> Result<Response<Outgoing>, PageError> {
    let code = match choice {
        Choice::Denied => None,
        Choice::Snapshot => Some(wechat.authorize_snapshot(asked.scope)),
        Choice::User(_) if asked.force_snapshot => Some(wechat.authorize_snapshot(asked.scope)),
        Choice::User(openid) => {
            let stranger = || PageError::new("", "the openid is not one of this account");
            Some(wechat.authorize(openid, asked.scope).ok_or_else(stranger)?)
        }
    };
    let mut response = Response::new(Outgoing::whole(Vec::new()));
    *response.status_mut() = StatusCode::SEE_OTHER;
    let mut insert = |name: HeaderName, value: String| {
        let value = HeaderValue::from_str(&value).map_err(|_| PageError::new("10003", "redirect_uri must be ASCII"))?;
        response.headers_mut().insert(name, value);
        Ok(())
    };
    insert(LOCATION, asked.target(code.as_deref()))?;
    if let Choice::User(openid) = choice {
        insert(SET_COOKIE, format!("{}={openid}; Path={PATH}; HttpOnly; SameSite=Lax", cookie_name(wechat)))?;
    }
    Ok(response)
}

/// The user that was chosen in this browser before.
fn chosen_before(headers: &HeaderMap, wechat: &FakeWeChat) -> Option<OpenId> {
    let name = cookie_name(wechat);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let openid = OpenId::new(pairs.find(|(key, _)| *key == name)?.1).ok()?;
    wechat.with_service(|service| service.nickname_of(&openid)).map(|_| openid)
}

/// One cookie for each account.
fn cookie_name(wechat: &FakeWeChat) -> String {
    let app_id = wechat.app_id();
    let plain = app_id.as_str().chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-');
    format!("user_of_{}", plain.collect::<String>())
}

fn refuse(error: &PageError) -> Response<Outgoing> {
    page(StatusCode::BAD_REQUEST, "网页授权 refused", &view::refusal(error))
}
