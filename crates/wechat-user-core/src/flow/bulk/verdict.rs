//! What the error of a batch means for its items and for the run: a pure decision.

use crate::errors::errcode::{Concerns, ErrCode, Remedy};
use crate::errors::error::{Error, ErrorKind};
use crate::wire::spec::Replay;

/// What to do with the items that an error leaves unprocessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Verdict {
    /// The error is theirs.
    Failed,
    /// The error belongs to one of them: find it by halving the batch.
    Halve,
    /// The failure passes: send them again a few times if that is safe. Several such failures in a row end the run.
    Again,
    /// Nothing was done, and it is known when it can be: the next minute, or the time when a stuck token is
    /// forgotten.
    Later,
    /// It ends the run.
    End(Reason),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::flow) enum Reason {
    Account,
    Call,
}

/// `items`: how many the error leaves; `limit`: how many fit in one call.
pub(in crate::flow) fn judge(error: &Error, items: usize, limit: usize, replay: Replay) -> Verdict {
    match (error.concerns(), error.remedy()) {
        // The failed ones are named, and were sent again as often as makes sense.
        (_, Remedy::RetryFailed) => Verdict::Failed,
        _ if is_stuck(error) => Verdict::Later,
        (_, Remedy::SlowDown) if may_repeat(error, replay) => Verdict::Later,
        // A call renews its token once. Two renewals by others during one call do not mean that the account is lost.
        (_, Remedy::RenewToken | Remedy::BackOff | Remedy::RetryOneByOne) => Verdict::Again,
        (Concerns::Account, _) => Verdict::End(Reason::Account),
        (Concerns::Item, _) if items > 1 && replay == Replay::Safe => Verdict::Halve,
        (Concerns::Item, _) => Verdict::Failed,
        // With one item in a call, its arguments are those of the item: a remark, say.
        (_, Remedy::FixRequest) if limit == 1 => Verdict::Failed,
        _ => Verdict::End(Reason::Call),
    }
}

/// The service rejects the token and returns it again, which ends by itself. The session forgets it after a while.
fn is_stuck(error: &Error) -> bool {
    let kind = match error.kind() {
        ErrorKind::Partial { error, .. } => error.kind(),
        kind => kind,
    };
    let token = matches!(kind, ErrorKind::Token(token) if matches!(token.kind(), ErrorKind::TokenStuck));
    token && error.retry_at().is_some()
}

/// Whether the items of a failed call may be sent again.
pub(in crate::flow) fn may_repeat(error: &Error, replay: Replay) -> bool {
    replay == Replay::Safe || !error.may_have_been_done()
}

/// Whether the service says that this openid is none of the account's.
pub(in crate::flow) fn is_foreign(error: &Error) -> bool {
    matches!(error.code(), Some(ErrCode::INVALID_OPENID | ErrCode::OPENID_APPID_MISMATCH))
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::*;
    use crate::errors::errcode::Place;
    use crate::errors::service_error::ServiceError;
    use crate::io::transport::TransportError;

    fn code(code: i64) -> Error {
        let service = ServiceError {
            code: ErrCode::new(code),
            errmsg: String::new(),
            rid: None,
            blocked_ip: None,
            failed_openids: Vec::new(),
            place: Place::AppCall,
        };
        Error::new("".into(), 1, ErrorKind::Service(service))
    }

    fn lost() -> Error {
        Error::new("".into(), 1, ErrorKind::Transport(TransportError::unknown("reset")))
    }

    #[test]
    fn the_error_of_a_batch_and_what_it_means() {
        for (error, items, limit, safe, not_safe) in [
            (code(45_171), 3, 50, Verdict::Failed, Verdict::Failed),
            (code(45_011), 50, 50, Verdict::Later, Verdict::Later),
            (code(45_009), 50, 50, Verdict::End(Reason::Account), Verdict::End(Reason::Account)),
            (code(48_001), 50, 50, Verdict::End(Reason::Account), Verdict::End(Reason::Account)),
            (code(40_164), 50, 50, Verdict::End(Reason::Account), Verdict::End(Reason::Account)),
            (code(40_001), 50, 50, Verdict::Again, Verdict::Again),
            (code(45_159), 50, 50, Verdict::Again, Verdict::Again),
            (code(-1), 50, 50, Verdict::Again, Verdict::Again),
            (lost(), 50, 50, Verdict::Again, Verdict::Again),
            (code(40_003), 2, 50, Verdict::Halve, Verdict::Failed),
            (code(45_059), 2, 50, Verdict::Halve, Verdict::Failed),
            (code(40_003), 1, 50, Verdict::Failed, Verdict::Failed),
            (code(40_050), 50, 50, Verdict::End(Reason::Call), Verdict::End(Reason::Call)),
            (code(40_092), 1, 1, Verdict::Failed, Verdict::Failed),
            (code(12_345), 50, 50, Verdict::End(Reason::Call), Verdict::End(Reason::Call)),
        ] {
            assert_eq!(judge(&error, items, limit, Replay::Safe), safe, "{error}");
            assert_eq!(judge(&error, items, limit, Replay::Unsafe), not_safe, "{error}");
        }
    }

    #[test]
    fn only_a_safe_call_or_one_that_was_not_done_is_repeated() {
        assert!(may_repeat(&lost(), Replay::Safe) && !may_repeat(&lost(), Replay::Unsafe));
        assert!(may_repeat(&code(45_009), Replay::Unsafe) && !may_repeat(&code(-1), Replay::Unsafe));
        assert!(is_foreign(&code(40_003)) && is_foreign(&code(49_003)) && !is_foreign(&code(43_004)));
    }
}
