//! Another HTTP library in about twenty lines: the client over [minreq](https://docs.rs/minreq) instead of ureq, on a
//! real socket.
//!
//! `cargo run -p wechat-user --example custom_transport`

#![allow(clippy::print_stdout, reason = "an example tells what it does")]

use std::io::ErrorKind::ConnectionRefused;
use std::net::{Ipv4Addr, TcpListener};

use mock_server::MockServer;
use wechat_user::retry::RetryPolicy;
use wechat_user::transport::{Request, Response, TimeLeft, TransportError, transport_fn};
use wechat_user::{Client, Origin, http};

/// The whole adapter. minreq has no connection pool and counts time-outs in seconds; a client on it behaves
/// accordingly.
fn over_minreq(request: Request) -> Result<Response, TransportError> {
    let (parts, body) = request.into_parts();
    let mut ours = minreq::Request::new(minreq::Method::Custom(parts.method.to_string()), parts.uri.to_string())
        // The token is in the URL: a redirect would send it to another host.
        .with_follow_redirects(false)
        .with_body(body);
    for (name, value) in &parts.headers {
        ours = ours.with_header(name.as_str(), value.to_str().map_err(TransportError::not_sent)?);
    }
    if let Some(TimeLeft(left)) = parts.extensions.get() {
        ours = ours.with_timeout(left.as_secs().max(1));
    }
    let answer = ours.send().map_err(|error| match &error {
        minreq::Error::AddressNotFound => TransportError::not_sent(error),
        minreq::Error::IoError(cause) if cause.kind() == ConnectionRefused => TransportError::not_sent(error),
        // It may have arrived, so a create will not be sent again.
        _ => TransportError::unknown(error),
    })?;
    let status = answer.status_code;
    http::Response::builder().status(status).body(answer.into_bytes()).map_err(TransportError::unknown)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = MockServer::builder().start()?;
    let (app_id, secret) = (server.service().app_id(), server.service().app_secret());
    let client = Client::builder(app_id.clone(), secret.clone())
        .origin(Origin::plain_http(&server.addr().to_string())?)
        .transport(transport_fn(over_minreq))
        .build()?;

    let group = client.groups().create("华东客户")?;
    println!("created group {} ({}) over minreq, on {}", group.id, group.name, server.url());
    server.service().replace_token();
    let groups = client.groups().list()?;
    println!("listed {} groups, although the token was replaced in between", groups.len());
    assert_eq!(groups.last().map(|group| group.name.as_str()), Some("华东客户"));
    assert_eq!((server.service().token_requests(), server.service().calls()), (2, 5));

    // No server listens there. The adapter reports that nothing was sent, so nothing was done.
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let client = Client::builder(app_id, secret)
        .origin(Origin::plain_http(&nobody.to_string())?)
        .transport(transport_fn(over_minreq))
        .retry(RetryPolicy::never())
        .build()?;
    let Err(error) = client.groups().create("华北客户") else { return Err("somebody listens there".into()) };
    println!("refused: {error}");
    assert!(!error.may_have_been_done());
    Ok(())
}
