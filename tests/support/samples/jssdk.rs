use wechat_user_core::decode;
use wechat_user_core::jssdk::{GetTicket, TicketKind};

use super::{Sample, sample};

pub(super) fn samples() -> Vec<Sample> {
    vec![sample(&GetTicket::new(TicketKind::Jsapi), |response| {
        let answer = decode::<GetTicket>(response)?;
        let ticket = "bxLdikRXVbTPdHSM05e5u5sUoXNKd8-41ZO3MhKoyN5OfkWITDGgnr2fwJ0m9E8NYzWKVZvdVtaUgWvsdshFKA";
        assert_eq!((answer.ticket.expose(), answer.expires_in), (ticket, Some(7_200)));
        Ok(())
    })]
}
