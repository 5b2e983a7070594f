"""Drives the pages of the simulator in headless Chromium: python simulator.py PATH_OF_WECHAT_USER

Signing in with a simulated user in every case, the control page, texts that would run a script if a page did not escape
them, and a page of another origin.
"""

import http.server
import json
import sys
import threading
import urllib.parse

from drive import APP_ID, APP_SECRET, Browser, ask, run_all, start

# A call of this function by a page shows that a script of a user ran.
ALARM = "window.alarms = 0; window.alert = function () { window.alarms += 1; };"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


class Site:
    """A web page of another origin: it records what it is called with, and serves one page with a script."""

    def __init__(self):
        site = self
        self.page = ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = f"<!doctype html><meta charset=utf-8><title>site</title>{site.page}".encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()


def authorize_url(wechat, site, scope, **more):
    parameters = {
        "appid": APP_ID,
        "redirect_uri": f"{site.url}/back",
        "response_type": "code",
        "scope": scope,
        "state": "s&t",
        **more,
    }
    return f"{wechat}/connect/oauth2/authorize?{urllib.parse.urlencode(parameters)}#wechat_redirect"


def returned(browser):
    """The parameters with which the browser came back."""
    browser.wait_for("return location.pathname", "/back")
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(browser.run("return location.href")).query))


def exchange(wechat, code):
    query = f"appid={APP_ID}&secret={APP_SECRET}&code={code}&grant_type=authorization_code"
    return ask(f"{wechat}/sns/oauth2/access_token?{query}")


def click(browser, script):
    browser.run(script + ".click()")


def users_on(browser):
    return browser.run("return [...document.querySelectorAll('#users button')].map(button => button.value)")


def same(got, expected):
    assert got == expected, f"{got!r}, expected {expected!r}"


def forget_the_user(browser, wechat):
    browser.open(f"{wechat}/connect/oauth2/authorize")
    browser.call("/cookie", method="DELETE")


def signing_in_with_a_profile(browser, wechat, site):
    forget_the_user(browser, wechat)
    browser.open(authorize_url(wechat, site, "snsapi_userinfo"))
    same(browser.run("return document.getElementById('scope').textContent"), "snsapi_userinfo")
    first = users_on(browser)
    same(len(first), 20)
    click(browser, "document.getElementById('next')")
    browser.wait_for("return location.search.includes('after=')", True)
    second = users_on(browser)
    same((len(second), len({*first, *second})), (20, 40))
    click(browser, "document.querySelectorAll('#users button')[4]")
    got = returned(browser)
    same(got["state"], "s&t")
    granted = exchange(wechat, got["code"])
    same((granted["openid"], granted["scope"]), (second[4], "snsapi_userinfo"))


def signing_in_silently(browser, wechat, site):
    forget_the_user(browser, wechat)
    browser.open(authorize_url(wechat, site, "snsapi_base"))
    openid = users_on(browser)[2]
    click(browser, "document.querySelectorAll('#users button')[2]")
    same(exchange(wechat, returned(browser)["code"])["openid"], openid)
    # The same user again, without a page.
    browser.open(authorize_url(wechat, site, "snsapi_base"))
    same(exchange(wechat, returned(browser)["code"])["openid"], openid)
    # With a page: asked for, or for the profile.
    for url in (authorize_url(wechat, site, "snsapi_base", forcePopup="true"), authorize_url(wechat, site, "snsapi_userinfo")):
        browser.open(url)
        same(browser.run("return document.querySelector('#again button').value"), openid)
    click(browser, "document.querySelector('#again button')")
    same(exchange(wechat, returned(browser)["code"])["openid"], openid)


def denying(browser, wechat, site):
    browser.open(authorize_url(wechat, site, "snsapi_userinfo"))
    click(browser, "document.querySelector('button[value=deny]')")
    same(returned(browser), {"state": "s&t"})


def signing_in_on_a_snapshot_page(browser, wechat, site):
    browser.open(authorize_url(wechat, site, "snsapi_userinfo"))
    click(browser, "document.querySelector('button[value=snapshot]')")
    same(exchange(wechat, returned(browser)["code"])["is_snapshotuser"], 1)
    browser.open(authorize_url(wechat, site, "snsapi_userinfo", forceSnapShot="true"))
    click(browser, "document.querySelector('#users button')")
    same(exchange(wechat, returned(browser)["code"])["is_snapshotuser"], 1)


