//! Sign-in with WeChat (网页授权): `/login` sends the browser to the authorize page, WeChat sends it back to
//! `/callback`, and `/me` shows the user.

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

/// How many browsers are kept.
const VISITS: usize = 1_000;

/// The browsers that opened `/login`, the latest last.
#[derive(Default)]
pub(crate) struct Visits(Mutex<VecDeque<Arc<Visit>>>);

struct Visit {
    /// Identifies the browser.
    cookie: String,
    /// WeChat returns it to the callback. It proves that the code belongs to this browser (CSRF).
    state: String,
    /// The user, after the code was exchanged; `None` if that failed.
    user: OnceCell<Option<User>>,
}

struct User {
    openid: OpenId,
    nickname: String,
}

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/login", get(login)).route("/callback", get(callback)).route("/me", get(me))
}

impl Visits {
    fn begin(&self) -> Arc<Visit> {
        let visit = Visit { cookie: random_text(), state: random_text(), user: OnceCell::new() };
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
        return message(StatusCode::NOT_FOUND, "users cannot sign in: the server has no AppSecret");
    };
    let visit = site.visits.begin();
    let url = client.oauth().authorize_url(format!("{}/callback", site.origin), Scope::UserInfo);
    let url = match url.and_then(|url| Ok(url.with_state(&*visit.state)?)) {
        Ok(url) => site.authorize_page.iter().fold(url, |url, origin| url.with_origin(origin)),
        Err(error) => return message(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    };
    let secure = if site.origin.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("visit={}; Path=/; HttpOnly; SameSite=Lax{secure}", visit.cookie);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&url.to_string())).into_response()
}

#[derive(Deserialize)]
struct Callback {
    /// Absent if the user refused.
    code: Option<String>,
    state: Option<String>,
}

async fn callback(State(site): State<Arc<Site>>, headers: HeaderMap, Query(callback): Query<Callback>) -> Response {
    let visit = site.visits.of(&headers).filter(|visit| callback.state.as_ref() == Some(&visit.state));
    let (Some(visit), Some(client)) = (visit, site.client.clone()) else {
        return message(StatusCode::FORBIDDEN, "this sign-in did not start in this browser; start at /login");
    };
    let Some(code) = callback.code else {
        return message(StatusCode::OK, "you did not agree, so you are not signed in");
    };
    // A code can be exchanged once, and WeChat may call back twice: the second call waits for the first. In its own
    // task, the exchange continues if the browser closes the connection of the first call.
    let exchanged = tokio::spawn(async move {
        visit.user.get_or_init(|| exchange(client, code)).await;
    });
    match exchanged.await {
        Ok(()) => Redirect::to("/me").into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn exchange(client: Client, code: String) -> Option<User> {
    match spawn_blocking(move || user_of(&client, code)).await.ok()? {
        Ok(user) => user,
        Err(error) => {
            eprintln!("sign-in failed: {error}");
            None
        }
    }
}

fn user_of(client: &Client, code: String) -> Result<Option<User>, Error> {
    let user = client.oauth().user_by_code(code)?;
    if user.token.is_snapshotuser {
        return Ok(None); // a virtual user: the page is shown as a snapshot (快照页)
    }
    if let Some(error) = &user.profile_error {
        eprintln!("signed in without a profile: {error}");
    }
    let nickname = user.profile.and_then(|profile| profile.nickname).unwrap_or_default();
    Ok(Some(User { openid: user.token.openid, nickname }))
}

/// Shows the signed-in user and the last known position.
async fn me(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visits.of(&headers);
    let Some(user) = visit.as_ref().and_then(|visit| visit.user.get()?.as_ref()) else {
        return message(StatusCode::FORBIDDEN, "you are not signed in");
    };
    let place = match site.seen().places.get(&user.openid) {
        Some((at, _)) => format!("{}, {}", at.latitude, at.longitude),
        None => "unknown".to_owned(),
    };
    let (nickname, openid) = (escaped(&user.nickname), escaped(user.openid.as_str()));
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>You</title><h1 id=nickname>{nickname}</h1>\
         <p>openid: <b id=openid>{openid}</b><p>last known place: <b id=place>{place}</b>"
    ))
    .into_response()
}

fn message(status: StatusCode, text: &str) -> Response {
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>Sign in</title><p id=message>{}<p><a href=/login>sign in with WeChat</a>",
        escaped(text)
    );
    (status, Html(page)).into_response()
}
