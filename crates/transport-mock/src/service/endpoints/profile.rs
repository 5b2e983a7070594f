//! The response of `user/info` for one user.

use crate::service::state::account::Account;
use crate::service::state::followers::User;
use crate::service::state::profile::{Face, Lang};
use crate::service::state::settings::ProfileFields;
use crate::service::wire::json::Json;

impl Account {
    /// Writes the response of `user/info`, which is also an element of `user/info/batchget`.
    pub(crate) fn write_user(&self, user: User, lang: Lang, json: &mut Json) {
        let follows = self.followers.follows(user);
        json.key("subscribe").integer(u8::from(follows)).key("openid");
        self.followers.with_openid(user, |openid| {
            json.plain(openid);
        });
        if follows { self.write_follower(user, lang, json) } else { self.write_non_follower(user, json) }
    }

    fn write_non_follower(&self, user: User, json: &mut Json) {
        self.write_unionid(user, None, json);
        json.key("tagid_list").open_array().close_array();
    }

    fn write_follower(&self, user: User, lang: Lang, json: &mut Json) {
        let number = self.followers.profile_number(user);
        let notes = self.followers.notes(user);
        let changed = notes.map(|notes| &notes.profile);
        self.write_face(user, lang, json);
        let followed_at = notes.and_then(|notes| notes.followed_at);
        json.key("subscribe_time").integer(followed_at.unwrap_or_else(|| self.formula.followed_at(number)));
        self.write_unionid(user, changed.and_then(|profile| profile.unionid.as_deref()), json);
        json.key("remark").user_text(&[notes.map_or("", |notes| &notes.remark)]);
        let tags = notes.map_or(&[][..], |notes| &notes.tags);
        let group = match notes.map_or(0, |notes| notes.group) {
            0 if self.settings.groupid_shows_tag => tags.first().copied().unwrap_or(0),
            group => group,
        };
        json.key("groupid").integer(group).key("tagid_list").open_array();
        for tag in tags {
            json.integer(*tag);
        }
        json.close_array();
        let scene = changed.and_then(|profile| profile.subscribe_scene.as_deref());
        let scene = scene.unwrap_or_else(|| self.formula.scene(number));
        let qr_scene = if scene == "ADD_SCENE_QR_CODE" { (number % 100_000) as i64 } else { 0 };
        json.key("subscribe_scene").text(scene);
        json.key("qr_scene").integer(changed.and_then(|profile| profile.qr_scene).unwrap_or(qr_scene));
        json.key("qr_scene_str")
            .user_text(&[changed.and_then(|profile| profile.qr_scene_str.as_deref()).unwrap_or("")]);
    }

    /// `"unionid":".."`, if this user or the whole account has one.
    pub(crate) fn write_unionid(&self, user: User, changed: Option<&str>, json: &mut Json) {
        match changed {
            Some(unionid) => {
                json.key("unionid").user_text(&[unionid]);
            }
            None if self.settings.unionids => {
                json.key("unionid");
                json.plain(&self.formula.unionid(self.followers.profile_number(user)));
            }
            None => {}
        }
    }

    /// The URL of an avatar.
    pub(crate) fn write_avatar(&self, user: User, changed: Option<&str>, json: &mut Json) {
        match changed {
            Some(headimgurl) => {
                json.user_text(&[headimgurl]);
            }
            None => {
                json.image_url(&self.formula.avatar(self.followers.profile_number(user)));
            }
        }
    }

    /// The fields that the service stopped returning in 2021, and the language between them.
    fn write_face(&self, user: User, lang: Lang, json: &mut Json) {
        let Face { nickname, sex, language, city, province, country, headimgurl } = self.face(user, lang);
        match self.settings.profile_fields {
            ProfileFields::Absent => {
                json.key("language").user_text(&[language]);
            }
            ProfileFields::Emptied => {
                json.key("nickname").text("").key("sex").integer(0).key("language").user_text(&[language]);
                for key in ["city", "province", "country", "headimgurl"] {
                    json.key(key).text("");
                }
            }
            ProfileFields::Full => {
                json.key("nickname").user_text(&nickname).key("sex").integer(sex);
                json.key("language").user_text(&[language]).key("city").user_text(&[city]);
                json.key("province").user_text(&[province]).key("country").user_text(&[country]);
                json.key("headimgurl");
                self.write_avatar(user, headimgurl, json);
            }
        }
    }

    /// The profile fields as the service stores them.
    pub(crate) fn face(&self, user: User, lang: Lang) -> Face<'_> {
        let changed = self.followers.notes(user).map(|notes| &notes.profile);
        self.formula.face(self.followers.profile_number(user), changed, lang)
    }
}
