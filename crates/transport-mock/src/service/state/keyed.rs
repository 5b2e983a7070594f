//! Everything that looks random is computed from the seed: the same seed gives the same bytes, and nothing is stored.
//! Scrambling can be undone, so that the number of a follower can be computed from the openid.

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A keyed permutation of the 64-bit numbers. It is no cipher and protects nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Key {
    before: u64,
    after: u64,
}

impl Key {
    /// The key for one purpose.
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        let before = purpose
            .bytes()
            .fold(mix(seed.wrapping_add(GOLDEN)), |hash, byte| mix(hash ^ u64::from(byte)).wrapping_add(GOLDEN));
        Self { before, after: mix(before) }
    }

    pub(crate) const fn scramble(self, number: u64) -> u64 {
        mix(mix(number ^ self.before).wrapping_add(self.after))
    }

    pub(crate) const fn unscramble(self, number: u64) -> u64 {
        unmix(unmix(number).wrapping_sub(self.after)) ^ self.before
    }

    /// The hash of a text.
    pub(crate) fn of_text(self, text: &str) -> u64 {
        text.bytes().fold(self.after, |hash, byte| mix(hash ^ u64::from(byte)).wrapping_add(GOLDEN))
    }

    /// An endless stream of numbers, derived from this one.
    pub(crate) fn stream(self, number: u64) -> impl Iterator<Item = u64> {
        let start = self.scramble(number);
        (1_u64..).map(move |step| mix(start.wrapping_add(step.wrapping_mul(GOLDEN))))
    }
}

/// The finalizer of splitmix64, a bijection.
const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Its inverse: each shifted xor undone by repeating it, each factor by its inverse modulo 2^64.
const fn unmix(number: u64) -> u64 {
    let number = (number ^ (number >> 31) ^ (number >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    let number = (number ^ (number >> 27) ^ (number >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    number ^ (number >> 30) ^ (number >> 60)
}

/// Whether the byte is one of the 64 digits of openids and tokens.
pub(crate) const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Fills the places with digits of 6 bits, lowest first; eleven digits hold any number.
pub(crate) fn write_digits(places: &mut [u8], mut number: u64) {
    for place in places {
        *place = DIGITS[(number & 63) as usize];
        number >>= 6;
    }
}

/// Reads up to eleven digits back.
pub(crate) fn read_digits(places: &[u8]) -> Option<u64> {
    places.iter().rev().try_fold(0_u64, |number, byte| {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        Some((number << 6) | u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrambling_is_undone() {
        let key = Key::new(7, "openid");
        for number in (0..1_000).chain([u64::MAX, u64::MAX - 1, 1 << 63, GOLDEN]) {
            assert_eq!(key.unscramble(key.scramble(number)), number);
            assert_eq!(unmix(mix(number)), number);
        }
    }

    #[test]
    fn seeds_and_purposes_differ() {
        let openid = Key::new(7, "openid").scramble(1);
        assert_ne!(openid, Key::new(8, "openid").scramble(1));
        assert_ne!(openid, Key::new(7, "unionid").scramble(1));
    }

    #[test]
    fn eleven_digits_hold_a_number() {
        for number in [0, 1, 63, 64, u64::MAX, GOLDEN] {
            let mut places = [0; 11];
            write_digits(&mut places, number);
            assert!(places.iter().all(|byte| is_digit(*byte)));
            assert_eq!(read_digits(&places), Some(number));
        }
        assert_eq!(read_digits(b"AAAA AAAAAA"), None);
    }
}
