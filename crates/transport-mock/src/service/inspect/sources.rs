//! Where followers come from: scans of QR codes (带参数二维码), and the history of follows and unfollows.

use std::fmt;

use wechat_user_core::{OpenId, Timestamp};

use super::super::Service;
use crate::service::state::profile::Profile;
use crate::service::state::qr_codes::Scene;

/// The QR code that is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScannedCode<'a> {
    /// The one with this ticket.
    Ticket(&'a str),
    /// The newest one with this scene.
    Scene(&'a str),
}

/// A scan, as the push about it has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scan {
    /// The user who scanned.
    pub openid: OpenId,
    /// The scene of the code.
    pub scene: String,
    /// The ticket of the code.
    pub ticket: String,
    /// Whether the user began to follow. Then the push is `subscribe`, otherwise `SCAN`.
    pub began_to_follow: bool,
}

/// Why a scan leads to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScanError {
    /// No code has this ticket or scene.
    UnknownCode,
    /// The code has expired.
    Expired,
}

/// One user began or ceased to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FollowChange {
    /// When.
    pub at: Timestamp,
    /// The user.
    pub openid: OpenId,
    /// Whether the user began to follow.
    pub follows: bool,
    /// The channel through which they began to follow, as the statistics number it (`user_source`).
    pub source: i64,
}

impl Scan {
    /// The event of the push: `subscribe` or `SCAN`.
    #[must_use]
    pub const fn event(&self) -> &'static str {
        if self.began_to_follow { "subscribe" } else { "SCAN" }
    }

    /// The `EventKey` of the push: the scene, with `qrscene_` before it in a subscription.
    #[must_use]
    pub fn event_key(&self) -> String {
        if self.began_to_follow { format!("qrscene_{}", self.scene) } else { self.scene.clone() }
    }
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownCode => "no QR code has this ticket or scene",
            Self::Expired => "the QR code has expired",
        })
    }
}

impl std::error::Error for ScanError {}

/// Scans, and the history of follows and unfollows.
impl Service {
    /// A user scans a QR code with a scene, and agrees to follow if they do not follow yet: the profile then names the
    /// code. A follower's profile does not change. Sends no push.
    ///
    /// # Errors
    ///
    /// [`ScanError::UnknownCode`] and [`ScanError::Expired`]; nothing changes then.
    pub fn scan(&mut self, now: Timestamp, code: ScannedCode<'_>, openid: &OpenId) -> Result<Scan, ScanError> {
        let codes = &self.account.qr_codes;
        let ticket = match code {
            ScannedCode::Ticket(ticket) => ticket.to_owned(),
            ScannedCode::Scene(scene) => codes.ticket_of(now, scene).ok_or(ScanError::UnknownCode)?,
        };
        let code = codes.find(&ticket).ok_or(ScanError::UnknownCode)?;
        if code.is_expired(now) {
            return Err(ScanError::Expired);
        }
        let scene = code.scene.clone();
        let began_to_follow = !self.is_following(openid);
        self.account.follow(now, openid.as_str(), profile_of(&scene));
        Ok(Scan { openid: openid.clone(), scene: scene.to_string(), ticket, began_to_follow })
    }

    /// What the QR code with this ticket holds (its URL); `None` for an unknown or expired one.
    #[must_use]
    pub fn qr_code_url(&self, now: Timestamp, ticket: &str) -> Option<String> {
        let codes = &self.account.qr_codes;
        codes.find(ticket).filter(|code| !code.is_expired(now))?;
        codes.url_of(ticket)
    }

    /// The last 100,000 changes, oldest first. The statistics count those that were dropped too.
    pub fn follow_changes(&self) -> impl Iterator<Item = FollowChange> {
        self.account.history.changes().map(|change| FollowChange {
            at: change.at,
            openid: self.openid_of(change.user),
            follows: change.follows,
            source: change.source,
        })
    }
}

/// What the profile of a user says who began to follow through a code.
fn profile_of(scene: &Scene) -> Profile {
    let (number, text) = match scene {
        Scene::Number(number) => (i64::from(*number), String::new()),
        Scene::Text(text) => (0, text.clone()),
    };
    Profile {
        subscribe_scene: Some("ADD_SCENE_QR_CODE".to_owned()),
        qr_scene: Some(number),
        qr_scene_str: Some(text),
        ..Profile::default()
    }
}
