//! The list of followers as a person reads it.

use wechat_user_core::{GroupId, OpenId};

use super::super::Service;
use crate::service::state::followers::User;
use crate::service::state::profile::Lang;

/// A follower on a page. `Debug` shows the openid only as [`OpenId`] does, and no text.
#[derive(Clone)]
#[non_exhaustive]
pub struct ListedFollower {
    /// The openid.
    pub openid: OpenId,
    /// The nickname (昵称), whatever [`Settings::profile_fields`](crate::Settings::profile_fields) is.
    pub nickname: String,
    /// The remark (备注名), empty for none.
    pub remark: String,
    /// The group (分组).
    pub group: GroupId,
    /// The names of the tags (标签).
    pub tags: Vec<String>,
}

impl std::fmt::Debug for ListedFollower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListedFollower").field("openid", &self.openid).finish_non_exhaustive()
    }
}

/// Lists for people.
impl Service {
    /// The next followers of the list after this openid, or the first ones.
    #[must_use]
    pub fn list_followers(&self, after: Option<&OpenId>, limit: usize) -> Vec<ListedFollower> {
        let after = after.and_then(|openid| self.find(openid));
        self.account.followers.followers_after(after).take(limit).map(|user| self.listed(user)).collect()
    }

    /// The nickname (昵称) of a user of this account, who need not follow.
    #[must_use]
    pub fn nickname_of(&self, openid: &OpenId) -> Option<String> {
        Some(self.nickname(self.find(openid)?))
    }

    fn listed(&self, user: User) -> ListedFollower {
        let notes = self.account.followers.notes(user);
        let names = notes.into_iter().flat_map(|notes| &notes.tags).filter_map(|id| self.account.tags.by_id.get(id));
        ListedFollower {
            openid: self.openid_of(user),
            nickname: self.nickname(user),
            remark: notes.map(|notes| notes.remark.clone()).unwrap_or_default(),
            group: GroupId::new(self.account.group_of(user)),
            tags: names.map(|tag| tag.name.clone()).collect(),
        }
    }

    fn nickname(&self, user: User) -> String {
        self.account.face(user, Lang::of("zh_CN")).nickname.concat()
    }
}