def a_refused_address(browser, wechat, site):
    browser.open(authorize_url(wechat, site, "snsapi_base", redirect_uri="javascript:alert(1)"), ALARM)
    same(browser.run("return document.getElementById('code').textContent"), "10003")
    same(browser.run("return window.alarms"), 0)


def control(browser, wechat, app_id, planted=""):
    """Opens the control page with an account."""
    browser.open(f"{wechat}/_mock/", planted)
    browser.wait_for("return document.querySelectorAll('#account option').length > 0", True)
    browser.run(f"const account = document.getElementById('account'); account.value = {json.dumps(app_id)};"
                "account.dispatchEvent(new Event('change'))")
    browser.wait_for("return document.getElementById('stream').textContent", "live")


def token_of(wechat, account):
    credentials = {"grant_type": "client_credential", "appid": account["app_id"], "secret": account["app_secret"]}
    return ask(f"{wechat}/cgi-bin/stable_token", credentials)["access_token"]


def a_clicked_fault_shows_in_the_journal(browser, wechat, _site):
    account = ask(f"{wechat}/_mock/accounts", {"followers": 30})
    token = token_of(wechat, account)
    control(browser, wechat, account["app_id"])
    browser.run("document.getElementById('fault').value = 1; document.getElementById('fault-on').value = '/cgi-bin/user/get'")
    click(browser, "document.getElementById('add-fault')")
    browser.wait_for("return document.getElementById('faults').textContent", '{"code":45009,"fault":"errcode","on":"/cgi-bin/user/get"}')
    same(ask(f"{wechat}/cgi-bin/user/get?access_token={token}")["errcode"], 45009)
    cells = "return [...document.getElementById('journal').rows[0].cells].map(cell => cell.textContent).slice(2, 6)"
    browser.wait_for(cells, ["GET /cgi-bin/user/get", "stable#1", "45009", "errcode"])
    browser.wait_for("return document.getElementById('faults').textContent", "")
    assert token not in browser.run("return document.body.textContent"), "the page shows no token"


def the_control_page_changes_an_account(browser, wechat, _site):
    browser.open(f"{wechat}/_mock/")
    browser.wait_for("return document.querySelectorAll('#account option').length > 0", True)
    accounts = browser.run("return document.querySelectorAll('#account option').length")
    click(browser, "document.getElementById('create-account')")
    browser.wait_for("return document.querySelectorAll('#account option').length", accounts + 1)
    app_id = browser.run("return document.getElementById('account').value")
    at = f"{wechat}/_mock/accounts/{app_id}"
    total = ask(f"{at}/followers")["total"]
    browser.run("document.getElementById('openid').value = 'oGuest'")
    click(browser, "document.getElementById('follow')")
    browser.wait_for("return document.getElementById('total').textContent", str(total + 1))
    same(json.loads(browser.run("return document.getElementById('outcome').textContent")), {"changed": True, "push": None})
    click(browser, "document.getElementById('unfollow')")
    browser.wait_for("return document.getElementById('total').textContent", str(total))
    first = browser.run("return document.querySelector('#followers td').textContent")
    click(browser, "document.getElementById('next')")
    browser.wait_for(f"return document.querySelector('#followers td').textContent !== {json.dumps(first)}", True)
    before = ask(f"{at}/clock")["now_ms"]
    click(browser, "document.querySelector('[data-advance=\"86400000\"]')")
    browser.wait_for(f"return Date.parse(document.getElementById('now').textContent) >= {before + 86400000}", True)
    click(browser, "document.getElementById('remove-account')")
    browser.wait_for("return document.querySelectorAll('#account option').length", accounts)
    assert app_id not in ask(f"{wechat}/_mock/health")["accounts"]


