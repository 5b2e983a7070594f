"""The simulator's admin API from Python: python admin_story.py URL PATH_OF_WECHAT_USER

The OpenAPI document is valid and describes the responses; tests in parallel have accounts of their own.
"""

import json
import multiprocessing
import sys
import urllib.error
import urllib.request

from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from wechatpy import WeChatClient

from gateway_adapter import through_gateway
from simulator import URL, admin, exchange, raw, stable_token
from wechatpy_story import refused, same

PROCESSES = 8
ACCOUNTS_OF_A_PROCESS = 25


def call(verb, path, body=None):
    """A call of the admin API: status and JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}{path}", data, method=verb)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def openapi_document():
    document = admin("openapi.json")
    validate(document)
    same(document["openapi"][:4], "3.1.")
    paths = document["paths"]
    assert all(path.startswith("/_mock/") for path in paths), paths
    same("delete" in paths["/_mock/accounts/{app_id}"], True)
    for path in paths:
        if not path.startswith("/_mock/accounts"):
            assert "/_mock/accounts/{app_id}" + path.removeprefix("/_mock") in paths, path
    ids = [call["operationId"] for path in paths.values() for call in path.values()]
    same(len(ids), len(set(ids)))


def responses_are_as_the_document_says():
    document = admin("openapi.json")

    def check(verb, path, body=None, status=200, template=None):
        got, response = call(verb, path, body)
        same(got, status)
        content = document["paths"][template or path][verb.lower()]["responses"][str(status)]["content"]
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        errors = [error.message for error in OAS31Validator(schema).iter_errors(response)]
        same((path, errors), (path, []))
        return response

    one = "/_mock/accounts/{app_id}"
    app_id = check("POST", "/_mock/accounts", {"followers": 3, "now_ms": 1767312000000})["app_id"]
    check("POST", "/_mock/accounts", {"app_id": app_id}, 409)
    check("POST", "/_mock/accounts", {"follower": 3}, 400)
    check("GET", "/_mock/accounts")
    check("GET", "/_mock/health")
    for name in ["clock", "faults", "journal", "callback", "state"]:
        check("GET", f"/_mock/{name}")
        check("GET", f"/_mock/accounts/{app_id}/{name}", template=f"{one}/{name}")
    exchange("cgi-bin/tags/create?access_token=97_x", {"tag": {"name": "a"}})
    call("POST", "/_mock/faults", {"fault": "stall", "on": "/cgi-bin/user/get", "times": "always"})
    check("GET", "/_mock/faults")
    call("DELETE", "/_mock/faults")
    check("GET", "/_mock/journal")
    check("POST", "/_mock/journal/verify", {"path": "/cgi-bin/tags/create", "times": 1, "body": {"tag": {}}})
    check("POST", "/_mock/journal/verify", {"path": "/cgi-bin/tags/create", "times": 9}, 422)
    check("POST", "/_mock/authorize", {"scope": "snsapi_base"})
    check("POST", "/_mock/follow", {"openid": "oGuest"})
    check("POST", "/_mock/unfollow", {"openid": "oGuest"})
    check("GET", "/_mock/followers")
    code = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "poster"}}}
    raw(f"qrcode/create?access_token={stable_token()}", code)
    check("POST", "/_mock/scan", {"openid": "oGuest", "scene": "poster"})
    check("POST", "/_mock/scan", {"openid": "oGuest", "scene": "none"}, 400)
    check("POST", "/_mock/push", {"to": "http://127.0.0.1:9/", "token": "x", "push": {"subscribe": {}}})
    check("PUT", "/_mock/callback", {"url": "http://127.0.0.1:9/", "token": "x"}, 400)
    check("DELETE", f"/_mock/accounts/{app_id}", template=one)
    check("DELETE", f"/_mock/accounts/{app_id}", status=404, template=one)


def client_of(account):
    client = WeChatClient(account["app_id"], account["app_secret"], timeout=20)
    return through_gateway(client, URL)


def two_accounts_on_one_url():
    accounts = [admin("accounts", {"followers": followers}) for followers in (3, 5)]
    one, other = (client_of(account) for account in accounts)
    same([one.user.get_followers()["total"], other.user.get_followers()["total"]], [3, 5])
    one.tag.create("广东")
    same([[tag["name"] for tag in client.tag.get()] for client in (one, other)], [["星标组", "广东"], ["星标组"]])
    mine, theirs = one.user.get_followers()["data"]["openid"][0], other.user.get_followers()["data"]["openid"][0]
    refused(40003, one.user.get, theirs)
    admin(f"accounts/{accounts[0]['app_id']}/token/expire", {})
    same(one.user.get(mine)["openid"], mine)
    paths = [admin(f"accounts/{account['app_id']}/journal")["entries"] for account in accounts]
    endings = [[entry["ending"] for entry in entries if entry["path"] == "/cgi-bin/token"] for entries in paths]
    same(endings, [["0", "0"], ["0"]])


def use_one(number):
    """What one of many tests does with its account. Returns the AppID."""
    followers = 10 + number
    account = admin("accounts", {"followers": followers})
    app_id = account["app_id"]
    client = client_of(account)
    openids = list(client.user.iter_followers())
    same((len(openids), len(set(openids))), (followers, followers))
    tag = client.tag.create(f"第{number}个")["id"]
    client.tag.tag_user(tag, openids[:7])
    admin(f"accounts/{app_id}/token/replace", {})
    same(list(client.tag.iter_tag_users(tag)), openids[:7])
    same([tag["name"] for tag in client.tag.get()], ["星标组", f"第{number}个"])
    journal = admin(f"accounts/{app_id}/journal")["entries"]
    same(sum(entry["ending"] == "40001" for entry in journal), 1)
    same(sum(entry["path"] == "/cgi-bin/token" for entry in journal), 2)
    same(sum(entry["path"] == "/cgi-bin/tags/create" for entry in journal), 1)
    return app_id


def use_some(process):
    first = process * ACCOUNTS_OF_A_PROCESS
    return [use_one(first + number) for number in range(ACCOUNTS_OF_A_PROCESS)]


def many_processes_with_an_account_for_each_test():
    before = admin("journal")["calls"]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        app_ids = [app_id for some in pool.map(use_some, range(PROCESSES), chunksize=1) for app_id in some]
    same(len(set(app_ids)), PROCESSES * ACCOUNTS_OF_A_PROCESS)
    assert set(app_ids) <= set(admin("health")["accounts"]), "all of them exist at the same time"
    same(admin("journal")["calls"], before)
    for app_id in app_ids:
        same(call("DELETE", f"/_mock/accounts/{app_id}")[0], 200)


STORY = [
    openapi_document,
    responses_are_as_the_document_says,
    two_accounts_on_one_url,
    many_processes_with_an_account_for_each_test,
]


def main():
    failed = 0
    for step in STORY:
        try:
            step()
            print(f"ok      admin: {step.__name__}", flush=True)
        except Exception as error:  # the other steps still run
            failed += 1
            print(f"FAILED  admin: {step.__name__}: {type(error).__name__}: {error}", flush=True)
    print("the end")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
