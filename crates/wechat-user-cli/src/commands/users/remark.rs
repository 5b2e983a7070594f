//! `wechat-user users remark`

use std::path::PathBuf;

use clap::Args;
use wechat_user::bulk::{self, BulkRun};
use wechat_user::users::SetRemark;
use wechat_user::{Client, OpenId};

use crate::bulk::{Add, BulkFlags, Marks, Operation, Resume, Run, remark_line};
use crate::change::{Change, users};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
use crate::openids::{openid, read_remarks};
use crate::plan::Plan;

#[derive(Args, Debug)]
pub(crate) struct Remark {
    /// The user.
    #[arg(value_parser = openid, required_unless_present = "file", requires = "text")]
    openid: Option<OpenId>,
    /// The remark (备注名); empty to clear it.
    text: Option<String>,
    /// Read users and remarks from this file: the first two columns of CSV or TSV, or JSON objects with openid and
    /// remark; `-`: standard input
    #[arg(long, value_name = "PAIRS", conflicts_with = "openid")]
    file: Option<PathBuf>,
    #[command(flatten)]
    flags: BulkFlags,
    #[command(flatten)]
    resume: Resume,
    #[command(flatten)]
    change: Change,
}

impl Remark {
    pub(super) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        if let (Some(openid), Some(text), None) = (&self.openid, &self.text, &self.file) {
            let question = questions::set_remark(openid, format!("{text:?}"));
            return self.change.make_and_confirm(context, question, &SetRemark::new(openid, text));
        }
        let file = self.file.unwrap_or_default();
        let list = |add: &mut Add<'_>| read_remarks(&file, |openid, text| add(&remark_line(openid, text)));
        let run = Run { operation: &Set, flags: &self.flags, resume: &self.resume, change: Some(self.change) };
        if run.run(&mut context, list, |_| Ok(Box::new(Marks)))? {
            context.output.done()?;
        }
        Ok(())
    }
}

struct Set;

impl Operation for Set {
    type Item = (OpenId, String);
    type Value = ();
    type Job = bulk::Remark;

    fn name(&self) -> String {
        "users remark".to_owned()
    }

    fn question(&self, count: u64) -> Text {
        questions::set_remarks(users(count))
    }

    fn plan(&self, pairs: &[Self::Item], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        pairs.iter().try_for_each(|(openid, remark)| plan.add(&SetRemark::new(openid, remark)))
    }

    fn start<S: Iterator<Item = Self::Item>>(&self, client: &Client, pairs: S) -> BulkRun<bulk::Remark, S> {
        client.users().set_remarks(pairs)
    }
}
