//! Selections of followers.

use std::collections::BTreeSet;

use rusqlite::named_params;
use wechat_user::{OpenId, TagId, Timestamp};

use crate::mirror::Mirror;
use crate::rows::{self, PART, Rows};
use crate::seconds::to_column;

/// Which followers to select. A new one selects all of them, and each condition leaves some out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    all: BTreeSet<i64>,
    any: Option<BTreeSet<i64>>,
    none: BTreeSet<i64>,
    scenes: Option<BTreeSet<String>>,
    from: Option<Timestamp>,
    before: Option<Timestamp>,
    blocked: Option<bool>,
}

impl Selection {
    /// All followers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those who have each of these tags. Calls add up.
    #[must_use]
    pub fn all_of(mut self, tags: impl IntoIterator<Item = TagId>) -> Self {
        self.all.extend(tags.into_iter().map(TagId::get));
        self
    }

    /// Those who have at least one of these tags; none if there are no tags. Calls add up.
    #[must_use]
    pub fn any_of(mut self, tags: impl IntoIterator<Item = TagId>) -> Self {
        self.any.get_or_insert_default().extend(tags.into_iter().map(TagId::get));
        self
    }

    /// Those who have none of these tags. Calls add up.
    #[must_use]
    pub fn none_of(mut self, tags: impl IntoIterator<Item = TagId>) -> Self {
        self.none.extend(tags.into_iter().map(TagId::get));
        self
    }

    /// Those who came through this channel (关注的渠道来源), such as `ADD_SCENE_QR_CODE`. After several calls, through one
    /// of them.
    #[must_use]
    pub fn scene(mut self, scene: impl Into<String>) -> Self {
        self.scenes.get_or_insert_default().insert(scene.into());
        self
    }

    /// Those who followed at this time or later (关注时间).
    #[must_use]
    pub const fn followed_from(mut self, time: Timestamp) -> Self {
        self.from = Some(time);
        self
    }

    /// Those who followed before this time.
    #[must_use]
    pub const fn followed_before(mut self, time: Timestamp) -> Self {
        self.before = Some(time);
        self
    }

    /// Those who are on the blacklist (黑名单), or those who are not.
    #[must_use]
    pub const fn blocked(mut self, blocked: bool) -> Self {
        self.blocked = Some(blocked);
        self
    }
}

const SELECT: &str = "
SELECT f.id, f.openid FROM follower f
WHERE f.id > :last
    AND (:all_count = 0 OR :all_count = (SELECT count(*) FROM follower_tag t
        WHERE t.follower = f.id AND t.tag_id IN (SELECT value FROM json_each(:all))))
    AND (:any IS NULL OR EXISTS (SELECT 1 FROM follower_tag t
        WHERE t.follower = f.id AND t.tag_id IN (SELECT value FROM json_each(:any))))
    AND (:none IS NULL OR NOT EXISTS (SELECT 1 FROM follower_tag t
        WHERE t.follower = f.id AND t.tag_id IN (SELECT value FROM json_each(:none))))
    AND (:scenes IS NULL OR f.subscribe_scene IN (SELECT value FROM json_each(:scenes)))
    AND (:from IS NULL OR f.subscribe_time >= :from)
    AND (:before IS NULL OR f.subscribe_time < :before)
    AND (:blocked IS NULL OR :blocked = EXISTS (SELECT 1 FROM blacklist b WHERE b.openid = f.openid))
ORDER BY f.id LIMIT :part";

impl Mirror {
    /// The followers of a selection, in the order in which they came into the mirror.
    ///
    /// ```
    /// use follower_mirror::{Mirror, Selection};
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::Client;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let wechat = FakeWeChat::new().with_followers(300);
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// # let folder = std::env::temp_dir().join(format!("follower-mirror-select-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("followers.db");
    /// let vip = wechat.create_tag("贵宾");
    /// wechat.tag(&wechat.openid(7), vip);
    /// let mut mirror = Mirror::open(&path, &wechat.app_id())?;
    /// mirror.sync(&client).run()?;
    /// let selected = mirror.select(&Selection::new().all_of([vip]).blocked(false));
    /// assert_eq!(selected.collect::<Result<Vec<_>, _>>()?, [wechat.openid(7)]);
    /// # drop(mirror);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn select(&self, selection: &Selection) -> Rows<'_, OpenId> {
        let Selection { all, any, none, scenes, from, before, blocked } = selection.clone();
        let (all_count, all) = (all.len(), json(&all));
        let any = any.as_ref().map(json);
        let none = Some(none).filter(|none| !none.is_empty()).as_ref().map(json);
        let scenes = scenes.as_ref().map(json);
        let (from, before) = (from.map(to_column), before.map(to_column));
        Rows::after(0, move |last| {
            let params = named_params! {
                ":last": last, ":part": PART, ":all_count": all_count, ":all": all, ":any": any, ":none": none,
                ":scenes": scenes, ":from": from, ":before": before, ":blocked": blocked,
            };
            self.run(|db| rows::all(db, SELECT, params, |row| Ok((row.get(0)?, rows::openid(row, 1)?))))
        })
    }
}

/// A set as one parameter: `json_each` makes rows of it.
fn json<T: serde::Serialize>(set: &BTreeSet<T>) -> String {
    serde_json::to_value(set).unwrap_or_default().to_string()
}
