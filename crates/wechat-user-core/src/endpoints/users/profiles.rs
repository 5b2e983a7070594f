//! Profiles in one piece of memory: one buffer for all texts, one list for all tags, and a row of positions for each
//! user. A hundred profiles hold eight hundred texts, and an allocation for each took longer than the parser itself.

use alloc::string::String;
use alloc::vec::Vec;

use crate::endpoints::users::Sex;
use crate::values::ids::{GroupId, TagId};
use crate::values::time::Timestamp;

/// The fields of some users.
#[derive(Clone, Default)]
pub(super) struct Profiles {
    pub(super) text: String,
    pub(super) tags: Vec<TagId>,
    pub(super) rows: Vec<Row>,
}

/// From and to a position. Empty means absent.
#[derive(Clone, Copy, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

/// The fields of one user; its texts and tags are in the shared buffers.
#[derive(Clone, Copy, Default)]
pub(super) struct Row {
    pub(super) subscribe: bool,
    pub(super) openid: Span,
    pub(super) nickname: Span,
    pub(super) sex: Option<Sex>,
    pub(super) language: Span,
    pub(super) city: Span,
    pub(super) province: Span,
    pub(super) country: Span,
    pub(super) headimgurl: Span,
    pub(super) subscribe_time: Option<Timestamp>,
    pub(super) unionid: Span,
    pub(super) remark: Span,
    pub(super) groupid: Option<GroupId>,
    pub(super) tags: Span,
    pub(super) subscribe_scene: Span,
    pub(super) qr_scene: Option<i64>,
    pub(super) qr_scene_str: Span,
}

impl Profiles {
    /// Adds a text. `None` if the buffer would be longer than 4 GiB.
    pub(super) fn push_text(&mut self, text: &str) -> Option<Span> {
        // Most users have no remark and no name: an empty text is absent, wherever it would stand.
        if text.is_empty() {
            return Some(Span::default());
        }
        let start = self.text.len();
        self.text.push_str(text);
        Span::new(start, self.text.len())
    }

    pub(super) fn text(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    pub(super) fn tags(&self, span: Span) -> &[TagId] {
        self.tags.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Option<Self> {
        Some(Self { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }

    pub(super) const fn is_empty(self) -> bool {
        self.start == self.end
    }
}
