//! `wechat-user raw`

use std::io::{self, Read};

use clap::Subcommand;
use transport_mock::redact::Redactor;
use wechat_user::raw::{RawPost, Value};
use wechat_user::{Client, TokenMode};

use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, Texts, files, questions};
use crate::openids::STDIN;
use crate::plan::MASK;
use crate::text::decode;

/// The response is printed as JSON; the values of tokens, secrets and tickets are redacted.
#[derive(Debug, Subcommand)]
pub(crate) enum Raw {
    /// GET any path with the account's token, for calls that have no command here. Repeated like other reads.
    Get {
        /// The path, from its first slash, without the query.
        path: String,
        /// A parameter of the query; may be given several times. The token is added automatically.
        #[arg(long, value_name = "KEY=VALUE", value_parser = parameter)]
        query: Vec<(String, String)>,
    },
    /// POST JSON to any path with the account's token. Never repeated if it may have arrived.
    ///
    /// The command cannot know whether the call changes something: it asks on a terminal.
    Post {
        /// The path, from its first slash, without a query.
        path: String,
        /// The body; `-` reads it from standard input.
        // Not named `json`: that is the flag.
        #[arg(value_name = "JSON", default_value = "{}")]
        body: String,
        #[command(flatten)]
        change: Change,
    },
}

impl Raw {
    pub(crate) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let (client, mut response) = match self {
            Self::Get { path, query } => {
                let client = context.client()?;
                let query: Vec<_> = query.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                let response = client.raw().get(&path, &query)?;
                (client, response)
            }
            Self::Post { path, body, change } => {
                let post = RawPost::new(path.as_str(), parsed(body)?)?;
                let client = change.client(&mut context, questions::post(path.as_str()), |plan| plan.add(&post))?;
                let Some(client) = client else { return Ok(()) };
                let response = client.call(&post)?;
                (client, response)
            }
        };
        redactor(&context, &client)?.value(&mut response);
        Ok(context.output.value(&response)?)
    }
}

/// Masks the token of this call by its value as well.
fn redactor(context: &Context<'_, '_>, client: &Client) -> Result<Redactor, Failure> {
    let mut redactor = Redactor::new(MASK);
    if context.connection.token_mode() != TokenMode::None {
        redactor.know(client.token()?.token.expose());
    }
    Ok(redactor)
}

fn parsed(mut text: String) -> Result<Value, Failure> {
    if text == STDIN {
        let refuse = |problem: Text| Failure::Usage(files::body_on_standard_input(problem));
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(|error| refuse(error.text()))?;
        text = decode(bytes).map_err(refuse)?;
    }
    serde_json::from_str(&text).map_err(|error| Failure::Usage(files::body_not_json(error)))
}

/// For clap: `key=value`.
fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}
