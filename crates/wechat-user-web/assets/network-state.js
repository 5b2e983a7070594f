/*
 * Reads the network state of a page that is opened inside WeChat and posts it as JSON:
 *
 *   <script src="network-state.js" data-post="/where/to/post"></script>
 *
 * It calls the JS-SDK (wx.getNetworkType) if the page has it: include this after jweixin.js and after wx.config(...).
 * Without the JS-SDK, or if the call fails, it calls the older WeixinJSBridge. Outside of WeChat it does nothing.
 *
 * Afterwards it fires the event "networkstate" on document. Its detail: result (the bridge's object), status (of the
 * post, 0 if it failed) and reply (the body of the server's response). Plain ES5, because old phones open these pages.
 */
(function () {
  "use strict";

  var scripts = document.getElementsByTagName("script");
  var script = document.currentScript || scripts[scripts.length - 1];
  var target = script.getAttribute("data-post");
  var reported = false;

  function report(result) {
    if (reported) {
      return; // both bridges may return a result; the first one counts
    }
    reported = true;
    if (!target) {
      notify(result, 0, "");
      return;
    }
    var request = new XMLHttpRequest();
    request.open("POST", target);
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = function () {
      notify(result, request.status, request.responseText);
    };
    request.send(JSON.stringify(result));
  }

  function notify(result, status, reply) {
    var event = document.createEvent("CustomEvent");
    event.initCustomEvent("networkstate", false, false, { result: result, status: status, reply: reply });
    document.dispatchEvent(event);
  }

  function callBridge() {
    window.WeixinJSBridge.invoke("getNetworkType", {}, report);
  }

  // WeChat injects the bridge before or after this script runs; other browsers have none.
  function callBridgeWhenReady() {
    if (window.WeixinJSBridge) {
      callBridge();
    } else {
      document.addEventListener("WeixinJSBridgeReady", callBridge, false);
    }
  }

  if (window.wx && window.wx.getNetworkType) {
    // wx.ready also fires after a failed wx.config, so the failure of the call itself leads to the other bridge.
    window.wx.ready(function () {
      window.wx.getNetworkType({ success: report, fail: callBridgeWhenReady });
    });
    window.wx.error(callBridgeWhenReady);
  } else {
    callBridgeWhenReady();
  }
})();
