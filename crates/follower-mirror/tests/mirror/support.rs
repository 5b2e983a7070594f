//! A simulated account with a mirror of it, and the state of both in comparable form.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use follower_mirror::{Change, ChangeKind, Mirror, Since, SyncReport};
use rusqlite::Connection;
use rusqlite::types::Value;
use transport_mock::FakeWeChat;
use wechat_user::transport::Transport;
use wechat_user::users::{Sex, UserRef};
use wechat_user::{Client, OpenId, TagId, Timestamp};

/// A folder that is removed with its contents.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("follower-mirror-test-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// An account and its mirror.
pub(crate) struct World {
    pub(crate) wechat: FakeWeChat,
    pub(crate) client: Client,
    pub(crate) mirror: Mirror,
    pub(crate) folder: Folder,
}

impl World {
    pub(crate) fn new(wechat: FakeWeChat) -> Self {
        let folder = Folder::new();
        let client = client(&wechat, wechat.clone());
        let mirror = open(&wechat, &folder);
        Self { wechat, client, mirror, folder }
    }

    pub(crate) fn sync(&mut self) -> SyncReport {
        self.mirror.sync(&self.client).run().unwrap()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.file("followers.db")
    }

    /// A connection as another program would open it.
    pub(crate) fn sql(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    pub(crate) fn openid(&self, number: u64) -> OpenId {
        self.wechat.openid(number)
    }

    /// The changes since a run or a time, without their numbers and times.
    pub(crate) fn changes(&self, since: impl Into<Since>) -> Vec<(OpenId, ChangeKind)> {
        let changes = self.mirror.changes_since(since).unwrap();
        changes.map(|change| change.map(|Change { openid, kind, .. }| (openid, kind)).unwrap()).collect()
    }

    /// The mirror has every follower with every field and tag as the service has them, no other follower, and the
    /// blacklist.
    pub(crate) fn assert_equal(&self) {
        let expected = followers_of(&self.client);
        let mirrored = followers_in(&self.sql());
        assert_eq!(mirrored.len(), expected.len());
        for (openid, row) in &expected {
            assert_eq!(mirrored.get(openid), Some(row));
        }
        let blocked = texts(&self.sql(), "SELECT openid FROM v_blacklist ORDER BY openid");
        let mut on_list: Vec<String> = self.wechat.blacklist().iter().map(ToString::to_string).collect();
        on_list.sort();
        assert_eq!(blocked, on_list);
    }
}

pub(crate) fn client(wechat: &FakeWeChat, transport: impl Transport + 'static) -> Client {
    Client::builder(wechat.app_id(), wechat.app_secret()).transport(transport).clock(wechat.clock()).build().unwrap()
}

pub(crate) fn open(wechat: &FakeWeChat, folder: &Folder) -> Mirror {
    Mirror::open(folder.file("followers.db"), &wechat.app_id()).unwrap().with_clock(wechat.clock())
}

/// The fields of a follower in the order of [`FIELDS`], tags last.
type Row = Vec<Value>;

const FIELDS: &str = "subscribe, subscribe_time, unionid, remark, groupid, subscribe_scene, qr_scene, qr_scene_str,
    language, nickname, sex, country, province, city, headimgurl, tag_ids";

pub(crate) fn followers_in(db: &Connection) -> BTreeMap<String, Row> {
    let mut statement = db.prepare(&format!("SELECT openid, {FIELDS} FROM v_followers")).unwrap();
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, (1..columns).map(|at| row.get(at).unwrap()).collect()));
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}

/// The same, as the service says it now.
pub(crate) fn followers_of(client: &Client) -> BTreeMap<String, Row> {
    let openids: Vec<OpenId> = client.followers().map(Result::unwrap).collect();
    let mut found = BTreeMap::new();
    for batch in openids.chunks(100) {
        for user in &client.users().batch(batch).unwrap() {
            found.insert(user.openid().to_owned(), fields(user));
        }
    }
    found
}

fn fields(user: UserRef<'_>) -> Row {
    let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
    let number = |number: Option<i64>| number.map_or(Value::Null, Value::Integer);
    let seconds = |time: Timestamp| i64::try_from(time.as_unix_secs()).unwrap();
    let sex = user.sex().map(|sex| if sex == Sex::Male { 1 } else { 2 });
    let mut tags: Vec<i64> = user.tag_ids().iter().copied().map(TagId::get).collect();
    tags.sort_unstable();
    let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
    vec![
        Value::Integer(user.subscribe().into()),
        number(user.subscribe_time().map(seconds)),
        text(user.unionid()),
        text(user.remark()),
        number(user.groupid().map(wechat_user::GroupId::get)),
        text(user.subscribe_scene()),
        number(user.qr_scene()),
        text(user.qr_scene_str()),
        text(user.language()),
        text(user.nickname()),
        number(sex),
        text(user.country()),
        text(user.province()),
        text(user.city()),
        text(user.headimgurl()),
        text(Some(tags.join(",").as_str()).filter(|tags| !tags.is_empty())),
    ]
}

/// The first column of a query.
pub(crate) fn texts(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

pub(crate) fn count(db: &Connection, sql: &str) -> i64 {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// An account in which every field and list has something in it: remarks, tags, groups, scenes, a blacklist.
pub(crate) fn lively(followers: u64) -> FakeWeChat {
    let wechat = FakeWeChat::new().with_followers(followers).with_page_size(300);
    let tags = ["贵宾", "华东", "newsletter"].map(|name| wechat.create_tag(name));
    let client = client(&wechat, wechat.clone());
    let group = client.groups().create("客户").unwrap().id;
    for number in 0..followers.min(200) {
        let openid = wechat.openid(number);
        for (at, tag) in (0..).zip(tags) {
            if number >> at & 1 == 1 {
                assert!(wechat.tag(&openid, tag));
            }
        }
        if number % 7 == 3 {
            client.users().set_remark(&openid, &format!("备注{number}")).unwrap();
        }
        if number % 11 == 5 {
            client.groups().move_user(&openid, group).unwrap();
        }
        if number % 13 == 6 {
            assert!(wechat.block(&openid));
        }
        if number % 17 == 8 {
            assert!(wechat.edit_profile(&openid, |profile| {
                profile.subscribe_scene = Some("ADD_SCENE_QR_CODE".to_owned());
                profile.qr_scene = Some(4_294_967_295);
                profile.qr_scene_str = Some(format!("海报 {number}"));
                profile.unionid = Some(format!("oUnion{number}"));
                profile.headimgurl = Some(String::new());
            }));
        }
    }
    wechat
}
