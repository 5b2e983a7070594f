//! What identifies an account, and new accounts.

use wechat_user_core::{AppId, AppSecret, Timestamp};

use super::super::Service;
use crate::service::saved::FileError;
use crate::service::seeds::Seed;
use crate::service::state::keyed::Key;

/// How many calls the journal of a new account keeps.
const KEPT: usize = 5_000;

impl Service {
    /// An account with the seed, the settings and the followers of this one, and nothing else of it.
    pub(crate) fn blank(&self) -> Self {
        let mut blank = Self::new();
        blank.account.settings = self.account.settings.clone();
        blank.seed = self.seed;
        blank.followers = self.followers;
        blank.journal.keep(KEPT);
        blank.journal.keep_bodies(self.journal.store().cloned());
        blank.reset();
        blank
    }

    /// A [blank](Self::blank) account with this AppID and a seed. The AppSecret is computed if the seed has none.
    pub(crate) fn create(&self, app_id: &AppId, now: Timestamp, seed: Seed) -> Result<Self, FileError> {
        let mut service = self.blank();
        service.account.app_id = app_id.clone();
        service.account.app_secret = app_secret(app_id.as_str());
        service.plant(now, seed)?;
        Ok(service)
    }

    /// The app id of the new account with this number.
    pub(crate) fn new_app_id(&self, number: u64) -> AppId {
        AppId::from(format!("wx{:016x}", Key::new(self.seed, "app_id").scramble(number)))
    }
}

/// The original id (原始ID) of an account.
pub(crate) fn original_id(app_id: &str) -> String {
    match app_id {
        Service::APP_ID => "gh_0123456789ab".to_owned(),
        other => format!("gh_{:012x}", Key::new(0, "original_id").of_text(other) >> 16),
    }
}

fn app_secret(app_id: &str) -> AppSecret {
    let key = Key::new(0, "app_secret");
    let halves: String = key.stream(key.of_text(app_id)).take(2).map(|half| format!("{half:016x}")).collect();
    AppSecret::from(halves)
}
