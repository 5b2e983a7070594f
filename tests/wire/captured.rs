//! Responses that other projects captured or copied from the vendor's pages.

use wechat_user_core::groups::{CreateGroup, GetGroupOf, GetGroups};
use wechat_user_core::qrcode::CreateQrCode;
use wechat_user_core::token::GetToken;
use wechat_user_core::transport::Response;
use wechat_user_core::users::{GetFollowers, GetUser, GetUsers, Sex};
use wechat_user_core::{Endpoint, Error, decode};
use wechat_user_tests::fixture;

fn read<E: Endpoint>(name: &str) -> Result<E::Response, Error> {
    decode::<E>(&Response::new(fixture(name)))
}

#[test]
fn the_fixtures_of_two_python_libraries_are_read() {
    for library in ["wechatpy", "doraemonext"] {
        let file = |name: &str| format!("{library}/{name}.json");
        assert_eq!(read::<CreateGroup<'_>>(&file("groups_create")).unwrap().name, "test");
        assert_eq!(read::<GetGroups>(&file("groups_get")).unwrap().groups.len(), 5);
        assert_eq!(read::<GetGroupOf<'_>>(&file("groups_getid")).unwrap().groupid.get(), 102);
        let user = read::<GetUser<'_>>(&file("user_info")).unwrap();
        assert_eq!(
            (user.nickname.as_deref(), user.sex, user.city.as_deref()),
            (Some("Band"), Some(Sex::Male), Some("广州"))
        );
        // The copy of the vendor's sample that starts with a space is the same unionid.
        assert_eq!(user.unionid.unwrap().as_str(), "o6_bmasdasdsad6_2sgVt7hMZOPfL");
        let page = read::<GetFollowers>(&file("user_get")).unwrap();
        assert_eq!(page.openids.texts().collect::<Vec<_>>(), ["OPENID1", "OPENID2"], "{library}");
        assert_eq!(read::<GetToken<'_>>(&file("token")).unwrap().expires_in, Some(7_200));
        let code = read::<CreateQrCode<'_>>(&file("qrcode_create")).unwrap();
        assert!(code.url.ends_with("://weixin.qq.com/q/kZgfwMTm72WWPkovabbI"), "{library}");
        assert!(code.picture_url().to_string().ends_with("Emm3sUw%3D%3D"), "{library}");
    }
    assert_eq!(read::<GetUsers<'_>>("wechatpy/user_info_batchget.json").unwrap().len(), 2);
}

#[test]
fn a_profile_as_it_is_since_2021_has_no_empty_texts() {
    let user = read::<GetUser<'_>>("anonymised/user_info_after_2021.json").unwrap();
    assert!(user.subscribe);
    assert_eq!((user.nickname, user.sex, user.city, user.headimgurl, user.remark), (None, None, None, None, None));
    assert_eq!((user.qr_scene, user.tagid_list.len()), (Some(98_765), 2));
}

#[test]
fn a_user_who_does_not_follow_is_reported_in_three_forms() {
    for (name, unionid) in [("", false), ("_2014", false), ("_unionid", true)] {
        let user = read::<GetUser<'_>>(&format!("anonymised/user_info_not_subscribed{name}.json")).unwrap();
        assert!(!user.subscribe && user.tagid_list.is_empty(), "{name}");
        assert_eq!(user.unionid.is_some(), unionid, "{name}");
    }
}

#[test]
fn the_end_of_the_follower_list_has_no_data() {
    for name in ["user_get_empty", "user_get_past_end"] {
        let page = read::<GetFollowers>(&format!("anonymised/{name}.json")).unwrap();
        assert!(page.openids.is_empty() && page.next_openid.is_none(), "{name}");
    }
}

#[test]
fn every_captured_error_is_read() {
    let errors: &[(&str, i64, Option<&str>)] = &[
        ("err_40001_hint", 40_001, Some("YgyfWa07871703")),
        ("err_40003_hint_rid", 40_003, Some("5f8539c4-6220bb17-745f8a17")),
        ("err_40032", 40_032, Some("66f43076-700f44ff-0465cb1b")),
        ("err_40033", 40_033, Some("s51DMA08921891")),
        ("err_40092", 40_092, Some("69afcb4e-196f5dd3-27af2c3a")),
        ("err_40163_sns", 40_163, Some("OsIKda0848th19")),
        ("err_40164", 40_164, Some("65600f20-75e4a0e4-340ade0d")),
        ("err_42001_rid", 42_001, Some("64ab804b-7a319e9d-38444db3")),
        ("err_45157", 45_157, Some("658ce562-2e1869db-200c6db8")),
        ("err_45159", 45_159, Some("5fae46e2-13a07f4a-0e90d102")),
        ("err_big_code", 268_487_002, None),
        ("err_key_order_reversed", 48_001, Some("WVnWOa0918s107")),
        ("err_minus1", -1, Some("66bc1701-6f94806f-04ec4a40")),
        ("err_only_rid", 63_183, Some("62f1c827-77175b81-0ef71995")),
    ];
    for (name, code, rid) in errors {
        let error = read::<GetGroups>(&format!("anonymised/{name}.json")).unwrap_err();
        assert_eq!((error.code().map(|code| code.get()), error.rid()), (Some(*code), *rid), "{name}");
    }
    let blocked = read::<GetGroups>("anonymised/err_40164.json").unwrap_err();
    assert_eq!(blocked.blocked_ip(), Some("192.0.2.15"));
}