def hostile_texts_run_no_script(browser, wechat, site):
    seed = {
        "followers": 3,
        "tags": [{"name": HOSTILE, "members": [0]}],
        "users": [{"user": 0, "remark": HOSTILE, "profile": {"nickname": HOSTILE}}],
    }
    account = ask(f"{wechat}/_mock/accounts", seed)
    app_id, token = account["app_id"], token_of(wechat, account)
    control(browser, wechat, app_id, ALARM)
    # In a path, a query and a body.
    hostile = urllib.parse.quote(HOSTILE)
    ask(f"{wechat}/cgi-bin/{hostile}?access_token={token}&x={hostile}", {"x": HOSTILE})
    cell = "return document.getElementById('journal').rows[0].cells[%d].textContent"
    browser.wait_for(cell % 4, "40066")
    assert json.dumps({"x": HOSTILE}) in browser.run(cell % 6)
    row = "return [...document.querySelector('#followers tr').cells].map(cell => cell.textContent)"
    same(browser.run(row)[1:], [HOSTILE, HOSTILE, "0", HOSTILE])
    same(browser.run("return document.images.length + document.scripts.length"), 1)
    same(browser.run("return window.alarms"), 0)

    parameters = {"appid": app_id, "state": HOSTILE, "redirect_uri": f"{site.url}/back#{HOSTILE}".replace(" ", "")}
    browser.open(authorize_url(wechat, site, "snsapi_userinfo", **parameters), ALARM)
    same(browser.run("return document.querySelector('#users button').textContent"), HOSTILE)
    same(browser.run("return document.getElementById('state').textContent"), HOSTILE)
    same(browser.run("return document.images.length + document.scripts.length + window.alarms"), 0)
    click(browser, "document.querySelector('#users button')")
    same(returned(browser)["state"], HOSTILE)


def another_origin_changes_nothing(browser, wechat, site):
    ask(f"{wechat}/_mock/accounts", {"app_id": "wx-victim", "followers": 3})
    before = ask(f"{wechat}/_mock/accounts/wx-victim/state")
    authorize = urllib.parse.urlencode({"appid": "wx-victim", "redirect_uri": f"{site.url}/back", "response_type": "code",
                                        "scope": "snsapi_base", "choice": "snapshot"})
    fields = "".join(f"<input name={name} value='{value}'>" for name, value in urllib.parse.parse_qsl(authorize))
    site.page = f"""<form id=form method=post action='{wechat}/connect/oauth2/authorize'>{fields}</form>
    <script>
      const at = '{wechat}/_mock/accounts/wx-victim/';
      const plain = {{ method: 'POST', mode: 'no-cors', body: '{{"openid":"oGuest"}}' }};
      window.results = [];
      Promise.allSettled([
        fetch(at + 'follow', plain),
        fetch(at + 'token/replace', {{ method: 'POST', mode: 'no-cors' }}),
        fetch(at + 'faults', {{ method: 'POST', mode: 'no-cors', body: '{{"fault":"stall","times":"always"}}' }}),
        fetch(at + 'seed', {{ method: 'PUT', body: '{{}}' }}),
        fetch(at, {{ method: 'DELETE' }}),
        fetch(at + 'journal').then(response => response.text()),
      ]).then(results => {{ window.results = results.map(result => result.value && result.value.type || result.status); }});
    </script>"""
    browser.open(f"{site.url}/evil")
    browser.wait_for("return window.results.length", 6)
    # What was sent is opaque to the page; the rest was not sent, or not shown.
    same(browser.run("return window.results"), ["opaque"] * 3 + ["rejected"] * 3)
    same(ask(f"{wechat}/_mock/accounts/wx-victim/state"), before)
    browser.run("document.getElementById('form').submit()")
    browser.wait_for("return location.pathname", "/connect/oauth2/authorize")
    assert "is not this server" in browser.run("return document.body.textContent")
    same(ask(f"{wechat}/_mock/accounts/wx-victim/state"), before)


TESTS = [
    signing_in_with_a_profile,
    signing_in_silently,
    denying,
    signing_in_on_a_snapshot_page,
    a_refused_address,
    a_clicked_fault_shows_in_the_journal,
    the_control_page_changes_an_account,
    hostile_texts_run_no_script,
    another_origin_changes_nothing,
]


def main(wechat_user):
    processes = []
    try:
        process, port = start(["chromedriver", "--port=0"], r"started successfully on port (\d+)")
        processes.append(process)
        process, wechat = start([wechat_user, "mock", "serve", "--followers", "50"], r"listening on (http://\S+)")
        processes.append(process)
        browser, site = Browser(port), Site()
        failed = run_all(TESTS, browser, wechat, site)
        browser.close()
    finally:
        for process in processes:
            process.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
