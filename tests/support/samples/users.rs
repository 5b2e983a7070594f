use wechat_user_core::users::{GetFollowers, GetUser, GetUsers, Lang, SetRemark, Sex};
use wechat_user_core::{Batch, GroupId, TagId, Timestamp, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let two = [openid("otvxTs4dckWG7imySrJd6jSi0CWE"), openid("otvxTs_JZ6SEiP0imdhpi50fuSZg")];
    vec![
        sample(&GetUser::new(&openid("o6_bmjrPTlm6_2sgVt7hMZOPfL2M")), |response| {
            let user = decode::<GetUser<'_>>(response)?;
            assert!(user.subscribe);
            assert_eq!(user.openid.as_str(), "o6_bmjrPTlm6_2sgVt7hMZOPfL2M");
            assert_eq!(user.language.as_deref(), Some("zh_CN"));
            assert_eq!(user.subscribe_time, Some(Timestamp::from_unix_secs(1_382_694_957)));
            assert_eq!(user.unionid.as_ref().map(|id| id.as_str()), Some("o6_bmasdasdsad6_2sgVt7hMZOPfL"));
            assert_eq!((user.remark.as_deref(), user.groupid), (None, Some(GroupId::UNGROUPED)));
            assert_eq!(user.tagid_list, [TagId::new(128), TagId::STARRED]);
            assert_eq!(user.subscribe_scene.as_deref(), Some("ADD_SCENE_QR_CODE"));
            assert_eq!((user.qr_scene, user.qr_scene_str.as_deref()), (Some(98_765), None));
            Ok(())
        }),
        sample(&GetUsers::new(Batch::new(&two).expect("two")).with_lang(Lang::ZhCn), |response| {
            let users = decode::<GetUsers<'_>>(response)?;
            let asked = [openid("otvxTs4dckWG7imySrJd6jSi0CWE"), openid("otvxTs_JZ6SEiP0imdhpi50fuSZg")];
            assert_eq!(users.len(), 2);
            let follower = users.get(&asked[0]).expect("the first");
            assert_eq!((follower.nickname(), follower.sex()), (Some("iWithery"), Some(Sex::Male)));
            assert!(users.get(&asked[1]).is_some_and(|user| !user.subscribe()));
            assert!(users.missing(&asked).is_empty());
            Ok(())
        }),
        sample(&SetRemark::new(&openid("oDF3iY9ffA-hqb2vVvbr7qxf6A0Q"), "pangzi"), |response| {
            decode::<SetRemark<'_>>(response).map(drop)
        }),
        sample(&GetFollowers::after(openid("NEXT_OPENID")), |response| {
            let page = decode::<GetFollowers>(response)?;
            assert_eq!((page.total, page.count), (Some(2), Some(2)));
            assert_eq!(page.openids.texts().collect::<Vec<_>>(), ["OPENID1", "OPENID2"]);
            assert_eq!(page.next_openid, Some(openid("NEXT_OPENID")));
            Ok(())
        }),
    ]
}
