//! Request ids (rid) and hints.

use wechat_user_core::Timestamp;

use super::journal::Journal;
use super::keyed::{Key, write_digits};

/// Writes rids and hints from the numbers of calls, and reads rids.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rids(Key);

impl Rids {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Key::new(seed, "rid"))
    }

    /// `NOW-8hex-8hex`.
    pub(crate) fn rid(self, now: Timestamp, number: u64) -> String {
        let id = self.0.scramble(number);
        format!("{:08x}-{:08x}-{:08x}", now.as_unix_secs() as u32, id >> 32, id as u32)
    }

    pub(crate) fn hint(self, number: u64) -> String {
        let mut hint = [0; 16];
        for (places, bits) in hint.chunks_mut(8).zip(self.0.stream(number)) {
            write_digits(places, bits);
        }
        String::from_utf8_lossy(&hint).into_owned()
    }

    /// The time in seconds and the call number in a rid.
    pub(crate) fn read(self, rid: &str) -> Option<(u32, u64)> {
        let blocks: Vec<u32> = rid
            .split('-')
            .map(|block| u32::from_str_radix(block, 16).ok().filter(|_| block.len() == 8))
            .collect::<Option<_>>()?;
        let [second, high, low] = blocks[..] else { return None };
        Some((second, self.0.unscramble(u64::from(high) << 32 | u64::from(low))))
    }
}

/// The calls before this one.
#[derive(Clone, Copy)]
pub(crate) struct History<'a> {
    pub(crate) journal: &'a Journal,
    pub(crate) rids: Rids,
}
