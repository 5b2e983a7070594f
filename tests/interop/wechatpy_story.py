"""wechatpy against the simulator: python wechatpy_story.py URL PATH_OF_WECHAT_USER

The address of the service is fixed in wechatpy, so an adapter of its HTTP library redirects the requests to the simulator, or
to a gateway in front of it; everything else is unchanged. It uses plain tokens (`/cgi-bin/token`). Results are checked with Python's own HTTP and a
stable token, with our own client, or in the simulator's journal.
"""

import json
import sys

from requests.exceptions import ConnectionError
from wechatpy import WeChatClient
from wechatpy.exceptions import APILimitedException, WeChatClientException

from gateway_adapter import through_gateway
from simulator import APP_ID, APP_SECRET, GATEWAY, KEY, URL
from simulator import admin, as_client, groups_now, look, ours, raw, stable_token, tags_now


def new_client(secret=KEY, **options):
    return through_gateway(WeChatClient(APP_ID, secret, timeout=20, **options), GATEWAY or URL)


def calls_of(work, *arguments):
    """The calls that the simulator received during `work`, and its result."""
    before = admin("journal")["calls"]
    try:
        outcome = work(*arguments)
    except (WeChatClientException, ConnectionError) as error:
        outcome = error
    entries = [entry for entry in admin("journal")["entries"] if entry["number"] > before]
    return [f"{entry['verb']} {entry['path']} {entry['ending']}" for entry in entries], outcome


def same(got, expected):
    if got != expected:
        raise AssertionError(f"{got!r}, expected {expected!r}")


def refused(code, call, *arguments):
    """Asserts that the client reports this errcode."""
    try:
        result = call(*arguments)
    except WeChatClientException as error:
        same(error.errcode, code)
    else:
        raise AssertionError(f"{result!r}, expected errcode {code}")


def token(client):
    granted = client.fetch_access_token()
    same(granted["expires_in"], 7200)
    same(client.access_token, granted["access_token"])
    same("errcode" in as_client(f"groups/get?access_token={client.access_token}"), False)
    refused(40125, new_client("f" * 32).fetch_access_token)
    if GATEWAY:
        # The client's token is worth nothing at the service, and the real secret nothing at the gateway.
        assert raw(f"groups/get?access_token={client.access_token}")["errcode"] in (40001, 40014)
        refused(40125, new_client(APP_SECRET).fetch_access_token)


def paging(client):
    pages = [client.user.get_followers()]
    while "data" in pages[-1]:
        pages.append(client.user.get_followers(pages[-1]["next_openid"]))
    same([page["count"] for page in pages], [10_000, 10_000, 5_000, 0])
    same({page["total"] for page in pages}, {25_000})
    openids = [openid for page in pages[:-1] for openid in page["data"]["openid"]]
    same(len(set(openids)), 25_000)
    same(list(client.user.iter_followers()), openids)
    same(ours("users", "list"), openids)
    global OPENIDS
    OPENIDS = openids


def profiles(client):
    some = OPENIDS[4_950:5_050]
    batch = client.user.get_batch(some)
    same([user["openid"] for user in batch], some)
    for user in (batch[0], batch[99]):
        same(user, look(f"user/info?openid={user['openid']}&lang=zh_CN"))
        same(user, client.user.get(user["openid"]))
    assert all(user["subscribe"] == 1 and user["headimgurl"].startswith("http://") for user in batch)
    in_english = client.user.get_batch([{"openid": some[0], "lang": "en"}])
    same(in_english, [look(f"user/info?openid={some[0]}&lang=en")])
    refused(40032, client.user.get_batch, OPENIDS[:101])
    refused(40003, client.user.get, "unknown")


def remark(client):
    openid, text = OPENIDS[7], "张三/东 😀"
    client.user.update_remark(openid, text)
    same(look(f"user/info?openid={openid}")["remark"], text)
    same(json.loads(ours("users", "info", openid, "--json")[0])["remark"], text)
    refused(40092, client.user.update_remark, openid, "十一个汉字的备注名太长")
    same(client.user.get(openid)["remark"], text)
    client.user.update_remark(openid, "")
    same(look(f"user/info?openid={openid}")["remark"], "")


