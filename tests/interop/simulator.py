"""Access to the simulator without the client under test: Python's own HTTP, our own client, the journal."""

import json
import os
import subprocess
import sys
import urllib.request

APP_ID = "wx0123456789abcdef"
APP_SECRET = "0123456789abcdef0123456789abcdef"
URL, WECHAT_USER = sys.argv[1:]
# With a gateway in front of the simulator, the client knows only this URL and a worker's key.
GATEWAY = os.environ.get("GATEWAY_URL")
KEY = os.environ.get("WORKER_KEY", APP_SECRET)


def exchange(path, body=None, url=URL):
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    with urllib.request.urlopen(f"{url}/{path}", data, timeout=20) as response:
        return json.load(response)


def raw(path, body=None):
    """One call, without any client."""
    return exchange(f"cgi-bin/{path}", body)


def stable_token(force_refresh=False):
    credentials = {"grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET}
    return raw("stable_token", {**credentials, "force_refresh": force_refresh})["access_token"]


def as_client(path, body=None):
    """One call of what the client calls: the simulator, or the gateway."""
    return exchange(f"cgi-bin/{path}", body, GATEWAY or URL)


def look(path, body=None):
    """The account as another process sees it."""
    path, _, query = path.partition("?")
    return raw(f"{path}?access_token={stable_token()}&{query}", body)


def ours(*arguments):
    """What our own client sees, one line after the other."""
    environment = {"WECHAT_BASE_URL": URL, "WECHAT_APPID": APP_ID, "WECHAT_APPSECRET": APP_SECRET}
    command = [WECHAT_USER, *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()


def admin(path, body=None):
    """What others do to the account, and what the simulator noted: its admin API."""
    return exchange(f"_mock/{path}", body)


def groups_now():
    return [(group["id"], group["name"], group["count"]) for group in look("groups/get")["groups"]]


def tags_now():
    return [(tag["id"], tag["name"], tag["count"]) for tag in look("tags/get")["tags"]]
