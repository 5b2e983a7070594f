"""What the fixture `wechat` can do, with a program under test in plain Python."""

import json
import urllib.request

import pytest


class Client:
    """The program under test: it fetches a token and renews it when it is rejected."""

    def __init__(self, url, app_id, app_secret):
        self.url, self.app_id, self.app_secret, self.token = url, app_id, app_secret, None

    def call(self, path, body=None):
        for _ in range(2):
            response = self._send(f"{path}?access_token={self.token or self._fetch()}", body)
            if response.get("errcode") not in (40001, 42001):
                return response
            self.token = None
        return response

    def _fetch(self):
        credentials = {"grant_type": "client_credential", "appid": self.app_id, "secret": self.app_secret}
        self.token = self._send("/cgi-bin/stable_token", credentials)["access_token"]
        return self.token

    def _send(self, path, body):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(self.url + path, data, timeout=20) as response:
            return json.load(response)


@pytest.fixture
def client(wechat):
    return Client(wechat.url, wechat.app_id, wechat.app_secret)


@pytest.mark.parametrize("wechat", [{"followers": 3}], indirect=True)
def test_an_account_has_the_followers_of_its_seed(client):
    assert client.call("/cgi-bin/user/get")["total"] == 3


def test_a_tag_is_created_with_its_name(wechat, client):
    client.call("/cgi-bin/tags/create", {"tag": {"name": "广东"}})
    wechat.verify("/cgi-bin/tags/create", times=1, body={"tag": {"name": "广东"}})
    with pytest.raises(AssertionError, match="expected"):
        wechat.verify("/cgi-bin/tags/create", times=1, body={"tag": {"name": "广西"}})


def test_a_replaced_token_is_renewed_once(wechat, client):
    client.call("/cgi-bin/tags/get")
    wechat.add_fault(fault="replace_token", on="/cgi-bin/tags/get")
    assert client.call("/cgi-bin/tags/get")["tags"][0]["name"] == "星标组"
    assert [call["ending"] for call in wechat.calls("/cgi-bin/tags/get")] == ["0", "40001", "0"]


def test_an_expired_token_is_renewed(wechat, client):
    client.call("/cgi-bin/tags/get")
    wechat.advance(7200)
    client.call("/cgi-bin/tags/get")
    assert [call["ending"] for call in wechat.calls("/cgi-bin/tags/get")] == ["0", "42001", "0"]
