//! Limits of a message: bytes, depth and fields are counted, so that time and memory are bounded for any input.

use crate::push_error::PushError;

/// The limits. Real pushes have a few hundred bytes, three levels and a dozen fields; compatible mode (兼容模式)
/// triples the bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) body: usize,
    pub(crate) query: usize,
    pub(crate) depth: usize,
    pub(crate) fields: usize,
}

impl Limits {
    pub(crate) const DEFAULT: Self = Self { body: 256 * 1024, query: 8 * 1024, depth: 16, fields: 2_048 };
}

/// Counts depth and fields while one document is read.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    depth: usize,
    fields: usize,
}

impl Budget {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self { limits, depth: 0, fields: 0 }
    }

    pub(crate) const fn enter(&mut self) -> Result<(), PushError> {
        if self.depth == self.limits.depth {
            return Err(PushError::TooDeep { limit: self.limits.depth });
        }
        self.depth += 1;
        Ok(())
    }

    pub(crate) const fn leave(&mut self) {
        self.depth -= 1;
    }

    pub(crate) const fn count_field(&mut self) -> Result<(), PushError> {
        if self.fields == self.limits.fields {
            return Err(PushError::TooManyFields { limit: self.limits.fields });
        }
        self.fields += 1;
        Ok(())
    }
}
