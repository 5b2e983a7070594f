//! `wechat-user mock ready`

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use wechat_user::http::Request;
use wechat_user::transport::{TimeLeft, Transport};

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Texts, mock as messages};
use crate::text::trimmed;

/// How long it waits in all, unless --timeout says otherwise.
const DEADLINE: Duration = Duration::from_secs(30);
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Args, Debug)]
pub(crate) struct Ready {
    /// The URL of the simulator, such as http://127.0.0.1:8080 [default: --base-url or WECHAT_BASE_URL]
    #[arg(value_name = "URL", value_parser = trimmed)]
    url: Option<String>,
}

impl Ready {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let url =
            self.url.or_else(|| context.connection.url()).ok_or_else(|| Failure::Usage(messages::no_simulator()))?;
        let url = format!("{}/_mock/health", url.trim_end_matches('/'));
        let transport = context.connection.transport()?;
        let (start, deadline) = (Instant::now(), context.connection.timeout().unwrap_or(DEADLINE));
        loop {
            let left = deadline.saturating_sub(start.elapsed());
            let mut request = Request::get(&url)
                .body(Vec::new())
                .map_err(|error| Failure::Usage(messages::bad_url(error.to_string())))?;
            request.extensions_mut().insert(TimeLeft(left));
            let problem = match transport.send(request) {
                Ok(response) if response.status() == 200 => return Ok(()),
                Ok(response) => messages::status(response.status().as_u16()),
                Err(error) => error.text(),
            };
            let left = deadline.saturating_sub(start.elapsed());
            if left.is_zero() {
                let seconds = deadline.as_secs_f64();
                return Err(Failure::NoResponse(messages::not_ready(seconds, problem)));
            }
            thread::sleep(PAUSE.min(left));
        }
    }
}
