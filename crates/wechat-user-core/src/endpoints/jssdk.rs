//! Tickets (票据): the keys to the signatures of the JS-SDK (JS-SDK 使用权限签名) and of cards (微信卡券).
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetTicket`] 获取 ticket | `GET /cgi-bin/ticket/getticket` |

mod get_ticket;

pub use crate::values::ticket_kind::TicketKind;
pub use get_ticket::{GetTicket, TicketResponse};
