use wechat_user_core::tags::{
    CreateTag, DeleteTag, GetTagMembers, GetTags, GetTagsOf, RenameTag, TagUsers, UntagUsers,
};
use wechat_user_core::{Batch, TagId, decode};

use super::{Sample, openid, sample};

pub(super) fn samples() -> Vec<Sample> {
    let guangdong = TagId::new(134);
    let two = [openid("ocYxcuAEy30bX0NXmGn4ypqx3tI0"), openid("ocYxcuBt0mRugKZ7tGAHPnUaOW7Y")];
    let two = Batch::new(&two).expect("two");
    vec![
        sample(&CreateTag::new("广东").expect("short"), |response| {
            let tag = decode::<CreateTag<'_>>(response)?;
            assert_eq!((tag.id, tag.name.as_str()), (TagId::new(134), "广东"));
            Ok(())
        }),
        sample(&GetTags::new(), |response| {
            let list = decode::<GetTags>(response)?.tags;
            let read: Vec<_> = list.iter().map(|tag| (tag.id.get(), tag.name.as_str(), tag.count)).collect();
            assert_eq!(read, [(1, "每天一罐可乐星人", Some(0)), (2, "星标组", Some(0)), (127, "广东", Some(5))]);
            Ok(())
        }),
        sample(&RenameTag::new(guangdong, "广东人").expect("not reserved"), |response| {
            decode::<RenameTag<'_>>(response).map(drop)
        }),
        sample(&DeleteTag::new(guangdong).expect("not reserved"), |response| decode::<DeleteTag>(response).map(drop)),
        sample(&TagUsers::new(two, guangdong), |response| decode::<TagUsers<'_>>(response).map(drop)),
        sample(&UntagUsers::new(two, guangdong), |response| decode::<UntagUsers<'_>>(response).map(drop)),
        sample(&GetTagsOf::new(&openid("ocYxcuBt0mRugKZ7tGAHPnUaOW7Y")), |response| {
            assert_eq!(decode::<GetTagsOf<'_>>(response)?.tagid_list, [TagId::new(134), TagId::STARRED]);
            Ok(())
        }),
        sample(&GetTagMembers::new(guangdong), |response| {
            let page = decode::<GetTagMembers>(response)?;
            assert_eq!((page.total, page.count), (None, Some(2)));
            assert_eq!(page.openids.texts().collect::<Vec<_>>(), ["OPENID1", "OPENID2"]);
            assert_eq!(page.next_openid, Some(openid("OPENID2")));
            Ok(())
        }),
    ]
}
