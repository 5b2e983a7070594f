//! The openids of one call: borrowed, and as many as fit.

use core::ops::Range;

use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::values::openid_list::OpenIdList;

/// Between one and `MAX` openids, borrowed from a slice or from a page: what fits in one call.
///
/// ```
/// use wechat_user_core::{Batch, OpenId};
///
/// let openids = [OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc")?];
/// assert!(Batch::<50>::new(&openids).is_ok());
/// let refused = Batch::<50>::new(&[]).unwrap_err();
/// assert_eq!(refused.to_string(), "openids: 1 to 50 in one call, got 0");
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
///
/// A list whose length was not checked is not a batch:
///
/// ```compile_fail
/// # use wechat_user_core::{groups::MoveUsers, GroupId, OpenId};
/// let openids: Vec<OpenId> = Vec::new();
/// let call = MoveUsers::new(&openids[..], GroupId::new(100));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a, const MAX: usize>(Source<'a>);

#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Slice(&'a [OpenId]),
    /// From and to this position.
    List(&'a OpenIdList, usize, usize),
}

impl<'a, const MAX: usize> Batch<'a, MAX> {
    /// Checks the length.
    ///
    /// # Errors
    ///
    /// [`InputError::BatchSize`] for no openid, and for more than `MAX`.
    pub const fn new(openids: &'a [OpenId]) -> Result<Self, InputError> {
        if openids.is_empty() || openids.len() > MAX {
            return Err(InputError::BatchSize { limit: MAX, given: openids.len() });
        }
        Ok(Self(Source::Slice(openids)))
    }

    /// The openids of a page at these positions, without a copy of any of them. Positions past the end are left out.
    ///
    /// # Errors
    ///
    /// [`InputError::BatchSize`] for no openid, and for more than `MAX`.
    pub fn of_list(list: &'a OpenIdList, positions: Range<usize>) -> Result<Self, InputError> {
        let end = positions.end.min(list.len());
        let given = end.saturating_sub(positions.start);
        if given == 0 || given > MAX {
            return Err(InputError::BatchSize { limit: MAX, given });
        }
        Ok(Self(Source::List(list, positions.start, end)))
    }

    /// All openids of a page, as many in a batch as fit. None for an empty page.
    ///
    /// ```
    /// use wechat_user_core::users::{GetFollowers, GetUsers};
    /// use wechat_user_core::{Batch, Call, decode, http::Response};
    ///
    /// let page = Response::new(br#"{"total":2,"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#.to_vec());
    /// let openids = decode::<GetFollowers>(&page)?.openids;
    /// let calls: Vec<_> = Batch::all_of(&openids).map(|batch| Call::new(&GetUsers::new(batch))).collect();
    /// assert_eq!(calls.len(), 1);
    /// # Ok::<(), wechat_user_core::Error>(())
    /// ```
    pub fn all_of(list: &'a OpenIdList) -> impl Iterator<Item = Self> {
        let starts = (0..list.len()).step_by(MAX.max(1));
        starts.filter_map(move |start| Self::of_list(list, start..start + MAX).ok())
    }

    /// Openids that are few enough by their origin, such as a part of a batch.
    pub(crate) const fn part(openids: &'a [OpenId]) -> Self {
        Self(Source::Slice(openids))
    }

    /// The number of openids.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub const fn len(&self) -> usize {
        match self.0 {
            Source::Slice(openids) => openids.len(),
            Source::List(_, start, end) => end - start,
        }
    }

    /// The openids as texts, without an allocation.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> + use<'a, MAX> {
        let source = self.0;
        (0..self.len()).filter_map(move |at| match source {
            Source::Slice(openids) => openids.get(at).map(OpenId::as_str),
            Source::List(list, start, _) => list.text(start + at),
        })
    }

    /// The openids as values of their own.
    #[must_use]
    pub fn to_openids(&self) -> Vec<OpenId> {
        self.texts().filter_map(OpenId::received).collect()
    }
}

/// A list of texts, as the service takes it.
impl<const MAX: usize> Serialize for Batch<'_, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::String;

    #[test]
    fn a_batch_holds_one_to_its_limit() {
        let many: Vec<OpenId> = (0..51).map(|number| OpenId::new(format!("o{number}")).unwrap()).collect();
        assert_eq!(Batch::<50>::new(&many[..1]).unwrap().len(), 1);
        assert_eq!(Batch::<50>::new(&many[..50]).unwrap().to_openids(), &many[..50]);
        for given in [0, 51] {
            let refused = Batch::<50>::new(&many[..given]).unwrap_err();
            assert_eq!(refused, InputError::BatchSize { limit: 50, given });
        }
    }

    #[test]
    fn a_batch_borrows_a_part_of_a_page() {
        let list: OpenIdList = serde_json::from_str(r#"["o1","o2","o3","o4","o5"]"#).unwrap();
        let texts = |batch: Batch<'_, 2>| batch.texts().map(String::from).collect::<Vec<_>>();
        let all: Vec<Vec<String>> = Batch::all_of(&list).map(texts).collect();
        assert_eq!(all, [&["o1", "o2"][..], &["o3", "o4"], &["o5"]]);
        assert_eq!(texts(Batch::of_list(&list, 4..9).unwrap()), ["o5"]);
        assert_eq!(Batch::<2>::of_list(&list, 0..3).unwrap_err(), InputError::BatchSize { limit: 2, given: 3 });
        assert_eq!(Batch::<2>::of_list(&list, 5..6).unwrap_err(), InputError::BatchSize { limit: 2, given: 0 });
        assert_eq!(Batch::<2>::all_of(&OpenIdList::default()).count(), 0);
        let batch = Batch::<2>::of_list(&list, 1..3).unwrap();
        assert_eq!(serde_json::to_string(&batch).unwrap(), r#"["o2","o3"]"#);
    }
}
