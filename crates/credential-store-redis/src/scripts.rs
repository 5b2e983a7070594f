//! The operations on Redis. Each is one command or one script, which Redis runs as a whole.

use std::time::Duration;

use redis::{Connection, RedisResult, cmd};

/// What the keys of one credential hold.
pub(crate) struct Held {
    /// The text of the value's key; empty if there is none.
    pub(crate) value: Vec<u8>,
    /// What is left of its time; `None` if it never ends.
    pub(crate) left: Option<Duration>,
    /// The text of the second key.
    pub(crate) expires_at: Vec<u8>,
    /// The time of Redis: seconds since 1970.
    pub(crate) now: u64,
}

/// Seconds and texts at one moment. A key that is absent is `false` in Lua, and reads as an empty text.
const LOAD: &str = "\
local expires_at = ''
if KEYS[2] then expires_at = redis.call('GET', KEYS[2]) or '' end
return {redis.call('GET', KEYS[1]) or '', redis.call('PTTL', KEYS[1]), expires_at, redis.call('TIME')[1]}";

/// Stores if the value's key still has the text that was read.
const REPLACE: &str = "\
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
if KEYS[2] then redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3]) end
return 1";

/// Lets the lock last for the time from now if it is the owner's.
const EXTEND: &str = "\
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0";

/// Removes the lock if it is the owner's.
const UNLOCK: &str = "\
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0";

/// What is to be stored.
pub(crate) struct Written {
    pub(crate) value: String,
    pub(crate) expires_at: String,
    pub(crate) left: Duration,
}

pub(crate) fn load(connection: &mut Connection, value: &str, expires_at: Option<&str>) -> RedisResult<Held> {
    let keys = [Some(value), expires_at];
    let (value, left, expires_at, now): (Vec<u8>, i64, Vec<u8>, u64) = script(LOAD, &keys).query(connection)?;
    let left = u64::try_from(left).ok().map(Duration::from_millis);
    Ok(Held { value, left, expires_at, now })
}

/// True if the value's key still had the text `seen`; the new one is stored then.
pub(crate) fn replace(
    connection: &mut Connection,
    keys: (&str, Option<&str>),
    seen: &[u8],
    new: &Written,
) -> RedisResult<bool> {
    let mut command = script(REPLACE, &[Some(keys.0), keys.1]);
    command.arg(seen).arg(&new.value).arg(millis(new.left)).arg(&new.expires_at);
    command.query(connection)
}

/// True if the lock was free or the owner's, and is the owner's for `time` now.
pub(crate) fn lock(connection: &mut Connection, key: &str, owner: &str, time: Duration) -> RedisResult<bool> {
    let taken: Option<String> =
        cmd("SET").arg(key).arg(owner).arg("NX").arg("PX").arg(millis(time)).query(connection)?;
    if taken.is_some() {
        return Ok(true);
    }
    script(EXTEND, &[Some(key)]).arg(owner).arg(millis(time)).query(connection)
}

pub(crate) fn unlock(connection: &mut Connection, key: &str, owner: &str) -> RedisResult<()> {
    let _removed: i64 = script(UNLOCK, &[Some(key)]).arg(owner).query(connection)?;
    Ok(())
}

pub(crate) fn remove(connection: &mut Connection, keys: &[Option<String>]) -> RedisResult<()> {
    let mut command = cmd("DEL");
    for key in keys.iter().flatten() {
        command.arg(key);
    }
    command.query(connection)
}

/// The script is sent as a whole, so that a Redis that was restarted knows it.
fn script(text: &str, keys: &[Option<&str>]) -> redis::Cmd {
    let mut command = cmd("EVAL");
    command.arg(text).arg(keys.iter().flatten().count());
    for key in keys.iter().flatten() {
        command.arg(*key);
    }
    command
}

/// At least one: Redis refuses zero.
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).clamp(1, 1 << 50)
}
