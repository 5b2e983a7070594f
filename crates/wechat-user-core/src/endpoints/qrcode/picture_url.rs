//! The address of the service's picture of a QR code.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::values::origin::Origin;
use crate::wire::percent::percent_encode;

/// The address of the service's picture of a QR code (通过ticket换取二维码): `GET
/// https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=TICKET`, on another host than the API, and without a token.
///
/// Print it with `Display`; it is percent-encoded. The response is a JPEG picture, and 404 for a wrong ticket.
///
/// ```
/// use wechat_user_core::qrcode::PictureUrl;
///
/// let url = PictureUrl::new("gQH47/+Dw==");
/// assert_eq!(url.to_string(), "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQH47%2F%2BDw%3D%3D");
/// ```
#[derive(Clone)]
pub struct PictureUrl<'a> {
    origin: Cow<'static, str>,
    ticket: &'a str,
}

impl<'a> PictureUrl<'a> {
    /// Of the code with this ticket, which is given as the service sent it.
    #[must_use]
    pub const fn new(ticket: &'a str) -> Self {
        Self { origin: Cow::Borrowed("https://mp.weixin.qq.com"), ticket }
    }

    /// On another host than `https://mp.weixin.qq.com`: a simulator, a gateway. It is independent of the origin of the
    /// API.
    #[must_use]
    pub fn with_origin(mut self, origin: &Origin) -> Self {
        self.origin = Cow::Owned(origin.as_str().into());
        self
    }
}

impl fmt::Display for PictureUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ticket = String::new();
        percent_encode(self.ticket, &mut ticket);
        write!(f, "{}/cgi-bin/showqrcode?ticket={ticket}", self.origin)
    }
}

/// Without the ticket.
impl fmt::Debug for PictureUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PictureUrl({}, a ticket of {} bytes)", self.origin, self.ticket.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn the_picture_is_on_the_host_that_is_given() {
        let url = PictureUrl::new("a=").with_origin(&Origin::plain_http("127.0.0.1:9").unwrap());
        assert_eq!(url.to_string(), "http://127.0.0.1:9/cgi-bin/showqrcode?ticket=a%3D");
        assert_eq!(format!("{url:?}"), "PictureUrl(http://127.0.0.1:9, a ticket of 2 bytes)");
    }
}
