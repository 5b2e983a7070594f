"""Drives the example site in headless Chromium over the WebDriver protocol.

WeChat injects a bridge into pages: `WeixinJSBridge`, and `wx` through the JS-SDK. The fakes below run before any script of the page, so the
page and its script are the real ones. The browser resolves no host names, so no request leaves this machine.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

APP_ID = "wx0123456789abcdef"
TOKEN = "browser-test"
# The secret of the simulated account.
APP_SECRET = "0123456789abcdef0123456789abcdef"
TIMEOUT = 20.0

LEGACY = """
var legacy = { invoke: function (name, args, callback) {
  if (name !== "getNetworkType") { throw new Error("unexpected call " + name); }
  setTimeout(function () { callback(%s); }, 10);
} };
"""
LEGACY_AT_ONCE = LEGACY + "window.WeixinJSBridge = legacy;"
LEGACY_LATER = LEGACY + """
window.addEventListener("load", function () { setTimeout(function () {
  window.WeixinJSBridge = legacy;
  var event = document.createEvent("Event");
  event.initEvent("WeixinJSBridgeReady", false, false);
  document.dispatchEvent(event);
}, 200); });
"""
# As the vendor's: wx.ready always fires after wx.config, wx.error only if wx.config failed. A later listener is called
# at once.
JS_SDK = """
window.wx = (function () {
  var failed = %s, result = %s, settled = false, ready = [], error = [], problem = { errMsg: "config:invalid signature" };
  return {
    config: function (config) {
      window.configured = config;
      setTimeout(function () {
        settled = true;
        if (failed) { error.forEach(function (call) { call(problem); }); }
        ready.forEach(function (call) { call(); });
      }, 20);
    },
    ready: function (call) { if (settled) { call(); } else { ready.push(call); } },
    error: function (call) { if (settled && failed) { call(problem); } else { error.push(call); } },
    getNetworkType: function (options) {
      setTimeout(function () {
        if (failed) { options.fail({ errMsg: "getNetworkType:fail" }); } else { options.success(result); }
      }, 10);
    }
  };
})();
"""


def start(command, pattern, **extra):
    """Starts a program and waits for the line with its address."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **extra)
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return process, found.group(1)
    raise SystemExit(f"{command[0]} ended with status {process.wait()} before it listened")


def start_site(path, *flags):
    """Starts the example. Returns its address and, with --simulate, that of its simulated WeChat."""
    environment = {"PATH": os.environ["PATH"], "WECHAT_APPID": APP_ID, "WECHAT_PUSH_TOKEN": TOKEN, "LISTEN": "127.0.0.1:0"}
    pattern = r"simulating WeChat on (http://\S+)" if flags else r"listening on (http://\S+)"
    process, found = start([path, *flags], pattern, env=environment)
    if not flags:
        return process, found, None
    site = re.search(r"listening on (http://\S+)", process.stdout.readline()).group(1)
    return process, site, found


def ask(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data), timeout=60) as response:
        return json.load(response)


