//! Signing in with WeChat (网页授权): `/login` sends the browser to the authorize page, WeChat sends it to `/callback`, `/me` shows who came.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;
use wechat_user::oauth::Scope;
use wechat_user::{Client, Error, OpenId};

use crate::{Site, escaped, random_text};

/// How many browsers are remembered.
const VISITS: usize = 1_000;

/// The browsers that went through `/login`, the latest last.
#[derive(Default)]
pub(crate) struct Visits(Mutex<VecDeque<Arc<Visit>>>);

struct Visit {
    /// What the browser shows to be this one.
    cookie: String,
    /// What WeChat brings back to the callback: it ties the code to this browser, or others could sign it in as themselves.
    state: String,
    /// Who it is, once the code was exchanged; `None` if that failed.
    person: OnceCell<Option<Person>>,
}

struct Person {
    openid: OpenId,
    nickname: String,
}

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/login", get(login)).route("/callback", get(callback)).route("/me", get(me))
}

impl Visits {
    fn begin(&self) -> Arc<Visit> {
        let visit = Visit { cookie: random_text(), state: random_text(), person: OnceCell::new() };
        let visit = Arc::new(visit);
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if visits.len() == VISITS {
            visits.pop_front();
        }
        visits.push_back(Arc::clone(&visit));
        visit
    }

    fn of(&self, headers: &HeaderMap) -> Option<Arc<Visit>> {
        let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
        let cookie = cookies.split(';').find_map(|pair| pair.trim().strip_prefix("visit="))?;
        let visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        visits.iter().find(|visit| visit.cookie == cookie).cloned()
    }
}

async fn login(State(site): State<Arc<Site>>) -> Response {
    let Some(client) = &site.client else {
        return said(StatusCode::NOT_FOUND, "nobody can sign in here: the server has no AppSecret");
    };
    let visit = site.visits.begin();
    let url = client.oauth().authorize_url(format!("{}/callback", site.origin), Scope::UserInfo);
    let url = match url.and_then(|url| Ok(url.with_state(&*visit.state)?)) {
        Ok(url) => site.authorize_page.iter().fold(url, |url, origin| url.with_origin(origin)),
        Err(error) => return said(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    };
    let secure = if site.origin.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("visit={}; Path=/; HttpOnly; SameSite=Lax{secure}", visit.cookie);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&url.to_string())).into_response()
}

#[derive(Deserialize)]
struct Callback {
    /// Not there when the person refused.
    code: Option<String>,
    state: Option<String>,
}

async fn callback(State(site): State<Arc<Site>>, headers: HeaderMap, Query(callback): Query<Callback>) -> Response {
    let visit = site.visits.of(&headers).filter(|visit| callback.state.as_ref() == Some(&visit.state));
    let (Some(visit), Some(client)) = (visit, site.client.clone()) else {
        return said(StatusCode::FORBIDDEN, "this sign-in did not begin in this browser; begin at /login");
    };
    let Some(code) = callback.code else {
        return said(StatusCode::OK, "you did not agree, so you are not signed in");
    };
    // A code is good once, and WeChat may call back twice: the second call waits for the first. On a task of its own the exchange also goes on when
    // the browser drops the first call.
    let exchanged = tokio::spawn(async move {
        visit.person.get_or_init(|| exchange(client, code)).await;
    });
    match exchanged.await {
        Ok(()) => Redirect::to("/me").into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn exchange(client: Client, code: String) -> Option<Person> {
    match spawn_blocking(move || person_of(&client, code)).await.ok()? {
        Ok(person) => person,
        Err(error) => {
            eprintln!("nobody signed in: {error}");
            None
        }
    }
}

fn person_of(client: &Client, code: String) -> Result<Option<Person>, Error> {
    let user = client.oauth().user_by_code(code)?;
    if user.token.is_snapshotuser {
        return Ok(None); // a virtual user: the page is shown as a snapshot (快照页)
    }
    if let Some(error) = &user.profile_error {
        eprintln!("signed in without a profile: {error}");
    }
    let nickname = user.profile.and_then(|profile| profile.nickname).unwrap_or_default();
    Ok(Some(Person { openid: user.token.openid, nickname }))
}

/// Who is signed in, and where that person was seen last.
async fn me(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visits.of(&headers);
    let Some(person) = visit.as_ref().and_then(|visit| visit.person.get()?.as_ref()) else {
        return said(StatusCode::FORBIDDEN, "you are not signed in");
    };
    let place = match site.seen().places.get(&person.openid) {
        Some((at, _)) => format!("{}, {}", at.latitude, at.longitude),
        None => "unknown".to_owned(),
    };
    let (nickname, openid) = (escaped(&person.nickname), escaped(person.openid.as_str()));
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>You</title><h1 id=nickname>{nickname}</h1>\
         <p>openid: <b id=openid>{openid}</b><p>last known place: <b id=place>{place}</b>"
    ))
    .into_response()
}

fn said(status: StatusCode, text: &str) -> Response {
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>Sign in</title><p id=said>{}<p><a href=/login>sign in with WeChat</a>",
        escaped(text)
    );
    (status, Html(page)).into_response()
}
