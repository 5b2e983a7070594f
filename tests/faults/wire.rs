//! Records bodies, which the simulator's journal does not contain.

use std::sync::{Arc, Mutex};

use transport_mock::FakeWeChat;
use wechat_user::transport::{Request, Response, Transport, TransportError};

/// A transport to the simulator that keeps the bodies of all calls.
#[derive(Clone)]
pub(crate) struct Wire {
    wechat: FakeWeChat,
    bodies: Arc<Mutex<Vec<Exchange>>>,
}

#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) path: String,
    pub(crate) sent: Vec<u8>,
    pub(crate) received: Vec<u8>,
}

impl Wire {
    pub(crate) fn to(wechat: &FakeWeChat) -> Self {
        Self { wechat: wechat.clone(), bodies: Arc::default() }
    }

    /// The exchanges of this path that had a response.
    pub(crate) fn of(&self, path: &str) -> Vec<Exchange> {
        self.bodies.lock().unwrap().iter().filter(|exchange| exchange.path == path).cloned().collect()
    }
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let (path, sent) = (request.uri().path().to_owned(), request.body().clone());
        let response = self.wechat.send(request)?;
        self.bodies.lock().unwrap().push(Exchange { path, sent, received: response.body().clone() });
        Ok(response)
    }
}