def ticket_of(wechat):
    """The current ticket: the simulated service returns the same one until it expires."""
    body = {"grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET}
    token = ask(wechat + "/cgi-bin/stable_token", body)["access_token"]
    return ask(f"{wechat}/cgi-bin/ticket/getticket?access_token={token}&type=jsapi")["ticket"]


class Browser:
    def __init__(self, driver_port):
        self.base = f"http://127.0.0.1:{driver_port}/session"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        arguments.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        capabilities = {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}
        self.base += "/" + self.call("", {"capabilities": capabilities})["sessionId"]

    def call(self, path, body=None, method="POST"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def open(self, url, planted=""):
        """Opens a page in a new tab, with a script that runs before those of the page."""
        old = self.call("/window", method="GET")
        new = self.call("/window/new", {"type": "tab"})["handle"]
        self.call("/window", method="DELETE")
        self.call("/window", {"handle": new})
        assert old != new
        parameters = {"source": planted}
        self.call("/goog/cdp/execute", {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": parameters})
        self.call("/url", {"url": url})

    def run(self, script):
        return self.call("/execute/sync", {"script": script, "args": []})

    def wait_for(self, script, expected):
        until = time.monotonic() + TIMEOUT
        while (value := self.run(script)) != expected:
            if time.monotonic() > until:
                raise AssertionError(f"{script}: {value!r}, expected {expected!r}")
            time.sleep(0.05)

    def close(self):
        self.call("", method="DELETE")


STATE = "return document.getElementById('state').textContent"
LAST = "return document.getElementById('network').textContent"
POSTS = "return performance.getEntriesByType('resource').filter(e => e.initiatorType === 'xmlhttprequest').length"
OUTSIDE = "open this page inside WeChat 请在微信中打开"


def check_bridge(browser, site, planted, expected):
    browser.open(site + "/network", planted)
    browser.wait_for(STATE, expected)
    assert browser.run(POSTS) == 1, "the page posts once"
    browser.open(site + "/")
    browser.wait_for(LAST, expected)


def legacy_bridge(browser, plain, _, __):
    for word in ["wifi", "edge", "wwan", "fail"]:
        check_bridge(browser, plain, LEGACY_AT_ONCE % json.dumps({"err_msg": f"network_type:{word}"}), word)


def legacy_bridge_that_is_injected_late(browser, plain, _, __):
    result = {"err_msg": "network_type:wwan", "subtype": "3g", "detailtype": "3g"}
    check_bridge(browser, plain, LEGACY_LATER % json.dumps(result), "3g")


def js_sdk(browser, _, simulated, __):
    for word, expected in [("5g", "5g"), ("wifi", "wifi")]:
        result = {"networkType": word, "errMsg": "getNetworkType:ok"}
        # The older bridge exists too and must not be called.
        planted = JS_SDK % ("false", json.dumps(result)) + LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:edge"})
        check_bridge(browser, simulated, planted, expected)


def js_sdk_that_fails(browser, _, simulated, __):
    planted = JS_SDK % ("true", "null")
    result = json.dumps({"err_msg": "network_type:wwan", "subtype": "4g"})
    check_bridge(browser, simulated, planted + LEGACY_AT_ONCE % result, "4g")
    check_bridge(browser, simulated, planted + LEGACY_LATER % result, "4g")


def js_sdk_that_does_not_load(browser, _, simulated, __):
    check_bridge(browser, simulated, LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:wifi"}), "wifi")


def signature_of_the_page(browser, _, simulated, wechat):
    result = json.dumps({"networkType": "4g", "errMsg": "getNetworkType:ok"})
    browser.open(simulated + "/network?from=singlemessage&a=%20b#part", JS_SDK % ("false", result))
    browser.wait_for(STATE, "4g")
    config = browser.run("return window.configured")
    assert config["appId"] == APP_ID and config["jsApiList"] == ["getNetworkType"] and config["debug"] is False, config
    url = browser.run("return location.href").split("#")[0]
    signed = f"jsapi_ticket={ticket_of(wechat)}&noncestr={config['nonceStr']}&timestamp={config['timestamp']}&url={url}"
    assert config["signature"] == hashlib.sha1(signed.encode()).hexdigest(), signed
    assert abs(config["timestamp"] - time.time()) < 60


def outside_wechat(browser, plain, simulated, _):
    for site in [plain, simulated]:
        browser.open(site + "/network")
        browser.wait_for("return document.readyState", "complete")
        time.sleep(0.5)
        assert browser.run(STATE) == OUTSIDE and browser.run(POSTS) == 0


def nonsense_from_the_bridge(browser, plain, _, __):
    browser.open(plain + "/network", LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:<b>magic"}))
    browser.wait_for(STATE, "a network state must be wifi, 2g, 3g, 4g, 5g, edge, wwan, fail, none or unknown")


def push(site, fields, token=TOKEN):
    timestamp, nonce = str(int(time.time())), "7"
    signature = hashlib.sha1("".join(sorted([token, timestamp, nonce])).encode()).hexdigest()
    query = urllib.parse.urlencode({"signature": signature, "timestamp": timestamp, "nonce": nonce})
    fields = {"ToUserName": "gh_1", "CreateTime": timestamp, **fields}
    body = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    request = urllib.request.Request(f"{site}/wechat?{query}", f"<xml>{body}</xml>".encode())
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def places(browser, plain, _, __):
    cells = "return [...document.querySelectorAll('#places tr')].slice(1).map(r => [...r.cells].slice(0, 3).map(c => c.textContent))"
    location = {"MsgType": "event", "Event": "LOCATION", "Latitude": "23.137466", "Longitude": "113.352425"}
    assert push(plain, {"FromUserName": "oUser<b>&amp;1", **location}) == (200, "success")
    message = {"MsgType": "location", "Location_X": "39.9", "Location_Y": "116.4", "MsgId": "1"}
    assert push(plain, {"FromUserName": "oUser2", **message}) == (200, "success")
    browser.open(plain + "/")
    assert browser.run(cells) == [["oUser2", "39.9", "116.4"], ["oUser<b>&amp;1", "23.137466", "113.352425"]]

    assert push(plain, {"FromUserName": "oUser2", "MsgType": "event", "Event": "unsubscribe"}) == (200, "success")
    forged = {"FromUserName": "oUser<b>&amp;1", **location, "Latitude": "1"}
    assert push(plain, forged, token="guessed") == (403, "")
    browser.open(plain + "/")
    assert browser.run(cells) == [["oUser<b>&amp;1", "23.137466", "113.352425"]]

    status, reply = push(plain, {"FromUserName": "oUser3", "MsgType": "text", "Content": "你好", "MsgId": "2"})
    assert status == 200 and "<Content><![CDATA[2 characters]]></Content>" in reply, reply


TEXT = "return document.getElementById('%s').textContent"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def visit(url, cookie="", body=None):
    """Sends one request and follows no redirect. Returns status, headers, text."""
    request = urllib.request.Request(url, body, {"Cookie": cookie})
    try:
        response = urllib.request.build_opener(NoRedirect).open(request, timeout=60)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return response.status, response.headers, response.read().decode()


def authorize(site, openid):
    """Signs in up to the callback. Returns the cookie and the URL that WeChat sends the browser back to."""
    _, headers, _ = visit(site + "/login")
    cookie = headers["Set-Cookie"].split(";")[0]
    _, headers, _ = visit(headers["Location"], body=urllib.parse.urlencode({"openid": openid}).encode())
    return cookie, headers["Location"]


def nickname_of(site, wechat, openid):
    """The nickname from the service, without the client."""
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(authorize(site, openid)[1]).query)["code"][0]
    parameters = {"appid": APP_ID, "secret": APP_SECRET, "code": code, "grant_type": "authorization_code"}
    token = ask(wechat + "/sns/oauth2/access_token?" + urllib.parse.urlencode(parameters))["access_token"]
    parameters = {"access_token": token, "openid": openid, "lang": "zh_CN"}
    return ask(wechat + "/sns/userinfo?" + urllib.parse.urlencode(parameters))["nickname"]


def authorize_page(browser, site):
    browser.open(site + "/login")
    browser.wait_for("return document.title", "Authorize (simulated)")
    return browser.run("return [...document.getElementsByName('openid')].map(button => button.value)")


def sign_in(browser, _, simulated, wechat):
    openids = authorize_page(browser, simulated)
    page = urllib.parse.urlsplit(browser.run("return location.href"))
    names = [name for name, _ in urllib.parse.parse_qsl(page.query)]
    assert names == ["appid", "redirect_uri", "response_type", "scope", "state"], names
    assert page.fragment == "wechat_redirect", page
    browser.run("document.getElementsByName('openid')[1].click()")
    browser.wait_for("return location.pathname", "/me")
    assert browser.run(TEXT % "openid") == openids[1]
    nickname = nickname_of(simulated, wechat, openids[1])
    assert nickname and browser.run(TEXT % "nickname") == nickname, nickname
    assert browser.run("return document.cookie") == "", "scripts of the page cannot read the cookie"

    # A push has the position of the user.
    assert browser.run(TEXT % "place") == "unknown"
    location = {"MsgType": "event", "Event": "LOCATION", "Latitude": "23.137466", "Longitude": "113.352425"}
    assert push(simulated, {"FromUserName": openids[1], **location}) == (200, "success")
    browser.call("/refresh", {})
    browser.wait_for(TEXT % "place", "23.137466, 113.352425")


def sign_in_refused(browser, _, simulated, __):
    assert authorize_page(browser, simulated)[-1] == ""
    browser.run("[...document.getElementsByName('openid')].pop().click()")
    browser.wait_for("return location.pathname", "/callback")
    browser.wait_for(TEXT % "message", "you did not agree, so you are not signed in")
    browser.call("/url", {"url": simulated + "/me"})
    browser.wait_for(TEXT % "message", "you are not signed in")


def sign_in_called_back_twice(browser, _, simulated, __):
    openid = authorize_page(browser, simulated)[0]
    cookie, callback = authorize(simulated, openid)
    # A code can be exchanged once: if each call had exchanged it, the others would have failed.
    with concurrent.futures.ThreadPoolExecutor() as pool:
        responses = list(pool.map(lambda _: visit(callback, cookie), range(4))) + [visit(callback, cookie)]
    assert [(status, headers["Location"]) for status, headers, _ in responses] == [(303, "/me")] * 5, responses
    assert f"<b id=openid>{openid}</b>" in visit(simulated + "/me", cookie)[2]


def sign_in_from_another_browser(browser, plain, simulated, __):
    openid = authorize_page(browser, simulated)[0]
    cookie, callback = authorize(simulated, openid)
    other, _ = authorize(simulated, openid)
    for wrong in ["", "visit=", "visit=guessed", other]:
        assert visit(callback, wrong)[0] == 403 and visit(simulated + "/me", wrong)[0] == 403, wrong
    assert visit(re.sub("state=[^&]*", "state=guessed", callback), cookie)[0] == 403
    forged = re.sub("code=[^&]*", "code=guessed", callback)
    assert visit(forged, cookie)[0] == 303 and visit(simulated + "/me", cookie)[0] == 403, "no user signed in"
    # The page sends no codes to URLs of another site.
    page = visit(simulated + "/login")[1]["Location"].replace("redirect_uri=http", "redirect_uri=https")
    assert visit(page)[0] == 400
    assert visit(plain + "/login")[0] == 404, "without a secret, users cannot sign in"


TESTS = [
    legacy_bridge,
    legacy_bridge_that_is_injected_late,
    js_sdk,
    js_sdk_that_fails,
    js_sdk_that_does_not_load,
    signature_of_the_page,
    outside_wechat,
    nonsense_from_the_bridge,
    places,
    sign_in,
    sign_in_called_back_twice,
    sign_in_refused,
    sign_in_from_another_browser,
]


def run_all(tests, *arguments):
    """Runs tests, prints the outcome of each, and returns how many failed."""
    failed = 0
    for test in tests:
        try:
            test(*arguments)
            print(f"ok      {test.__name__}", flush=True)
        except Exception as error:  # the other tests still run
            failed += 1
            print(f"FAILED  {test.__name__}: {error}", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed", flush=True)
    return failed


def main(site_path):
    processes = []
    try:
        process, port = start(["chromedriver", "--port=0"], r"started successfully on port (\d+)")
        processes.append(process)
        process, plain, _ = start_site(site_path)
        processes.append(process)
        process, simulated, wechat = start_site(site_path, "--simulate")
        processes.append(process)
        browser = Browser(port)
        failed = run_all(TESTS, browser, plain, simulated, wechat)
        browser.close()
    finally:
        for process in processes:
            process.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
