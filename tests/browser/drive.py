"""Drives the example site in headless Chromium over the WebDriver protocol.

WeChat injects a bridge into pages: `WeixinJSBridge`, and `wx` through the JS-SDK. The stand-ins below are planted before any script of the
page runs, so that the page and its script are the real ones. The browser resolves no name, so that nothing leaves this machine.
"""

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
TICKET = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
PATIENCE = 20.0

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
# wx.ready fires after wx.config in any case, as the vendor's does; wx.error only when wx.config failed.
JS_SDK = """
window.wx = (function () {
  var failed = %s, answer = %s, ready = [], error = [];
  return {
    config: function (config) {
      window.configured = config;
      setTimeout(function () {
        if (failed) { error.forEach(function (call) { call({ errMsg: "config:invalid signature" }); }); }
        ready.forEach(function (call) { call(); });
      }, 20);
    },
    ready: function (call) { ready.push(call); },
    error: function (call) { error.push(call); },
    getNetworkType: function (options) {
      setTimeout(function () {
        if (failed) { options.fail({ errMsg: "getNetworkType:fail" }); } else { options.success(answer); }
      }, 10);
    }
  };
})();
"""


def start(command, pattern, **extra):
    """Starts a program and waits for the line that tells where it listens."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **extra)
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return process, found.group(1)
    raise SystemExit(f"{command[0]} ended with status {process.wait()} before it listened")


def start_site(path, **settings):
    environment = {"PATH": os.environ["PATH"], "WECHAT_APP_ID": APP_ID, "WECHAT_TOKEN": TOKEN, "LISTEN": "127.0.0.1:0"}
    return start([path], r"listening on (http://\S+)", env={**environment, **settings})


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
        """Opens a page in a fresh tab, with a script planted before those of the page."""
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
        until = time.monotonic() + PATIENCE
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


def legacy_bridge(browser, plain, _):
    for word in ["wifi", "edge", "wwan", "fail"]:
        check_bridge(browser, plain, LEGACY_AT_ONCE % json.dumps({"err_msg": f"network_type:{word}"}), word)


def legacy_bridge_that_comes_late(browser, plain, _):
    answer = {"err_msg": "network_type:wwan", "subtype": "3g", "detailtype": "3g"}
    check_bridge(browser, plain, LEGACY_LATER % json.dumps(answer), "3g")


def js_sdk(browser, _, ticketed):
    for answer, expected in [("5g", "5g"), ("wifi", "wifi")]:
        answer = {"networkType": answer, "errMsg": "getNetworkType:ok"}
        # The older bridge is there too, and must not be asked.
        planted = JS_SDK % ("false", json.dumps(answer)) + LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:edge"})
        check_bridge(browser, ticketed, planted, expected)


def js_sdk_that_refuses(browser, _, ticketed):
    planted = JS_SDK % ("true", "null")
    answer = json.dumps({"err_msg": "network_type:wwan", "subtype": "4g"})
    check_bridge(browser, ticketed, planted + LEGACY_AT_ONCE % answer, "4g")
    check_bridge(browser, ticketed, planted + LEGACY_LATER % answer, "4g")


def js_sdk_that_does_not_load(browser, _, ticketed):
    check_bridge(browser, ticketed, LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:wifi"}), "wifi")


def signature_of_the_page(browser, _, ticketed):
    answer = json.dumps({"networkType": "4g", "errMsg": "getNetworkType:ok"})
    browser.open(ticketed + "/network?from=singlemessage&a=%20b#part", JS_SDK % ("false", answer))
    browser.wait_for(STATE, "4g")
    config = browser.run("return window.configured")
    assert config["appId"] == APP_ID and config["jsApiList"] == ["getNetworkType"] and config["debug"] is False, config
    url = browser.run("return location.href").split("#")[0]
    signed = f"jsapi_ticket={TICKET}&noncestr={config['nonceStr']}&timestamp={config['timestamp']}&url={url}"
    assert config["signature"] == hashlib.sha1(signed.encode()).hexdigest(), signed
    assert abs(config["timestamp"] - time.time()) < 60


def outside_wechat(browser, plain, ticketed):
    for site in [plain, ticketed]:
        browser.open(site + "/network")
        browser.wait_for("return document.readyState", "complete")
        time.sleep(0.5)
        assert browser.run(STATE) == OUTSIDE and browser.run(POSTS) == 0


def nonsense_from_the_bridge(browser, plain, _):
    browser.open(plain + "/network", LEGACY_AT_ONCE % json.dumps({"err_msg": "network_type:<b>magic"}))
    browser.wait_for(STATE, "not a network state; one is wifi, 2g, 3g, 4g, 5g, edge, wwan or fail")


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


def places(browser, plain, _):
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


TESTS = [
    legacy_bridge,
    legacy_bridge_that_comes_late,
    js_sdk,
    js_sdk_that_refuses,
    js_sdk_that_does_not_load,
    signature_of_the_page,
    outside_wechat,
    nonsense_from_the_bridge,
    places,
]


def main(site_path):
    processes, failed = [], 0
    try:
        process, port = start(["chromedriver", "--port=0"], r"started successfully on port (\d+)")
        processes.append(process)
        process, plain = start_site(site_path)
        processes.append(process)
        process, ticketed = start_site(site_path, WECHAT_JSAPI_TICKET=TICKET)
        processes.append(process)
        browser = Browser(port)
        for test in TESTS:
            try:
                test(browser, plain, ticketed)
                print(f"ok      {test.__name__}")
            except Exception as error:  # whatever it is, the other tests still run
                failed += 1
                print(f"FAILED  {test.__name__}: {error}")
        browser.close()
    finally:
        for process in processes:
            process.terminate()
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