def groups(client):
    reserved = [(0, "未分组", 25_000), (1, "黑名单", 0), (2, "星标组", 0)]
    same([(group["id"], group["name"], group["count"]) for group in client.group.get()], reserved)
    created = client.group.create("华东客户")["group"]
    same(created, {"id": 100, "name": "华东客户"})
    client.group.move_user(OPENIDS[0], 100)
    client.group.move_user(OPENIDS[1:51], 100)
    same(groups_now(), [(0, "未分组", 24_949), *reserved[1:], (100, "华东客户", 51)])
    same(look("groups/getid", {"openid": OPENIDS[50]}), {"groupid": 100})
    same((client.group.get(OPENIDS[50]), client.user.get_group_id(OPENIDS[51])), (100, 0))
    same(look(f"user/info?openid={OPENIDS[50]}")["groupid"], 100)

    client.group.update(100, "老客户")
    same(json.loads(ours("groups", "list", "--json")[0])[3], {"id": 100, "name": "老客户", "count": 51})
    refused(45016, client.group.update, 2, "名字")
    refused(40032, client.group.move_user, OPENIDS[:51], 0)
    client.group.delete(100)
    same(groups_now(), reserved)
    same(look("groups/getid", {"openid": OPENIDS[0]}), {"groupid": 0})


def tags(client):
    before = tags_now()
    tag = client.tag.create("广东")
    same((tag["name"], tags_now()), ("广东", [*before, (tag["id"], "广东", 0)]))
    refused(45157, client.tag.create, "广东")
    client.tag.tag_user(tag["id"], OPENIDS[:50])
    client.tag.tag_user(tag["id"], OPENIDS[50])
    same(tags_now(), [*before, (tag["id"], "广东", 51)])
    same(look("user/tag/get", {"tagid": tag["id"], "next_openid": ""})["data"]["openid"], OPENIDS[:51])
    same(list(client.tag.iter_tag_users(tag["id"])), OPENIDS[:51])
    same(client.tag.get_user_tag(OPENIDS[50]), [tag["id"]])
    same(look(f"user/info?openid={OPENIDS[50]}")["tagid_list"], [tag["id"]])

    client.tag.untag_user(tag["id"], OPENIDS[1:51])
    same(look("tags/getidlist", {"openid": OPENIDS[50]}), {"tagid_list": []})
    client.tag.update(tag["id"], "广东人")
    same([(tag["id"], tag["name"], tag["count"]) for tag in client.tag.get()], [*before, (tag["id"], "广东人", 1)])
    refused(45058, client.tag.delete, 2)
    client.tag.delete(tag["id"])
    same(tags_now(), before)
    same(look("tags/getidlist", {"openid": OPENIDS[0]}), {"tagid_list": []})


def blacklist(client):
    client.tag.batch_black_list(OPENIDS[:20])
    client.tag.batch_black_list(OPENIDS[20:25])
    seen = look("tags/members/getblacklist", {"begin_openid": ""})
    same((seen["total"], seen["count"], seen["data"]["openid"]), (25, 25, OPENIDS[:25]))
    same(client.tag.get_black_list(), seen)
    same(client.tag.get_black_list(seen["next_openid"])["count"], 0)
    refused(40032, client.tag.batch_black_list, OPENIDS[:21])
    client.tag.batch_unblack_list(OPENIDS[:20])
    same(look("tags/members/getblacklist", {"begin_openid": ""})["data"]["openid"], OPENIDS[20:25])
    client.tag.batch_unblack_list(OPENIDS[20:25])
    same(client.tag.get_black_list()["total"], 0)


def addresses_and_ticket(client):
    same(client.misc.get_wechat_ips(), look("getcallbackip")["ip_list"])
    same(client.jsapi.get_ticket()["ticket"], look("ticket/getticket?type=jsapi")["ticket"])
    refused(63178, client.user.change_openid, "wxffffffffffffffff", OPENIDS[:2])


def token_shared_with_another(client):
    """Another process fetches a plain token: the old one stays valid for five minutes."""
    mine = client.access_token
    query = f"grant_type=client_credential&appid={APP_ID}&secret={APP_SECRET}"
    theirs = raw(f"token?{query}")["access_token"]
    assert theirs != mine
    same(client.group.get(), raw(f"groups/get?access_token={theirs}")["groups"])
    same(client.access_token, mine)


