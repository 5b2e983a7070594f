//! The HTML of the authorize page.

use std::fmt::Write as _;

use transport_mock::FakeWeChat;
use wechat_user_core::OpenId;

use super::super::html::Escaped;
use super::PATH;
use super::request::{Asked, PageError};

/// How many users are on a page.
const USERS: usize = 20;

/// The users to choose from, and the other choices.
pub(super) fn choices(asked: &Asked, wechat: &FakeWeChat, chosen: Option<&OpenId>) -> String {
    let (users, chosen) = wechat.with_service(|service| {
        let named = |openid: &OpenId| (openid.clone(), service.nickname_of(openid).unwrap_or_default());
        let users = service.list_followers(asked.after.as_ref(), USERS + 1);
        let users: Vec<(OpenId, String)> = users.into_iter().map(|user| (user.openid, user.nickname)).collect();
        (users, chosen.map(named))
    });
    let scope = asked.scope.as_str();
    let state = Escaped(asked.state.as_deref().unwrap_or("none"));
    let (app_id, redirect_uri) = (Escaped(&asked.app_id), Escaped(&asked.redirect_uri));
    let mut html = format!(
        "<h1>网页授权</h1>\n<p>The account <code>{app_id}</code> asks for <code id=\"scope\">{scope}</code>. Who are you?</p>\n\
         <p>State: <code id=\"state\">{state}</code>. Then back to <code id=\"redirect\">{redirect_uri}</code>.</p>\n\
         <form method=\"post\" action=\"{PATH}\">\n"
    );
    for (name, value) in asked.repeated() {
        // Writing into a text cannot fail.
        _ = writeln!(html, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", Escaped(value));
    }
    if let Some((openid, nickname)) = &chosen {
        html.push_str("<p id=\"again\">As before: ");
        html.push_str(&button(openid, nickname));
        html.push_str("</p>\n");
    }
    html.push_str("<ul id=\"users\">\n");
    for (openid, nickname) in users.iter().take(USERS) {
        _ = writeln!(html, "<li>{} <code>{}</code></li>", button(openid, nickname), Escaped(openid.as_str()));
    }
    html.push_str(
        "</ul>\n<p><button name=\"choice\" value=\"snapshot\">snapshot page 快照页</button>\n\
         <button name=\"choice\" value=\"deny\">deny 拒绝</button></p>\n</form>\n",
    );
    if users.len() > USERS
        && let Some((last, _)) = users.get(USERS - 1)
    {
        let mut link = form_urlencoded::Serializer::new(String::new());
        link.extend_pairs(asked.repeated()).append_pair("after", last.as_str());
        _ = writeln!(html, "<p><a id=\"next\" href=\"{PATH}?{}\">more users</a></p>", Escaped(&link.finish()));
    }
    html
}

fn button(openid: &OpenId, nickname: &str) -> String {
    format!("<button name=\"openid\" value=\"{}\">{}</button>", Escaped(openid.as_str()), Escaped(nickname))
}

pub(super) fn refusal(error: &PageError) -> String {
    let PageError { code, message } = error;
    format!(
        "<h1>网页授权</h1>\n<p><code id=\"code\">{}</code> <span id=\"message\">{}</span></p>",
        Escaped(code),
        Escaped(message)
    )
}
