//! What went wrong with Redis, in a text that holds nothing that was read, written or configured in secret.

use redis::{ErrorKind, RedisError};
use wechat_user_core::store::StoreError;

const UNKNOWN_USER: &str = "Redis refused the user or the password";

/// A failed operation.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: StoreError,
    /// Whether Redis may have done the operation all the same.
    pub(crate) may_be_done: bool,
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

impl Failure {
    /// The library's own texts are not passed on: the error of a script may quote its arguments.
    pub(crate) fn of(error: &RedisError, address: &str) -> Self {
        let reply = is_reply(error);
        let code = error.code().unwrap_or_default();
        let store_error = if reply {
            StoreError::new(problem_of_reply(code)).with_detail(format_args!("{address}: {}", plain(code)))
        } else {
            StoreError::new(problem(error)).with_detail(address)
        };
        Self { error: store_error, may_be_done: !reply }
    }
}

/// Whether the connection is in order after this error: Redis replied, and nothing is left to be read.
pub(crate) fn is_reply(error: &RedisError) -> bool {
    matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}

/// Whether another connection may help: Redis closes idle connections, and all of them when it stops.
pub(crate) fn is_closed(error: &RedisError) -> bool {
    error.is_connection_dropped() && !error.is_timeout()
}

fn problem_of_reply(code: &str) -> &'static str {
    match code {
        "OOM" => "Redis is full (maxmemory)",
        "NOAUTH" | "WRONGPASS" => UNKNOWN_USER,
        "NOPERM" => "the user of Redis has no right to do this",
        "WRONGTYPE" => {
            "the key has another type than a string, as a lock of Redisson has: \
             let WxJava lock with Jedis or RedisTemplate, or use another key"
        }
        "READONLY" => "this Redis is a replica, which cannot be written",
        "LOADING" => "Redis is still loading its data",
        "MOVED" | "ASK" | "CLUSTERDOWN" | "CROSSSLOT" => "a Redis Cluster is not supported",
        _ => "Redis refused the operation",
    }
}

fn problem(error: &RedisError) -> &'static str {
    if error.is_timeout() {
        "Redis did not respond in time"
    } else if error.is_connection_refusal() {
        "Redis refused the connection"
    } else if error.is_io_error() || error.is_connection_dropped() {
        "the connection to Redis failed"
    } else {
        match error.kind() {
            ErrorKind::AuthenticationFailed => UNKNOWN_USER,
            ErrorKind::InvalidClientConfig => "the address of Redis cannot be used",
            _ => "the response is not one of Redis",
        }
    }
}

/// An error code is a word in capitals; anything else is not printed.
fn plain(code: &str) -> &str {
    let is_word = !code.is_empty() && code.len() <= 20 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_word { code } else { "no code" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis::ServerErrorKind;

    #[test]
    fn no_text_of_the_library_is_passed_on() {
        let errors = [
            RedisError::from((ErrorKind::AuthenticationFailed, "x", "hush".to_owned())),
            RedisError::from((ErrorKind::UnexpectedReturnType, "x", "hush".to_owned())),
            RedisError::from((ErrorKind::Server(ServerErrorKind::ResponseError), "x", "hush".to_owned())),
            redis::make_extension_error("hush Hush".to_owned(), Some("hush".to_owned())),
            RedisError::from(std::io::Error::other("hush")),
        ];
        for error in errors {
            let failure = Failure::of(&error, "127.0.0.1:6379");
            let shown = format!("{failure:?} {}", failure.error);
            assert!(shown.contains("127.0.0.1:6379") && !shown.to_lowercase().contains("hush"), "{shown}");
        }
    }

    #[test]
    fn what_redis_refused_was_not_done_and_the_rest_may_have_been() {
        let full = redis::make_extension_error("OOM".to_owned(), None);
        let failure = Failure::of(&full, "h:1");
        assert!(!failure.may_be_done && is_reply(&full), "{failure:?}");
        assert!(failure.error.to_string().contains("full"), "{failure:?}");
        let slow = RedisError::from(std::io::Error::from(std::io::ErrorKind::WouldBlock));
        let failure = Failure::of(&slow, "h:1");
        assert!(failure.may_be_done && !is_reply(&slow) && !is_closed(&slow), "{failure:?}");
        assert!(is_closed(&RedisError::from(std::io::Error::from(std::io::ErrorKind::UnexpectedEof))));
    }
}
