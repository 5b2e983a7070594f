-- Version 1. Times are seconds since 1970. What a column means is in docs/follower-mirror.md.

CREATE TABLE mirror (
    app_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    followers_known INTEGER NOT NULL DEFAULT 0,
    blacklist_known INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    outcome TEXT NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'complete', 'not swept', 'abandoned')),
    listed INTEGER NOT NULL DEFAULT 0,
    unfollowed INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    checkpoint TEXT
);

-- In the order of the service's list: a later run then writes neighbours one after the other.
CREATE TABLE follower (
    id INTEGER PRIMARY KEY,
    openid TEXT NOT NULL UNIQUE,
    subscribe_time INTEGER,
    unionid TEXT,
    remark TEXT,
    groupid INTEGER,
    subscribe_scene TEXT,
    qr_scene INTEGER,
    qr_scene_str TEXT,
    language TEXT,
    nickname TEXT,
    sex INTEGER,
    country TEXT,
    province TEXT,
    city TEXT,
    headimgurl TEXT,
    first_run INTEGER NOT NULL,
    seen_run INTEGER NOT NULL,
    profile_run INTEGER
);

CREATE TABLE follower_tag (
    follower INTEGER NOT NULL REFERENCES follower (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL,
    PRIMARY KEY (follower, tag_id)
) WITHOUT ROWID;

CREATE INDEX follower_tag_by_tag ON follower_tag (tag_id, follower);

CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    count INTEGER
);

CREATE TABLE user_group (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    count INTEGER
);

CREATE TABLE blacklist (
    openid TEXT PRIMARY KEY,
    seen_run INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE leaver (
    openid TEXT PRIMARY KEY,
    left_at INTEGER NOT NULL,
    profile TEXT
) WITHOUT ROWID;

-- AUTOINCREMENT: the number of a deleted change does not come again.
CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    openid TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('came', 'left', 'remark', 'tags', 'blocked', 'unblocked')),
    before TEXT,
    after TEXT
);

CREATE INDEX change_by_openid ON change (openid);
CREATE INDEX change_by_run ON change (run);
CREATE INDEX change_by_time ON change (at);
