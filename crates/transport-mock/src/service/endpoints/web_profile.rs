//! The response of `sns/userinfo`.

use crate::service::state::account::Account;
use crate::service::state::grants::Grant;
use crate::service::state::profile::{Face, Lang};
use crate::service::state::settings::ProfileFields;
use crate::service::wire::json::Json;

impl Account {
    /// Writes the response of `sns/userinfo`. Since 2021 the sex is 0 and the places are empty; name and avatar are
    /// still there.
    pub(crate) fn write_web_profile(&self, grant: &Grant, lang: Lang, json: &mut Json) {
        let face = self.face(grant.user, lang);
        let known = !grant.is_snapshot && self.settings.profile_fields == ProfileFields::Full;
        json.key("openid").text(&self.openid(grant.user)).key("nickname");
        if grant.is_snapshot {
            json.user_text(&["微信用户"])
        } else {
            json.user_text(&face.nickname)
        };
        let sex = if known { face.sex } else { 0 };
        json.key("sex");
        if self.settings.web_sex_is_text {
            json.text(&sex.to_string())
        } else {
            json.integer(sex)
        };
        let Face { city, province, country, .. } = face;
        for (key, place) in [("province", province), ("city", city), ("country", country)] {
            json.key(key).user_text(&[if known { place } else { "" }]);
        }
        json.key("headimgurl");
        self.write_avatar(grant.user, face.headimgurl, json);
        json.key("privilege").open_array().close_array();
        self.write_web_unionid(grant, json);
    }

    /// The `unionid`, if the account or this user has one.
    pub(crate) fn write_web_unionid(&self, grant: &Grant, json: &mut Json) {
        let notes = self.followers.notes(grant.user);
        self.write_unionid(grant.user, notes.and_then(|notes| notes.profile.unionid.as_deref()), json);
    }
}
