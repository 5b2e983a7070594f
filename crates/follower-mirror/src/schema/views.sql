-- Created again by each migration. No function here is younger than SQLite 3.9.

DROP VIEW IF EXISTS v_followers;
CREATE VIEW v_followers AS
SELECT
    f.openid,
    1 AS subscribe,
    f.subscribe_time,
    datetime(f.subscribe_time, 'unixepoch') AS followed_at,
    f.unionid,
    f.remark,
    f.groupid,
    (SELECT g.name FROM user_group g WHERE g.id = f.groupid) AS group_name,
    (SELECT group_concat(o.tag_id, ',')
        FROM (SELECT t.tag_id FROM follower_tag t WHERE t.follower = f.id ORDER BY t.tag_id) o) AS tag_ids,
    (SELECT group_concat(o.name, ',')
        FROM (SELECT coalesce(n.name, t.tag_id) AS name
            FROM follower_tag t LEFT JOIN tag n ON n.id = t.tag_id
            WHERE t.follower = f.id ORDER BY t.tag_id) o) AS tag_names,
    EXISTS (SELECT 1 FROM blacklist b WHERE b.openid = f.openid) AS blocked,
    f.subscribe_scene,
    f.qr_scene,
    f.qr_scene_str,
    f.language,
    f.nickname,
    f.sex,
    f.country,
    f.province,
    f.city,
    f.headimgurl,
    f.first_run,
    f.seen_run,
    f.profile_run
FROM follower f;

DROP VIEW IF EXISTS v_follower_tags;
CREATE VIEW v_follower_tags AS
SELECT f.openid, t.tag_id, n.name AS tag_name
FROM follower_tag t JOIN follower f ON f.id = t.follower LEFT JOIN tag n ON n.id = t.tag_id;

DROP VIEW IF EXISTS v_tags;
CREATE VIEW v_tags AS
SELECT n.id, n.name, n.count, (SELECT count(*) FROM follower_tag t WHERE t.tag_id = n.id) AS followers
FROM tag n;

DROP VIEW IF EXISTS v_groups;
CREATE VIEW v_groups AS
SELECT g.id, g.name, g.count, (SELECT count(*) FROM follower f WHERE f.groupid = g.id) AS followers
FROM user_group g;

DROP VIEW IF EXISTS v_blacklist;
CREATE VIEW v_blacklist AS
SELECT b.openid, EXISTS (SELECT 1 FROM follower f WHERE f.openid = b.openid) AS follows
FROM blacklist b;

DROP VIEW IF EXISTS v_leavers;
CREATE VIEW v_leavers AS
SELECT openid, left_at, datetime(left_at, 'unixepoch') AS left_time, profile
FROM leaver;

DROP VIEW IF EXISTS v_changes;
CREATE VIEW v_changes AS
SELECT id, run, at, datetime(at, 'unixepoch') AS time, openid, kind, before, after
FROM change;

DROP VIEW IF EXISTS v_runs;
CREATE VIEW v_runs AS
SELECT
    r.id,
    datetime(r.started_at, 'unixepoch') AS started,
    datetime(r.ended_at, 'unixepoch') AS ended,
    r.outcome,
    r.listed,
    r.total,
    (SELECT count(*) FROM change c WHERE c.run = r.id AND c.kind = 'came') AS came,
    (SELECT count(*) FROM change c WHERE c.run = r.id AND c.kind = 'left') AS "left",
    (SELECT count(*) FROM change c WHERE c.run = r.id AND c.kind = 'remark') AS remark,
    (SELECT count(*) FROM change c WHERE c.run = r.id AND c.kind = 'tags') AS tags,
    (SELECT count(*) FROM change c WHERE c.run = r.id AND c.kind IN ('blocked', 'unblocked')) AS blocked
FROM run r;
