//! `/wechat`: URL checks and pushes.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::any;
use wechat_user_web::{Inbound, Push, PushKind, Reply};

use crate::{Site, now, random};

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/wechat", any(wechat))
}

async fn wechat(
    State(site): State<Arc<Site>>,
    method: Method,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response<Body> {
    let response = match site.inbox.receive(&method, &query.unwrap_or_default(), &body, now()) {
        Ok(Inbound::UrlCheck(check)) => check.response(),
        Ok(Inbound::Push(incoming)) => match incoming.respond(&site.handle(incoming.push()), now(), random()) {
            Ok(response) => response,
            Err(problem) => {
                eprintln!("no reply: {problem}");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
        Ok(_) => return StatusCode::NOT_IMPLEMENTED.into_response(),
        Err(refusal) => {
            eprintln!("refused: {refusal}");
            return refusal.status().into_response();
        }
    };
    Response::<Vec<u8>>::from(response).map(Body::from)
}

impl Site {
    /// Stores the data of a push and returns the reply.
    fn handle(&self, push: &Push) -> Reply {
        let mut seen = self.seen();
        let key = push.dedup_key();
        if seen.recent.contains(&key) {
            return Reply::Success;
        }
        seen.recent.push_back(key);
        if seen.recent.len() > 1_000 {
            seen.recent.pop_front();
        }
        if let Some(coordinates) = push.coordinates() {
            seen.places.insert(push.openid.clone(), (coordinates, push.created));
        }
        match &push.kind {
            PushKind::Unsubscribe => {
                seen.places.remove(&push.openid);
                Reply::Success
            }
            PushKind::Subscribe(_) => Reply::Text("欢迎关注".to_owned()),
            PushKind::Text(message) => Reply::Text(format!("{} characters", message.content.chars().count())),
            _ => Reply::Success,
        }
    }
}
