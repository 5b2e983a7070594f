"""A simulated WeChat account for each test: the fixture `wechat`."""

import json
import os
import subprocess
import urllib.error
import urllib.request

import pytest


class Account:
    """An account of the simulator: its credentials, and what a test does to it."""

    def __init__(self, url, seed):
        self.url = url
        created = self._call("POST", "accounts", seed)
        self.app_id, self.app_secret = created["app_id"], created["app_secret"]

    def admin(self, verb, name, body=None):
        """A call of the admin API on this account."""
        return self._call(verb, f"accounts/{self.app_id}/{name}", body)

    def add_fault(self, **fault):
        self.admin("POST", "faults", fault)

    def advance(self, seconds):
        """Moves the clock of this account."""
        self.admin("POST", "clock", {"advance_ms": int(seconds * 1000)})

    def calls(self, path):
        """The calls of a path, with their bodies."""
        return self.admin("GET", f"journal?bodies=1&path={path}")["entries"]

    def verify(self, path, times=1, body=None):
        """Fails unless the path was called this many times, with this JSON in the body."""
        expected = {"path": path, "times": times}
        if body is not None:
            expected["body"] = body
        self.admin("POST", "journal/verify", expected)

    def remove(self):
        self._call("DELETE", f"accounts/{self.app_id}")

    def _call(self, verb, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_mock/{path}", data, method=verb)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{verb} {path}: {error.code} {error.read().decode()}") from None


@pytest.fixture(scope="session")
def wechat_url():
    """The simulator of `WECHAT_MOCK_URL`, or one for this run of tests."""
    url = os.environ.get("WECHAT_MOCK_URL")
    if url:
        yield url
        return
    process = subprocess.Popen(["wechat-user", "mock", "serve"], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture
def wechat(wechat_url, request):
    """An account. `@pytest.mark.parametrize("wechat", [{"followers": 3}], indirect=True)` gives it a seed."""
    account = Account(wechat_url, getattr(request, "param", {"followers": 120}))
    yield account
    account.remove()
