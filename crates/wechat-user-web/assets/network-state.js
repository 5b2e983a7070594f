/*
 * Reads the network state of a page that is opened inside WeChat, through the JS-SDK (wx.getNetworkType) or, where the page has none or its
 * wx.config failed, through the older WeixinJSBridge, and posts what the bridge said as JSON.
 *
 *   <script src="network-state.js" data-post="/where/to/post"></script>
 *
 * With the JS-SDK: include this after jweixin.js and after wx.config(...). On every answer the event "networkstate" is fired on document;
 * its detail holds the bridge's object (answer) and the status of the post (0 if it did not get through). Plain ES5, because old phones open these pages too.
 */
(function () {
  "use strict";

  var script = document.currentScript || document.getElementsByTagName("script")[document.getElementsByTagName("script").length - 1];
  var target = script.getAttribute("data-post");
  var reported = false;

  function report(answer) {
    if (reported) {
      return; // both bridges may answer; the first one counts
    }
    reported = true;
    if (target) {
      var request = new XMLHttpRequest();
      request.open("POST", target);
      request.setRequestHeader("Content-Type", "application/json");
      request.onloadend = function () {
        tell(answer, request.status);
      };
      request.send(JSON.stringify(answer));
    } else {
      tell(answer, 0);
    }
  }

  function tell(answer, status) {
    var event = document.createEvent("CustomEvent");
    event.initCustomEvent("networkstate", false, false, { answer: answer, status: status });
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
