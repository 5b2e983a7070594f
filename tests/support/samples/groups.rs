use wechat_user_core::groups::{CreateGroup, DeleteGroup, GetGroupOf, GetGroups, MoveUser, MoveUsers, RenameGroup};
use wechat_user_core::{Batch, GroupId, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let two = [openid("oDF3iYx0ro3_7jD4HFRDfrjdCM58"), openid("oDF3iY9FGSSRHom3B-0w5j4jlEyY")];
    vec![
        sample(&CreateGroup::new("test").expect("short"), |response| {
            let group = decode::<CreateGroup<'_>>(response)?;
            assert_eq!((group.id, group.name.as_str()), (GroupId::new(107), "test"));
            Ok(())
        }),
        sample(&GetGroups::new(), |response| {
            let list = decode::<GetGroups>(response)?.groups;
            let read: Vec<_> = list.iter().map(|group| (group.id.get(), group.name.as_str(), group.count)).collect();
            let expected = [
                (0, "未分组", Some(72_596)),
                (1, "黑名单", Some(36)),
                (2, "星标组", Some(8)),
                (104, "华东媒", Some(4)),
                (106, "★不测试组★", Some(1)),
            ];
            assert_eq!(read, expected);
            Ok(())
        }),
        sample(&GetGroupOf::new(&openid("od8XIjsmk6QdVTETa9jLtGWA6KBc")), |response| {
            assert_eq!(decode::<GetGroupOf<'_>>(response)?.groupid, GroupId::new(102));
            Ok(())
        }),
        sample(&RenameGroup::new(GroupId::new(108), "test2_modify2").expect("not reserved"), |response| {
            decode::<RenameGroup<'_>>(response).map(drop)
        }),
        sample(&MoveUser::new(&two[0], GroupId::new(108)), |response| decode::<MoveUser<'_>>(response).map(drop)),
        sample(&MoveUsers::new(Batch::new(&two).expect("two"), GroupId::new(108)), |response| {
            decode::<MoveUsers<'_>>(response).map(drop)
        }),
        sample(&DeleteGroup::new(GroupId::new(108)).expect("not reserved"), |response| {
            decode::<DeleteGroup>(response).map(drop)
        }),
    ]
}
