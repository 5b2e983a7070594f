"""wechatpy and our own client share credentials over a real Redis: python wechatpy_redis_story.py URL PATH_OF_WECHAT_USER

wechatpy keeps its token with its own `RedisStorage`; ours runs with `--redis-layout wechatpy`. Both use plain tokens, the
only ones that wechatpy knows. The simulator's journal shows which of them asked for a token.
"""

import json
import os
import socket
import subprocess
import sys
import time

import redis
from wechatpy.session.redisstorage import RedisStorage

from simulator import APP_ID, APP_SECRET, URL, WECHAT_USER, admin
from wechatpy_story import calls_of, new_client, same

GROUPS = "GET /cgi-bin/groups/get"
TOKEN = "GET /cgi-bin/token 0"
TICKET = "GET /cgi-bin/ticket/getticket 0"


class Redis:
    """A Redis of this story's own, on a free port of loopback."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        program = os.environ.get("TEST_REDIS_SERVER", "redis-server")
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
        self.connection = redis.Redis(port=self.port)
        for _ in range(500):
            try:
                self.connection.ping()
                return
            except redis.exceptions.ConnectionError:
                time.sleep(0.01)
        raise RuntimeError("redis-server does not respond")

    def everything(self):
        return {key.decode(): self.connection.get(key).decode() for key in self.connection.keys("*")}

    def stop(self):
        self.process.kill()
        self.process.wait()


def theirs():
    """A new process with wechatpy."""
    return new_client(session=RedisStorage(REDIS.connection))


def environment_of_ours(secret):
    environment = {
        "WECHAT_BASE_URL": URL,
        "WECHAT_APPID": APP_ID,
        "WECHAT_STORE": "redis",
        "WECHAT_REDIS_URL": f"redis://127.0.0.1:{REDIS.port}",
        "WECHAT_REDIS_LAYOUT": "wechatpy",
    }
    if secret:
        environment["WECHAT_APPSECRET"] = secret
    return environment


def ours(*arguments, secret=APP_SECRET, code=0):
    """A new process with our client. Returns what it printed."""
    command = [WECHAT_USER, *arguments, "--token-mode", "plain"]
    done = subprocess.run(command, env=environment_of_ours(secret), capture_output=True, text=True)
    same((done.returncode, done.stderr if code == 0 else ""), (code, ""))
    return done.stdout + done.stderr


def they_read_ours():
    calls, shown = calls_of(ours, "token", "show", "--reveal", "--json")
    same(calls, [TOKEN])
    client = theirs()
    calls, _ = calls_of(client.group.get)
    same(calls, [f"{GROUPS} 0"])
    same(client.access_token, json.loads(shown)["access_token"])


def we_read_theirs():
    REDIS.connection.flushall()
    calls, granted = calls_of(theirs().fetch_access_token)
    same(calls, [TOKEN])
    calls, _ = calls_of(ours, "groups", "list")
    same(calls, [f"{GROUPS} 0"])
    shown = json.loads(ours("token", "show", "--reveal", "--json"))
    same(shown["access_token"], granted["access_token"])
    assert 7_100 < shown["expires_in"] <= 7_200, shown


def the_end_of_a_token_is_the_same_for_both():
    """We write what wechatpy writes, byte for byte, and beside it the end that its version 2 reads."""
    REDIS.connection.flushall()
    token = theirs().fetch_access_token()["access_token"]
    name = f"wechatpy:{APP_ID}_access_token"
    same(REDIS.everything(), {name: json.dumps(token)})
    REDIS.connection.flushall()
    shown = json.loads(ours("token", "show", "--reveal", "--json"))
    kept = REDIS.everything()
    same(sorted(kept), [name, f"{name}_expires_at"])
    same(kept[name], json.dumps(shown["access_token"]))
    assert abs(int(kept[f"{name}_expires_at"]) - shown["expires_at"]) <= 1, (kept, shown)
    assert 7_100 < REDIS.connection.ttl(name) <= 7_200


def a_rejected_token_that_they_renew_is_ours_too():
    admin("token/replace", {})
    calls, _ = calls_of(theirs().group.get)
    same(calls, [f"{GROUPS} 40001", TOKEN, f"{GROUPS} 0"])
    calls, _ = calls_of(ours, "groups", "list")
    same(calls, [f"{GROUPS} 0"])


def a_rejected_token_that_we_renew_is_theirs_too():
    client = theirs()
    client.group.get()
    admin("token/replace", {})
    calls, _ = calls_of(ours, "groups", "list")
    same(calls, [f"{GROUPS} 40001", TOKEN, f"{GROUPS} 0"])
    calls, _ = calls_of(client.group.get)
    same(calls, [f"{GROUPS} 0"])


def tickets_go_both_ways():
    calls, _ = calls_of(ours, "ticket")
    same(calls, [TICKET])
    calls, ticket = calls_of(theirs().jsapi.get_jsapi_ticket)
    same(calls, [])
    same(ticket, json.loads(ours("ticket", "--reveal", "--json"))["ticket"])
    calls, card = calls_of(theirs().jsapi.get_jsapi_card_ticket)
    same(calls, [TICKET])
    calls, shown = calls_of(ours, "ticket", "--kind", "wx_card", "--reveal", "--json")
    same((calls, json.loads(shown)["ticket"]), ([], card))


def a_follower_never_fetches():
    calls, _ = calls_of(lambda: ours("groups", "list", "--redis-role", "follow", secret=None))
    same(calls, [f"{GROUPS} 0"])
    ours("token", "clear", secret=None)
    follow = ["groups", "list", "--redis-role", "follow", "--timeout", "1s"]
    calls, printed = calls_of(lambda: ours(*follow, secret=None, code=3))
    same(calls, [])
    assert "the wechatpy service should have renewed it" in printed, printed


def a_keeper_renews_before_they_would():
    """With 200 s left, wechatpy goes on, and so does a process of ours that only shares; a keeper renews."""
    name = f"wechatpy:{APP_ID}_access_token"
    ours("token", "show")
    for key in (name, f"{name}_expires_at"):
        REDIS.connection.expire(key, 200)
    calls, _ = calls_of(ours, "groups", "list")
    same(calls, [f"{GROUPS} 0"])
    before = admin("journal")["calls"]
    command = [WECHAT_USER, "token", "keep", "--every", "100ms", "--token-mode", "plain", "--json"]
    with subprocess.Popen(command, env=environment_of_ours(APP_SECRET), stdout=subprocess.PIPE, text=True) as keeper:
        shown = json.loads(keeper.stdout.readline())
        keeper.terminate()
    same((keeper.returncode, shown["mode"]), (0, "plain"))
    same([entry["path"] for entry in admin("journal")["entries"] if entry["number"] > before], ["/cgi-bin/token"])
    assert REDIS.connection.ttl(name) > 7_000
    calls, _ = calls_of(theirs().group.get)
    same(calls, [f"{GROUPS} 0"])


def nothing_holds_the_secret():
    ours("token", "show")
    theirs().group.get()
    kept = REDIS.everything()
    assert kept and APP_SECRET not in str(kept), sorted(kept)


STORY = [
    they_read_ours,
    we_read_theirs,
    the_end_of_a_token_is_the_same_for_both,
    a_rejected_token_that_they_renew_is_ours_too,
    a_rejected_token_that_we_renew_is_theirs_too,
    tickets_go_both_ways,
    a_follower_never_fetches,
    a_keeper_renews_before_they_would,
    nothing_holds_the_secret,
]


def main():
    global REDIS
    REDIS, failed = Redis(), 0
    try:
        for step in STORY:
            try:
                step()
                print(f"ok      wechatpy over Redis: {step.__name__}", flush=True)
            except Exception as error:  # the other steps still run
                failed += 1
                print(f"FAILED  wechatpy over Redis: {step.__name__}: {type(error).__name__}: {error}", flush=True)
    finally:
        REDIS.stop()
    print("the end")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
