/*
 * Reads the network state of a page that is opened inside WeChat and posts it as JSON:
 *
 *   <script src="network-state.js" data-post="/where/to/post"></script>
 *
 * It asks the JS-SDK (wx.getNetworkType) if the page has it: include this after jweixin.js and after wx.config(...). Without the JS-SDK, or if
 * it refuses, it asks the older WeixinJSBridge. Outside WeChat there is neither, and nothing happens.
 *
 * On an answer the event "networkstate" is fired on document. Its detail: answer (the bridge's object), status (of the post, 0 if it did not
 * get through) and reply (what the server said). Plain ES5, because old phones open these pages too.
 */
(function () {
  "use strict";

  var scripts = document.getElementsByTagName("script");
  var script = document.currentScript || scripts[scripts.length - 1];
  var target = script.getAttribute("data-post");
  var reported = false;

  function report(answer) {
    if (reported) {
      return; // both bridges may answer; the first one counts
    }
    reported = true;
    if (!target) {
      tell(answer, 0, "");
      return;
    }
    var request = new XMLHttpRequest();
    request.open("POST", target);
    request.setRequestHeader("Content-Type", "application/json");
    request.onloadend = function () {
      tell(answer, request.status, request.responseText);
    };
    request.send(JSON.stringify(answer));
  }

  function tell(answer, status, reply) {
    var event = document.createEvent("CustomEvent");
    event.initCustomEvent("networkstate", false, false, { answer: answer, status: status, reply: reply });
    document.dispatchEvent(event);
  }

  function askBridge() {
    window.WeixinJSBridge.invoke("getNetworkType", {}, report);
  }

  // The bridge is injected by WeChat, before or after this script runs; outside WeChat, never.
  function askBridgeWhenReady() {
    if (window.WeixinJSBridge) {
      askBridge();
    } else {
      document.addEventListener("WeixinJSBridgeReady", askBridge, false);
    }
  }

  if (window.wx && window.wx.getNetworkType) {
    // wx.ready also fires after a failed wx.config, so the failure of the call itself is what leads to the other bridge.
    window.wx.ready(function () {
      window.wx.getNetworkType({ success: report, fail: askBridgeWhenReady });
    });
    window.wx.error(askBridgeWhenReady);
  } else {
    askBridgeWhenReady();
  }
})();
