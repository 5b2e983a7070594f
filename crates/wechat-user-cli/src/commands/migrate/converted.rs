//! A row of `migrate openids`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use wechat_user::bulk::ItemResult;
use wechat_user::migration::ChangedOpenId;

use crate::bulk::{Mark, Note, Row};
use crate::output::{Cell, Record};

/// An openid of the old account with that of the new one.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Converted<'a> {
    #[serde(borrow)]
    pub(super) ori_openid: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) new_openid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) err_msg: Cow<'a, str>,
}

impl<'a> Converted<'a> {
    pub(super) fn of(row: &'a Row<ChangedOpenId>) -> Self {
        let (new_openid, err_msg) = match &row.result {
            ItemResult::Done(found) => {
                (found.new_openid.as_ref().map(|openid| openid.as_str().into()), found.err_msg.as_str().into())
            }
            ItemResult::Failed(error) => (None, error.to_string().into()),
            ItemResult::Missing | ItemResult::NotTried => (None, "the response does not name this openid".into()),
        };
        Self { ori_openid: row.openid.as_str().into(), new_openid, err_msg }
    }
}

/// What is noted of a row that was printed.
pub(super) fn mark(row: &Row<ChangedOpenId>) -> (Mark, Note<'_>) {
    match &row.result {
        ItemResult::Done(found) => match &found.new_openid {
            Some(new) => (Mark::Done, Note { new_openid: Some(new.as_str()), ..Note::default() }),
            None => (Mark::Failed, Note { message: Some(&found.err_msg), ..Note::default() }),
        },
        ItemResult::Failed(error) => (Mark::Failed, Note { error: Some(error), ..Note::default() }),
        ItemResult::Missing | ItemResult::NotTried => (Mark::Missing, Note::default()),
    }
}

impl Record for Converted<'_> {
    const COLUMNS: &'static [&'static str] = &["ori_openid", "new_openid", "err_msg"];
    const IN_LINES: bool = true;

    fn cells(&self) -> Vec<Cell<'_>> {
        let new_openid = Cell::whole(self.new_openid.as_deref().unwrap_or_default());
        vec![Cell::whole(&*self.ori_openid), new_openid, (&*self.err_msg).into()]
    }
}
