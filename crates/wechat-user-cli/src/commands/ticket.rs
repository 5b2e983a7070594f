//! `wechat-user ticket`

use clap::{Args, ValueEnum};
use serde::Serialize;
use wechat_user::SystemClock;
use wechat_user::clock::Clock;
use wechat_user::machine::HeldTicket;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Prints, Record};

/// Fetch a ticket (票据), and print its data without the ticket itself. `expires_in` is in seconds.
///
/// The service allows few of these calls a day. It returns the same ticket while that is valid.
#[derive(Args, Debug)]
pub(crate) struct Ticket {
    /// The purpose of the ticket
    #[arg(long, value_enum, default_value = "jsapi")]
    kind: Kind,
    /// Print the ticket too, as the last column. It can sign pages for the account
    #[arg(long)]
    reveal: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// The signature of wx.config (JS-SDK 使用权限签名).
    Jsapi,
    /// The signatures of cards (微信卡券).
    #[value(name = "wx_card")]
    WxCard,
}

pub(super) const RESULTS: &[Prints] =
    &[Prints::new::<Shown>("ticket"), Prints::with::<Revealed<'_>>("ticket", "reveal")];

impl Ticket {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let client = context.client()?;
        let held = match self.kind {
            Kind::Jsapi => client.jssdk().ticket()?,
            Kind::WxCard => client.jssdk().card_ticket()?,
        };
        match self.reveal {
            true => context.output.one(&Revealed { shown: Shown::of(&held), ticket: held.ticket.expose() })?,
            false => context.output.one(&Shown::of(&held))?,
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Shown {
    kind: &'static str,
    expires_in: u64,
    expires_at: u64,
}

impl Shown {
    fn of(held: &HeldTicket) -> Self {
        let expires_in = held.expires.since(SystemClock::new().now()).as_secs();
        Self { kind: held.kind.as_str(), expires_in, expires_at: held.expires.as_unix_secs() }
    }
}

impl Record for Shown {
    const COLUMNS: &'static [&'static str] = &["kind", "expires_in", "expires_at"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.kind.into(), self.expires_in.into(), Cell::Time(self.expires_at)]
    }
}

#[derive(Serialize)]
struct Revealed<'a> {
    #[serde(flatten)]
    shown: Shown,
    ticket: &'a str,
}

impl Record for Revealed<'_> {
    const COLUMNS: &'static [&'static str] = &["kind", "expires_in", "expires_at", "ticket"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = self.shown.cells();
        cells.push(self.ticket.into());
        cells
    }
}
