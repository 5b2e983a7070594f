use wechat_user_core::migration::{ChangeOpenIds, FromAccount};
use wechat_user_core::{Batch, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let two = [openid("oEmYbwN-n24jxvk4Sox81qedINkQ"), openid("oEmYbwH9uVd4RKJk7ZZg6SzL6tTo")];
    let from = FromAccount::new("gh_91ae50dfeb1c");
    vec![sample(&ChangeOpenIds::new(&from, Batch::new(&two).expect("two")), |response| {
        let changed = decode::<ChangeOpenIds<'_>>(response)?;
        let asked = [openid("oEmYbwN-n24jxvk4Sox81qedINkQ"), openid("oEmYbwH9uVd4RKJk7ZZg6SzL6tTo")];
        let result = |at: usize| changed.get(&asked[at]).expect("both came").result();
        assert_eq!(result(0), Ok(&openid("o2FwqwI9xCsVadFah_HtpPfaR-X4")));
        assert_eq!(result(1), Err("ori_openid error"));
        assert!(changed.missing(&asked).is_empty());
        assert_eq!(changed.missing(&[openid("another")]).len(), 1);
        Ok(())
    })]
}