def token_replaced_by_another(client):
    """Another process replaces the token: 40001, one fetch, and the group is created once."""
    mine = client.access_token
    admin("token/replace", {})
    calls, _ = calls_of(client.group.create, "替换")
    create = "POST /cgi-bin/groups/create"
    same(calls, [f"{create} 40001", "GET /cgi-bin/token 0", f"{create} 0"])
    # Behind a gateway, the client does not notice.
    same(client.access_token == mine, bool(GATEWAY))
    same([name for _, name, _ in groups_now()].count("替换"), 1)


def token_expired(client):
    """The same with 42001."""
    admin("token/expire", {})
    calls, _ = calls_of(client.group.create, "过期")
    create = "POST /cgi-bin/groups/create"
    same(calls, [f"{create} 42001", "GET /cgi-bin/token 0", f"{create} 0"])
    same([name for _, name, _ in groups_now()].count("过期"), 1)


def forced_refresh_by_another(_client):
    """The client was given a stable token, and another process forces a refresh of it."""
    if GATEWAY:
        return forced_refresh_behind_the_gateway()
    given = stable_token()
    client = new_client(access_token=given)
    same(client.group.get(), look("groups/get")["groups"])
    same(client.access_token, given)
    assert stable_token(force_refresh=True) != given
    calls, groups = calls_of(client.group.get)
    same(calls, ["GET /cgi-bin/groups/get 40001", "GET /cgi-bin/token 0", "GET /cgi-bin/groups/get 0"])
    same(groups, look("groups/get")["groups"])


def forced_refresh_behind_the_gateway():
    """The client was given a token of the gateway's, and the stable token of the account is none of its business."""
    credentials = {"grant_type": "client_credential", "appid": APP_ID, "secret": KEY, "force_refresh": True}
    given = as_client("stable_token", credentials)["access_token"]
    client = new_client(access_token=given)
    same(client.group.get(), look("groups/get")["groups"])
    stable_token(force_refresh=True)
    calls, groups = calls_of(client.group.get)
    same((calls, client.access_token), (["GET /cgi-bin/groups/get 0"], given))
    same(groups, look("groups/get")["groups"])


def response_lost(client):
    """The connection breaks after the tag was created: the client reports it, and the tag exists."""
    admin("faults", {"fault": "lose_response", "on": "/cgi-bin/tags/create"})
    calls, outcome = calls_of(client.tag.create, "丢失")
    # The gateway's response is HTTP 504, which is no error of the service.
    expected = WeChatClientException if GATEWAY else ConnectionError
    same((calls, type(outcome)), (["POST /cgi-bin/tags/create response lost"], expected))
    same(getattr(outcome, "errcode", None), None)
    same([name for _, name, _ in tags_now()].count("丢失"), 1)


def quota_used_up(client):
    """45009 for the rest of the day; a day later, with an expired token, the call succeeds."""
    admin("faults", {"fault": "exhaust_quota", "on": "/cgi-bin/tags/get"})
    for _ in range(2):
        calls, outcome = calls_of(client.tag.get)
        same((calls, type(outcome)), (["GET /cgi-bin/tags/get 45009"], APILimitedException))
    admin("clock", {"advance_ms": 24 * 3600 * 1000})
    calls, tags = calls_of(client.tag.get)
    same(calls, ["GET /cgi-bin/tags/get 42001", "GET /cgi-bin/token 0", "GET /cgi-bin/tags/get 0"])
    same(tags, look("tags/get")["tags"])


STORY = [
    token,
    paging,
    profiles,
    remark,
    groups,
    tags,
    blacklist,
    addresses_and_ticket,
    token_shared_with_another,
    token_replaced_by_another,
    token_expired,
    forced_refresh_by_another,
    response_lost,
    quota_used_up,
]


def main():
    client, failed = new_client(), 0
    for step in STORY:
        try:
            step(client)
            print(f"ok      wechatpy: {step.__name__}", flush=True)
        except Exception as error:  # the other steps still run
            failed += 1
            print(f"FAILED  wechatpy: {step.__name__}: {type(error).__name__}: {error}", flush=True)
    print("the end")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
