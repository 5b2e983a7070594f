//! `/cgi-bin/showqrcode`: the picture of a QR code with a scene (带参数二维码).

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, StatusCode, Uri};
use qrcode::{Color, QrCode};
use transport_mock::Accounts;
use wechat_user_core::clock::Clock;

use crate::body::Outgoing;

pub(super) const PATH: &str = "/cgi-bin/showqrcode";

/// The border of white modules that a reader needs around a code.
const QUIET_ZONE: usize = 4;
/// The pixels of a module, on a side.
const PIXELS: usize = 8;

/// A PNG; 404 for a ticket that is unknown or has expired.
pub(super) fn show(accounts: &Accounts, uri: &Uri) -> Response<Outgoing> {
    let picture = url_of(accounts, uri).and_then(|url| QrCode::new(url).ok()).and_then(|code| draw(&code));
    let is_there = picture.is_some();
    let mut response = Response::new(Outgoing::whole(picture.unwrap_or_default()));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_there {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    } else {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// What the code with the ticket in the query holds. The ticket shows the account.
fn url_of(accounts: &Accounts, uri: &Uri) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let (_, ticket) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ticket")?;
    let wechat = accounts.route(&Request::get(uri.clone()).body(Vec::new()).ok()?);
    let now = wechat.clock().now();
    wechat.with_service(|service| service.qr_code_url(now, &ticket))
}

fn draw(code: &QrCode) -> Option<Vec<u8>> {
    let side = (code.width() + 2 * QUIET_ZONE) * PIXELS;
    let module = |at: usize| (at / PIXELS).checked_sub(QUIET_ZONE).filter(|at| *at < code.width());
    let is_dark = |x, y| module(x).zip(module(y)).is_some_and(|(x, y)| code[(x, y)] == Color::Dark);
    let pixels: Vec<u8> = (0..side * side).map(|at| if is_dark(at % side, at / side) { 0 } else { 255 }).collect();
    let (mut png, length) = (Vec::new(), u32::try_from(side).ok()?);
    let mut encoder = png::Encoder::new(&mut png, length, length);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(png)
}
