//! Exit codes, on which a script can base a decision. `--help` and the README have the same table.

use std::process::ExitCode;

use follower_mirror::MirrorErrorKind;
use wechat_user::errcode::{Concerns, Place};
use wechat_user::{ErrCode, Error, ErrorKind, Remedy, ServiceError};

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Ok = 0,
    /// The service refused, or the result could not be written.
    Refused = 1,
    /// The command line is wrong, or the call was refused before anything was sent.
    Usage = 2,
    /// No usable response: connection, TLS, time-out, HTTP status, or a body that is not from the service.
    Transport = 3,
    /// Credentials, token, or IP white-list.
    Access = 4,
    /// A quota is used up.
    Quota = 5,
    /// A part was done, a part was not.
    Partial = 6,
    /// Interrupted.
    Interrupted = 130,
}

/// The table for `--help`.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done (a closed pipe or standard output is not an error)
  1    the service refused the request, or the result could not be written
  2    wrong usage, refused before anything was sent, or not confirmed
  3    no usable response: connection, TLS, time-out, HTTP status
  4    credentials, token, or IP white-list (IP白名单)
  5    a quota is used up (调用额度)
  6    partial success: some was done, some was not
  130  interrupted";

impl Exit {
    /// The exit code for the error of a call.
    pub(crate) fn of(error: &Error) -> Self {
        if let Some(service) = error.service() {
            return Self::of_service(service);
        }
        if error.is_input_error() {
            return Self::Usage;
        }
        match innermost(error).kind() {
            ErrorKind::Cancelled => Self::Interrupted,
            ErrorKind::TokenStuck | ErrorKind::TokenMissing => Self::Access,
            _ => Self::Transport,
        }
    }

    /// The exit code for the error of a database: a wrong file is a wrong command line.
    pub(crate) const fn of_database(error: &MirrorErrorKind) -> Self {
        match error {
            MirrorErrorKind::Missing
            | MirrorErrorKind::NotAMirror
            | MirrorErrorKind::LaterVersion { .. }
            | MirrorErrorKind::EarlierVersion { .. }
            | MirrorErrorKind::OtherAccount { .. }
            | MirrorErrorKind::UnknownRun(_) => Self::Usage,
            _ => Self::Refused,
        }
    }

    fn of_service(error: &ServiceError) -> Self {
        match error.remedy() {
            Remedy::WaitForTomorrow | Remedy::SlowDown => Self::Quota,
            Remedy::RetryFailed => Self::Partial,
            // A busy service does not mean a wrong secret, not even when it refuses a token request.
            Remedy::BackOff => Self::Refused,
            Remedy::RenewToken => Self::Access,
            _ if error.place == Place::TokenFetch || is_about_access(error) => Self::Access,
            _ => Self::Refused,
        }
    }
}

/// A wrong account, a wrong secret, no token or a wrong address, in whatever call it is reported. A missing permission
/// (48001, 50001) is not one of them: the service refused the call.
fn is_about_access(error: &ServiceError) -> bool {
    error.concerns() == Concerns::Account
        && error.remedy() == Remedy::FixConfiguration
        && !matches!(error.code, ErrCode::API_UNAUTHORIZED | ErrCode::USER_UNAUTHORIZED)
}

/// The error of the token request, if that is what failed.
pub(crate) fn innermost(error: &Error) -> &Error {
    let mut error = error;
    while let ErrorKind::Token(inner) = error.kind() {
        error = inner;
    }
    error
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wechat_user::retry::RetryPolicy;
    use wechat_user::transport::{Response, TransportError, transport_fn};
    use wechat_user::{Client, TokenMode};

    const TOKEN: &str = r#"{"access_token":"a-token","expires_in":7200}"#;

    /// The exit code of `groups list` for these responses to the token request and to the call.
    fn exit(token: &'static str, call: &'static str) -> Exit {
        listing(TokenMode::Stable, move |path| {
            let body = if path == "/cgi-bin/stable_token" { token } else { call };
            Ok(Response::new(body.as_bytes().to_vec()))
        })
    }

    fn listing(
        mode: TokenMode,
        respond: impl Fn(&str) -> Result<Response, TransportError> + Send + Sync + 'static,
    ) -> Exit {
        let client = Client::builder("wx0123456789abcdef", "secret")
            .token_mode(mode)
            .retry(RetryPolicy::never())
            .transport(transport_fn(move |request| respond(request.uri().path())))
            .build()
            .unwrap();
        Exit::of(&client.groups().list().unwrap_err())
    }

    fn refused(code: i64) -> &'static str {
        format!(r#"{{"errcode":{code},"errmsg":"no"}}"#).leak()
    }

    #[test]
    fn a_refusal_of_the_service_maps_to_an_exit_code() {
        for (code, expected) in [
            (40050, Exit::Refused),
            (48001, Exit::Refused),
            (-1, Exit::Refused),
            (123_456, Exit::Refused),
            (40001, Exit::Access),
            (41001, Exit::Access),
            (61004, Exit::Access),
            (45009, Exit::Quota),
            (45011, Exit::Quota),
            (45171, Exit::Partial),
        ] {
            assert_eq!(exit(TOKEN, refused(code)), expected, "{code}");
        }
    }

    #[test]
    fn a_failed_token_request_is_exit_4_except_for_quotas_and_a_busy_service() {
        for (code, expected) in [
            (40001, Exit::Access),
            (40013, Exit::Access),
            (40125, Exit::Access),
            (40164, Exit::Access),
            (123_456, Exit::Access),
            (45009, Exit::Quota),
            (45011, Exit::Quota),
            (-1, Exit::Refused),
        ] {
            assert_eq!(exit(refused(code), ""), expected, "{code}");
        }
        assert_eq!(listing(TokenMode::Supplied, |_| panic!("nothing is sent")), Exit::Access);
    }

    #[test]
    fn no_usable_response_is_exit_3() {
        assert_eq!(exit(TOKEN, "<html>502</html>"), Exit::Transport);
        assert_eq!(exit(TOKEN, r#"{"groups":"many"}"#), Exit::Transport);
        assert_eq!(exit("", ""), Exit::Transport);
        let refused = |_: &str| Err(TransportError::not_sent("connection refused"));
        assert_eq!(listing(TokenMode::Stable, refused), Exit::Transport);
        let gateway = |_: &str| {
            let mut response = Response::new(Vec::new());
            *response.status_mut() = wechat_user::http::StatusCode::BAD_GATEWAY;
            Ok(response)
        };
        assert_eq!(listing(TokenMode::None, gateway), Exit::Transport);
    }

    #[test]
    fn bad_input_is_exit_2_and_a_cancelled_call_130() {
        let empty = wechat_user::OpenId::new("").unwrap_err();
        assert_eq!(Exit::of(&empty.into()), Exit::Usage);
        assert_eq!(Exit::of(&Error::cancelled("/cgi-bin/user/get")), Exit::Interrupted);
    }
}
