// Access to the simulator without the client under test: Node's own fetch, our own client, the journal.
'use strict';

const { execFileSync } = require('node:child_process');

const APP_ID = 'wx0123456789abcdef';
const APP_SECRET = '0123456789abcdef0123456789abcdef';
const [BASE, WECHAT_USER] = process.argv.slice(2);
// With a gateway in front of the simulator, the client knows only this URL and a worker's key.
const GATEWAY = process.env.GATEWAY_URL;
const KEY = process.env.WORKER_KEY || APP_SECRET;

async function exchange(path, body, base = BASE) {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${base}/${path}`, options);
  return response.json();
}

/** One call, without any client. */
const raw = (path, body) => exchange(`cgi-bin/${path}`, body);

/** One call of what the client calls: the simulator, or the gateway. */
const asClient = (path, body) => exchange(`cgi-bin/${path}`, body, GATEWAY || BASE);

/** The admin API: changes by other processes, and the journal. */
const admin = (path, body) => exchange(`_mock/${path}`, body);

/** The calls that the simulator received during `work`, and its result. */
async function callsOf(work) {
  const before = (await admin('journal')).calls;
  const outcome = await work().then((response) => ({ response }), (error) => ({ error }));
  const entries = (await admin('journal')).entries.filter((entry) => entry.number > before);
  return { calls: entries.map(({ verb, path, ending }) => `${verb} ${path} ${ending}`), ...outcome };
}

async function stableToken(forceRefresh = false) {
  const credentials = { grant_type: 'client_credential', appid: APP_ID, secret: APP_SECRET };
  return (await raw('stable_token', { ...credentials, force_refresh: forceRefresh })).access_token;
}

/** The account as another process sees it. */
async function look(path, body) {
  const [endpoint, query = ''] = path.split('?');
  return raw(`${endpoint}?access_token=${await stableToken()}&${query}`, body);
}

/** The output of our own client, line by line. */
function ours(...args) {
  const env = { WECHAT_BASE_URL: BASE, WECHAT_APPID: APP_ID, WECHAT_APPSECRET: APP_SECRET };
  return execFileSync(WECHAT_USER, args, { env, encoding: 'utf8', maxBuffer: 1 << 24 }).trimEnd().split('\n');
}

const triples = (list) => list.map(({ id, name, count }) => [id, name, count]);
const groupsNow = async () => triples((await look('groups/get')).groups);
const tagsNow = async () => triples((await look('tags/get')).tags);

module.exports = { APP_ID, APP_SECRET, BASE, GATEWAY, KEY, admin, asClient, callsOf, groupsNow, look, ours, raw, stableToken, tagsNow, triples };
