//! Creating and removing accounts.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::{AccountError, FakeWeChat};

use super::Context;
use super::message::{Problem, Reply, done, read, text};

/// Creates an account from a seed; an empty body is an empty seed.
pub(super) fn create(context: &Context<'_>) -> Reply {
    let seed = if context.body.is_empty() { "{}" } else { text(context.body)? };
    let wechat = context.accounts.create(seed).map_err(problem)?;
    let mut account = described(&wechat);
    account["app_secret"] = wechat.app_secret().expose().into();
    Ok(account.into())
}

pub(super) fn list(context: &Context<'_>) -> Reply {
    Ok(context.accounts.list().iter().map(described).collect::<Value>().into())
}

pub(super) fn remove(context: &Context<'_>) -> Reply {
    context.accounts.remove(context.app_id.unwrap_or_default()).map_err(problem)?;
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object such as {\"from\":\"wx0123456789abcdef\"}")]
struct Migration {
    from: String,
}

/// Makes the account the successor of another one.
pub(super) fn migrate(context: &Context<'_>) -> Reply {
    let Migration { from } = read(context.body)?;
    context.accounts.migrate(context.wechat.app_id().as_str(), &from).map_err(problem)?;
    done()
}

fn described(wechat: &FakeWeChat) -> Value {
    json!({
        "app_id": wechat.app_id().as_str(),
        "original_id": wechat.original_id(),
        "followers": wechat.followers(),
        "calls": wechat.calls(),
    })
}

fn problem(error: AccountError) -> Problem {
    let status = match error {
        AccountError::Taken(_) | AccountError::Full => StatusCode::CONFLICT,
        AccountError::Unknown(_) => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    Problem::new(status, error.to_string())
}
