// The control page. All texts of users are written with textContent, never as HTML.
"use strict";

const ROWS = 200;
const FAULTS = [
  { fault: "errcode", code: -1 },
  { fault: "errcode", code: 45009 },
  { fault: "replace_token" },
  { fault: "lose_response" },
  { fault: "refuse_connection" },
  { fault: "status", status: 502 },
  { fault: "cut_body", bytes: 7 },
  { fault: "exhaust_quota" },
];

const $ = (id) => document.getElementById(id);
let accounts = [];
let stream = null;
let after = null;
// Responses for an account that is no longer selected are dropped.
let selection = 0;

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function row(cells) {
  const made = document.createElement("tr");
  for (const cell of cells) {
    made.append(element("td", cell));
  }
  return made;
}

async function call(verb, path, body) {
  const options = { method: verb, body: body === undefined ? undefined : JSON.stringify(body) };
  const response = await fetch("/_mock/" + path, options);
  const result = await response.json();
  if (!response.ok) {
    throw new Error(result.error);
  }
  return result;
}

/** A call on the selected account. */
const ask = (verb, name, body) => call(verb, "accounts/" + encodeURIComponent($("account").value) + "/" + name, body);

/** Runs what a click starts, and shows what went wrong. */
function on(id, work) {
  $(id).addEventListener("click", () => attempt(work));
}

async function attempt(work) {
  try {
    $("message").textContent = "";
    await work();
  } catch (error) {
    $("message").textContent = error.message;
  }
}

async function showAccounts(selected) {
  accounts = await call("GET", "accounts");
  $("account").replaceChildren(...accounts.map((account) => {
    const option = element("option", account.app_id);
    option.value = account.app_id;
    return option;
  }));
  if (selected) {
    $("account").value = selected;
  }
  await select();
}

async function select() {
  selection += 1;
  after = null;
  $("journal").replaceChildren();
  follow();
  await Promise.all([showClock(), showFaults(), showFollowers()]);
}

/** The live journal. The browser resumes a broken stream by itself. */
function follow() {
  if (stream) {
    stream.close();
  }
  const mine = selection;
  const path = "/_mock/accounts/" + encodeURIComponent($("account").value) + "/journal/stream?bodies=1";
  stream = new EventSource(path);
  stream.onopen = () => { $("stream").textContent = "live"; };
  stream.onerror = () => { $("stream").textContent = "not connected"; };
  stream.onmessage = (event) => {
    if (mine === selection) {
      showCall(JSON.parse(event.data));
    }
  };
  stream.addEventListener("dropped", (event) => {
    const { from, to } = JSON.parse(event.data);
    $("journal").prepend(row([from + " to " + to, "", "no longer in the journal"]));
  });
}

function showCall(entry) {
  const bodies = entry.bodies || { query: "", request: "", response: "" };
  const time = new Date(entry.at_ms).toISOString();
  const request = [bodies.query, bodies.request].filter((text) => text).join("\n");
  const name = entry.verb + " " + entry.path;
  const cells = [entry.number, time, name, entry.token || "", entry.ending, entry.faults.join(", "), request, bodies.response];
  $("journal").prepend(row(cells));
  while ($("journal").childElementCount > ROWS) {
    $("journal").lastElementChild.remove();
  }
  if (entry.faults.length > 0) {
    showFaults().catch(() => {});
  }
}

async function showClock() {
  const mine = selection;
  const { now_ms } = await ask("GET", "clock");
  if (mine === selection) {
    $("now").textContent = new Date(now_ms).toISOString();
  }
}

async function showFaults() {
  const mine = selection;
  const faults = await ask("GET", "faults");
  if (mine === selection) {
    $("faults").replaceChildren(...faults.map((fault) => element("li", JSON.stringify(fault))));
  }
}

async function showFollowers() {
  const mine = selection;
  const page = await ask("GET", "followers" + (after ? "?after=" + encodeURIComponent(after) : ""));
  if (mine !== selection) {
    return;
  }
  $("total").textContent = page.total;
  $("next").disabled = page.next === null;
  $("next").value = page.next || "";
  $("followers").replaceChildren(...page.followers.map((user) => {
    const made = row([user.openid, user.nickname, user.remark, user.group, user.tags.join(", ")]);
    made.addEventListener("click", () => { $("openid").value = user.openid; });
    return made;
  }));
}

/** What a user does, and what the program responded to the push. */
async function act(name, body) {
  const outcome = await ask("POST", name, body);
  $("outcome").textContent = JSON.stringify(outcome, null, 1);
  await showFollowers();
}

function start() {
  $("fault").replaceChildren(...FAULTS.map((fault, at) => {
    const option = element("option", JSON.stringify(fault));
    option.value = at;
    return option;
  }));
  $("account").addEventListener("change", () => attempt(select));
  on("create-account", async () => showAccounts((await call("POST", "accounts", {})).app_id));
  on("remove-account", async () => {
    await call("DELETE", "accounts/" + encodeURIComponent($("account").value));
    await showAccounts();
  });
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => attempt(async () => {
      await ask("POST", "clock", { advance_ms: Number(button.dataset.advance) });
      await showClock();
    }));
  }
  on("add-fault", async () => {
    const fault = { ...FAULTS[$("fault").value] };
    if ($("fault-on").value) {
      fault.on = $("fault-on").value;
    }
    await ask("POST", "faults", fault);
    await showFaults();
  });
  on("clear-faults", async () => {
    await ask("DELETE", "faults");
    await showFaults();
  });
  on("follow", () => act("follow", { openid: $("openid").value }));
  on("unfollow", () => act("unfollow", { openid: $("openid").value }));
  on("scan", () => act("scan", { openid: $("openid").value, scene: $("scene").value }));
  on("first", () => { after = null; return showFollowers(); });
  on("next", () => { after = $("next").value; return showFollowers(); });
  setInterval(() => showClock().catch(() => {}), 5000);
  attempt(showAccounts);
}

start();
