use wechat_user_core::blacklist::{BlockUsers, GetBlacklist, UnblockUsers};
use wechat_user_core::{Batch, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let two = [openid("OPENID1"), openid("OPENID2")];
    let two = Batch::new(&two).expect("two");
    vec![
        sample(&GetBlacklist::after(openid("OPENID1")), |response| {
            let page = decode::<GetBlacklist>(response)?;
            assert_eq!((page.total, page.count), (Some(23_000), Some(1_000)));
            assert_eq!(page.openids.texts().collect::<Vec<_>>(), ["OPENID1", "OPENID2"]);
            assert_eq!(page.next_openid, Some(openid("OPENID1000")));
            Ok(())
        }),
        sample(&BlockUsers::new(two), |response| decode::<BlockUsers<'_>>(response).map(drop)),
        sample(&UnblockUsers::new(two), |response| decode::<UnblockUsers<'_>>(response).map(drop)),
    ]
}
