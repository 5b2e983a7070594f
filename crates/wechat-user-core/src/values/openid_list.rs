//! A page of openids in one piece of memory.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::values::lenient;
use crate::values::openid::OpenId;

/// The openids of a page, up to 10,000. One buffer and one vector instead of 10,000 allocations. The fields are
/// private, so that they can change.
///
/// Empty texts, which old responses put first, are left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OpenIdList {
    text: String,
    ends: Vec<u32>,
}

impl OpenIdList {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds an openid. False, and nothing is added, if the buffer would be longer than 4 GiB.
    pub(crate) fn push(&mut self, openid: &OpenId) -> bool {
        self.push_text(openid.as_str())
    }

    fn push_text(&mut self, text: &str) -> bool {
        let Ok(end) = u32::try_from(self.text.len() + text.len()) else { return false };
        self.text.push_str(text);
        self.ends.push(end);
        true
    }

    /// The openid at this position, created by this call.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<OpenId> {
        // No empty text is ever put into the list.
        self.text(at).and_then(OpenId::received)
    }

    /// The openids in the list's order. Each is created when the iterator reaches it; [`texts`](Self::texts) creates
    /// none.
    #[must_use]
    pub fn iter(&self) -> OpenIdIter<'_> {
        OpenIdIter { list: self, next: 0 }
    }

    /// The openids as texts, without an allocation.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.text(at))
    }

    /// The openid at this position as a text, without an allocation.
    #[must_use]
    pub fn text(&self, at: usize) -> Option<&str> {
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start as usize..*self.ends.get(at)? as usize)
    }
}

impl<'a> IntoIterator for &'a OpenIdList {
    type Item = OpenId;
    type IntoIter = OpenIdIter<'a>;

    fn into_iter(self) -> OpenIdIter<'a> {
        self.iter()
    }
}

/// The openids of an [`OpenIdList`].
#[derive(Clone, Debug)]
pub struct OpenIdIter<'a> {
    list: &'a OpenIdList,
    next: usize,
}

impl Iterator for OpenIdIter<'_> {
    type Item = OpenId;

    fn next(&mut self) -> Option<OpenId> {
        let openid = self.list.get(self.next)?;
        self.next += 1;
        Some(openid)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.list.len() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for OpenIdIter<'_> {}

impl fmt::Debug for OpenIdList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenIdList({} openids)", self.len())
    }
}

impl Serialize for OpenIdList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}

impl<'de> Deserialize<'de> for OpenIdList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = OpenIdList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of openids")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OpenIdList, A::Error> {
        let mut list = OpenIdList::default();
        while seq.next_element_seed(Append(&mut list))?.is_some() {}
        Ok(list)
    }

    /// One openid in place of a list of one; an empty text is an empty list.
    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<OpenIdList, E> {
        let mut list = OpenIdList::default();
        Append(&mut list).visit_str(text)?;
        Ok(list)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<OpenIdList, E> {
        Ok(OpenIdList::default())
    }
}

/// Reads one text straight into the list.
struct Append<'a>(&'a mut OpenIdList);

impl<'de> serde::de::DeserializeSeed<'de> for Append<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Append<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an openid")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        let text = lenient::trim(text);
        if !text.is_empty() && !self.0.push_text(text) {
            return Err(E::custom("a list of more than 4 GiB"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_and_drops_the_empty_one_that_old_responses_put_first() {
        let list: OpenIdList = serde_json::from_str(r#"["","OPENID1","OPEN\/ID2"]"#).unwrap();
        let texts: Vec<String> = list.iter().map(|openid| openid.as_str().into()).collect();
        assert_eq!(texts, ["OPENID1", "OPEN/ID2"]);
        assert_eq!(list.texts().collect::<Vec<_>>(), ["OPENID1", "OPEN/ID2"]);
        assert_eq!((list.len(), list.iter().len(), list.is_empty()), (2, 2, false));
    }

    #[test]
    fn a_strange_openid_does_not_end_the_list() {
        let list: OpenIdList = serde_json::from_str(r#"["o1"," o 2 "," ","o\"3,","o4"]"#).unwrap();
        let read: Vec<String> = list.iter().map(|openid| openid.as_str().into()).collect();
        assert_eq!(read, ["o1", "o 2", "o\"3,", "o4"]);
        assert_eq!(list.len(), 4);
    }

    #[test]
    fn what_is_no_list_of_texts_is_refused() {
        assert!(serde_json::from_str::<OpenIdList>("[1]").is_err());
        assert!(serde_json::from_str::<OpenIdList>("{}").is_err());
        assert!(serde_json::from_str::<OpenIdList>("[]").is_ok_and(|list| list.is_empty()));
    }
}
