//! `wechat-user followers map`

use follower_mirror::Mirror;
use serde::Serialize;
use wechat_user::{OpenId, UnionId};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Record};

/// How many are printed at once.
const PART: usize = 1_000;

pub(super) fn print(mirror: &Mirror, context: Context<'_, '_>) -> Result<(), Failure> {
    let mut pairs = mirror.map();
    loop {
        let part = pairs.by_ref().take(PART).map(|pair| pair.map(|(openid, unionid)| Pair { openid, unionid }));
        let part: Vec<Pair> = part.collect::<Result<_, _>>()?;
        if part.is_empty() {
            return Ok(context.output.end::<Pair>()?);
        }
        context.output.part(&part)?;
    }
}

#[derive(Serialize)]
pub(super) struct Pair {
    openid: OpenId,
    unionid: UnionId,
}

impl Record for Pair {
    const COLUMNS: &'static [&'static str] = &["openid", "unionid"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(self.openid.as_str()), Cell::whole(self.unionid.as_str())]
    }
}
