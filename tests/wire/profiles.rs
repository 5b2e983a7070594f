//! A profile is read with the same tolerance alone and as a part of a list.

use wechat_user_core::transport::Response;
use wechat_user_core::users::{GetUser, GetUsers, Sex, User};
use wechat_user_core::{Error, GroupId, TagId, Timestamp, decode};

/// The profile read alone, after it was compared with the same profile in a list.
fn read(profile: &str) -> Result<User, Error> {
    let response = |body: String| Response::new(body.into_bytes());
    let alone = decode::<GetUser<'_>>(&response(profile.to_owned()));
    let list = decode::<GetUsers<'_>>(&response(format!(r#"{{"user_info_list":[{profile},{profile}]}}"#)));
    match (&alone, list) {
        (Ok(user), Ok(list)) => {
            assert_eq!(list.len(), 2);
            assert!(list.iter().all(|listed| listed.to_user() == *user), "{profile}");
            assert_eq!(list.get(&user.openid).map(|listed| listed.to_user()).as_ref(), Some(user));
        }
        (Err(alone), Err(list)) => assert_eq!(alone.kind().to_string().is_empty(), list.kind().to_string().is_empty()),
        (alone, list) => panic!("{profile}: {alone:?} alone, {list:?} in a list"),
    }
    alone
}

#[test]
fn every_field_is_read() {
    let user = read(
        r#"{"subscribe":1,"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","nickname":"Band","sex":1,"language":"zh_CN",
            "city":"广州","province":"广东","country":"中国","headimgurl":"http:\/\/thirdwx.qlogo.cn\/mmopen\/0",
            "subscribe_time":1382694957,"unionid":" o6_bmasdasdsad6_2sgVt7hMZOPfL","remark":" VIP ","groupid":0,
            "tagid_list":[128,2],"subscribe_scene":"ADD_SCENE_QR_CODE","qr_scene":98765,"qr_scene_str":"abc"}"#,
    )
    .unwrap();
    assert!(user.subscribe);
    assert_eq!((user.openid.as_str(), user.nickname.as_deref()), ("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", Some("Band")));
    assert_eq!((user.sex, user.language.as_deref()), (Some(Sex::Male), Some("zh_CN")));
    let place = [&user.country, &user.province, &user.city].map(Option::as_deref);
    assert_eq!(place, [Some("中国"), Some("广东"), Some("广州")]);
    assert_eq!(user.headimgurl.as_deref(), Some("http://thirdwx.qlogo.cn/mmopen/0"));
    assert_eq!(user.subscribe_time, Some(Timestamp::from_unix_secs(1_382_694_957)));
    assert_eq!(user.unionid.as_ref().map(|id| id.as_str()), Some("o6_bmasdasdsad6_2sgVt7hMZOPfL"));
    assert_eq!((user.remark.as_deref(), user.groupid), (Some(" VIP "), Some(GroupId::new(0))));
    assert_eq!(user.tagid_list, [TagId::new(128), TagId::new(2)]);
    assert_eq!((user.subscribe_scene.as_deref(), user.qr_scene), (Some("ADD_SCENE_QR_CODE"), Some(98_765)));
    assert_eq!(user.qr_scene_str.as_deref(), Some("abc"));
}

#[test]
fn numbers_may_be_texts_or_have_a_fraction_of_zero_or_be_true_and_false() {
    let text =
        r#"{"subscribe":"1","openid":"o1","sex":"2","subscribe_time":"1382694957","groupid":"7","tagid_list":["9"]}"#;
    let user = read(text).unwrap();
    assert_eq!((user.subscribe, user.sex, user.groupid), (true, Some(Sex::Female), Some(GroupId::new(7))));
    assert_eq!(user.tagid_list, [TagId::new(9)]);
    let user = read(r#"{"subscribe":true,"openid":"o1","subscribe_time":1465995165.0,"sex":false}"#).unwrap();
    assert!(user.subscribe && user.sex.is_none());
    assert_eq!(user.subscribe_time, Some(Timestamp::from_unix_secs(1_465_995_165)));
    assert!(!read(r#"{"subscribe":false,"openid":"o1"}"#).unwrap().subscribe);
}

#[test]
fn what_says_nothing_is_absent() {
    for fields in [
        "",
        r#","nickname":"","sex":0,"city":"","subscribe_time":0,"unionid":"","remark":"","groupid":"","tagid_list":[]"#,
        r#","nickname":null,"sex":null,"subscribe_time":null,"unionid":" ","groupid":null,"tagid_list":null"#,
        r#","subscribe_time":-1,"qr_scene":"","tagid_list":"","privilege":[],"unknown":{"a":[1]}"#,
    ] {
        let user = read(&format!(r#"{{"subscribe":0,"openid":" o1 "{fields}}}"#)).unwrap();
        assert_eq!((user.openid.as_str(), user.tagid_list.len()), ("o1", 0), "{fields}");
        let absent = [user.nickname.is_none(), user.sex.is_none(), user.city.is_none(), user.unionid.is_none()];
        assert_eq!(absent, [true; 4], "{fields}");
        assert_eq!((user.subscribe_time, user.groupid, user.qr_scene), (None, None, None), "{fields}");
    }
}

#[test]
fn a_profile_without_an_openid_or_of_another_shape_is_an_error() {
    for broken in [
        r#"{"subscribe":1}"#,
        r#"{"subscribe":1,"openid":" "}"#,
        r#"{"openid":"o1"}"#,
        r#"{"subscribe":"x","openid":"o1"}"#,
        r#"{"subscribe":1,"openid":"o1","nickname":7}"#,
        r#"{"subscribe":1,"openid":"o1","tagid_list":[{}]}"#,
        "7",
    ] {
        assert!(read(broken).is_err(), "{broken}");
    }
}

#[test]
fn a_list_of_profiles_is_read_in_every_form_of_a_list() {
    let read = |body: &str| decode::<GetUsers<'_>>(&Response::new(body.as_bytes().to_vec()));
    for empty in ["{}", r#"{"user_info_list":null}"#, r#"{"user_info_list":[]}"#, r#"{"user_info_list":""}"#] {
        assert!(read(empty).unwrap().is_empty(), "{empty}");
    }
    let one = read(r#"{"user_info_list":{"subscribe":1,"openid":"o1"}}"#).unwrap();
    assert_eq!(one.iter().map(|user| user.openid()).collect::<Vec<_>>(), ["o1"]);
    assert!(read(r#"{"user_info_list":"x"}"#).is_err());
}
