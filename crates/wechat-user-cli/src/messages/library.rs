//! The errors of the libraries in Chinese, from their kinds and fields. Their English texts are their own.

mod call;
mod gateway;
mod input;
mod phrases;
mod store;
mod transport;
mod web;

use std::error::Error;
use std::io;

use credential_store_redis::FollowError;
use follower_mirror::{MirrorError, MirrorErrorKind, SyncError};
use transport_mock::FileError;
use wechat_gateway::ConfigError;
use wechat_user::store::StoreError;
use wechat_user::transport::TransportError;
use wechat_user::{InputError, PictureError, SetupError};
use wechat_user_web::{ReplyError, SecretError, SendError};

use super::language::Language;
use super::say::{Say, Texts};
use super::text::{Cause, Text};
use call::call;
pub(crate) use call::{advice_of, headline, meaning_of, remedy};
pub(crate) use phrases::phrase;
pub(crate) use store::side_list;

/// The errors of libraries are arguments of messages, in the language of the message.
macro_rules! say {
    ($($type:ty => $text:path),* $(,)?) => {
        $(impl Say for $type {
            fn say(&self, language: Language) -> String {
                $text(self).say(language)
            }
        })*
    };
}

say! {
    wechat_user::Error => call,
    InputError => input::input,
    StoreError => store::store,
    FollowError => store::follow,
    MirrorError => store::mirror,
    MirrorErrorKind => store::mirror_kind,
    SyncError => store::sync,
    TransportError => transport::transport,
    transport_ureq::BuildError => transport::build,
    SecretError => web::secret,
    SendError => web::send,
    ReplyError => web::reply,
    FileError => store::mock_file,
    ConfigError => gateway::config,
    PictureError => store::picture,
}

/// The error that a library or this program has put into it; otherwise the text of the operating system.
impl Say for io::Error {
    fn say(&self, language: Language) -> String {
        self.get_ref().map_or_else(|| self.to_string(), |error| cause(error).say(language))
    }
}

/// An error behind another one, which has lost its type. The text of an unknown type is the same in both languages: it
/// comes from the operating system or from a library.
fn cause(error: &(dyn Error + 'static)) -> Text {
    let known = [
        error.downcast_ref::<Cause>().map(|cause| cause.0.clone()),
        error.downcast_ref::<io::Error>().map(Texts::text),
        error.downcast_ref::<wechat_user::Error>().map(call),
        error.downcast_ref::<InputError>().map(input::input),
        error.downcast_ref::<StoreError>().map(store::store),
        error.downcast_ref::<FollowError>().map(store::follow),
        error.downcast_ref::<SetupError>().map(call::setup),
        error.downcast_ref::<transport_ureq::Error>().map(transport::exchange),
        error.downcast_ref::<PictureError>().map(store::picture),
    ];
    known.into_iter().flatten().next().unwrap_or_else(|| phrase(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::settings;

    #[test]
    fn a_message_inside_an_error_of_a_library_is_found_again() {
        let refused = TransportError::not_sent(settings::calls_used_up());
        let text = wechat_user::Error::transport("/cgi-bin/tags/get", refused).text();
        let english = "/cgi-bin/tags/get: the request was not sent: the calls of --max-calls are used up";
        assert_eq!(text.in_language(Language::English), english);
        let chinese = "/cgi-bin/tags/get：请求没有发出：--max-calls 允许的调用已经用完";
        assert_eq!(text.in_language(Language::Chinese), chinese);
        let damaged = io::Error::other(crate::messages::files::list_damaged());
        assert_eq!(
            (damaged.to_string(), damaged.say(Language::Chinese)),
            ("the list is damaged".into(), "列表已损坏".into())
        );
    }
}
