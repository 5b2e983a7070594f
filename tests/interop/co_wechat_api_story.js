// co-wechat-api against the simulator: node co_wechat_api_story.js URL PATH_OF_WECHAT_USER
//
// Its `prefix` leads it to the simulator; the rest is as its users have it. It takes plain tokens (/cgi-bin/token), and knows no blacklist.
// What it did is looked at with Node's own fetch and a stable token, or with our own client.
'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const WechatAPI = require('co-wechat-api');

const APP_ID = 'wx0123456789abcdef';
const APP_SECRET = '0123456789abcdef0123456789abcdef';
const [BASE, WECHAT_USER] = process.argv.slice(2);

function newClient(secret = APP_SECRET) {
  const client = new WechatAPI(APP_ID, secret);
  client.prefix = `${BASE}/cgi-bin/`;
  client.setOpts({ timeout: 20000 });
  return client;
}

/** One exchange, without any client. */
async function raw(path, body) {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${BASE}/cgi-bin/${path}`, options);
  return response.json();
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

/** What our own client sees, one line after the other. */
function ours(...args) {
  const env = { WECHAT_BASE_URL: BASE, WECHAT_APPID: APP_ID, WECHAT_APPSECRET: APP_SECRET };
  return execFileSync(WECHAT_USER, args, { env, encoding: 'utf8', maxBuffer: 1 << 24 }).trimEnd().split('\n');
}

/** Asserts that the client tells this errcode. */
async function refused(code, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.name, 'WeChatAPIError');
    assert.equal(error.code, code);
    return true;
  });
}

const triples = (list) => list.map(({ id, name, count }) => [id, name, count]);
const groupsNow = async () => triples((await look('groups/get')).groups);
const tagsNow = async () => triples((await look('tags/get')).tags);
const done = (answer) => assert.deepEqual({ ...answer }, { errcode: 0, errmsg: 'ok' });
// Its JSON reader makes objects without a prototype, which are never strictly equal to ours.
const plain = (answer) => JSON.parse(JSON.stringify(answer));

let openids = [];

const story = {
  async token(client) {
    const { accessToken } = await client.ensureAccessToken();
    assert.equal((await raw(`groups/get?access_token=${accessToken}`)).groups.length, 3);
    assert.equal((await client.ensureAccessToken()).accessToken, accessToken, 'kept, not fetched again');
    await refused(40125, () => newClient('f'.repeat(32)).getAccessToken());
  },

  async paging(client) {
    const counts = [];
    for (let next, page; (page = await client.getFollowers(next)); next = page.next_openid) {
      assert.equal(page.total, 25000);
      counts.push(page.count);
      if (!page.data) break;
      openids.push(...page.data.openid);
    }
    assert.deepEqual(counts, [10000, 10000, 5000, 0]);
    assert.equal(new Set(openids).size, 25000);
    assert.deepEqual(openids, ours('users', 'list'));
  },

  async profiles(client) {
    const asked = openids.slice(4950, 5050);
    const batch = plain(await client.batchGetUsers(asked)).user_info_list;
    assert.deepEqual(batch.map((user) => user.openid), asked);
    for (const user of [batch[0], batch[99]]) {
      assert.deepEqual(user, await look(`user/info?openid=${user.openid}&lang=zh_CN`));
    }
    const inEnglish = plain(await client.getUser(asked[0]));
    assert.deepEqual(inEnglish, await look(`user/info?openid=${asked[0]}&lang=en`));
    await refused(40032, () => client.batchGetUsers(openids.slice(0, 101)));
    await refused(40003, () => client.getUser('nobody'));
  },

  async remark(client) {
    const [openid, text] = [openids[7], '张三/东 😀'];
    done(await client.updateRemark(openid, text));
    assert.equal((await look(`user/info?openid=${openid}`)).remark, text);
    assert.equal(JSON.parse(ours('users', 'info', openid, '--json')[0]).remark, text);
    await refused(40092, () => client.updateRemark(openid, '十一个汉字的备注名太长'));
    assert.equal((await client.getUser(openid)).remark, text);
    done(await client.updateRemark(openid, ''));
    assert.equal((await look(`user/info?openid=${openid}`)).remark, '');
  },

  async groups(client) {
    const reserved = [[0, '未分组', 25000], [1, '黑名单', 0], [2, '星标组', 0]];
    assert.deepEqual(triples((await client.getGroups()).groups), reserved);
    assert.deepEqual(plain(await client.createGroup('华东客户')), { group: { id: 100, name: '华东客户' } });
    done(await client.moveUserToGroup(openids[0], 100));
    done(await client.moveUsersToGroup(openids.slice(1, 51), 100));
    assert.deepEqual(await groupsNow(), [[0, '未分组', 24949], ...reserved.slice(1), [100, '华东客户', 51]]);
    assert.deepEqual(await look('groups/getid', { openid: openids[50] }), { groupid: 100 });
    assert.deepEqual(plain(await client.getWhichGroup(openids[51])), { groupid: 0 });

    done(await client.updateGroup(100, '老客户'));
    assert.deepEqual(JSON.parse(ours('groups', 'list', '--json')[0])[3], { id: 100, name: '老客户', count: 51 });
    await refused(45016, () => client.updateGroup(2, '名字'));
    await refused(40032, () => client.moveUsersToGroup(openids.slice(0, 51), 0));
    done(await client.removeGroup(100));
    assert.deepEqual(await groupsNow(), reserved);
    assert.deepEqual(await look('groups/getid', { openid: openids[0] }), { groupid: 0 });
  },

  async tags(client) {
    const before = await tagsNow();
    const { tag } = await client.createTags('广东');
    assert.deepEqual(await tagsNow(), [...before, [tag.id, '广东', 0]]);
    await refused(45157, () => client.createTags('广东'));
    done(await client.batchTagging(openids.slice(0, 50), tag.id));
    done(await client.batchTagging([openids[50]], tag.id));
    assert.deepEqual(await tagsNow(), [...before, [tag.id, '广东', 51]]);
    const members = await look('user/tag/get', { tagid: tag.id, next_openid: '' });
    assert.deepEqual(members.data.openid, openids.slice(0, 51));
    const page = plain(await client.getUsersFromTag(tag.id));
    assert.deepEqual(page, members);
    assert.equal((await client.getUsersFromTag(tag.id, page.next_openid)).count, 0);
    assert.deepEqual(plain(await client.getIdList(openids[50])), { tagid_list: [tag.id] });

    done(await client.batchUnTagging(openids.slice(1, 51), tag.id));
    assert.deepEqual(await look('tags/getidlist', { openid: openids[50] }), { tagid_list: [] });
    done(await client.updateTag(tag.id, '广东人'));
    assert.deepEqual(triples((await client.getTags()).tags), [...before, [tag.id, '广东人', 1]]);
    await refused(45058, () => client.deleteTag(2));
    done(await client.deleteTag(tag.id));
    assert.deepEqual(await tagsNow(), before);
    assert.deepEqual(await look('tags/getidlist', { openid: openids[0] }), { tagid_list: [] });
  },

  async surroundings(client) {
    assert.deepEqual(plain(await client.getIp()), await look('getcallbackip'));
    assert.equal((await client.getTicket()).ticket, (await look('ticket/getticket?type=jsapi')).ticket);
  },

  /** Another process fetches a plain token: the old one goes on working, for five minutes. */
  async token_shared_with_another(client) {
    const mine = client.store.accessToken;
    const query = `grant_type=client_credential&appid=${APP_ID}&secret=${APP_SECRET}`;
    const theirs = (await raw(`token?${query}`)).access_token;
    assert.notEqual(theirs, mine);
    assert.deepEqual(plain(await client.getGroups()), await raw(`groups/get?access_token=${theirs}`));
    assert.equal(client.store.accessToken, mine);
  },

  /** The client was given a token, and another process forces a refresh: 40001, a token of its own, and the work is done once. */
  async token_replaced_under_its_feet() {
    const client = newClient();
    const given = await stableToken();
    client.store = { accessToken: given, expireTime: Date.now() + 7200000 };
    assert.equal((await client.createGroup('旧')).group.name, '旧');
    assert.equal(client.store.accessToken, given);
    assert.notEqual(await stableToken(true), given);
    assert.equal((await raw(`groups/get?access_token=${given}`)).errcode, 40001);
    assert.equal((await client.createGroup('新')).group.name, '新');
    assert.ok(![given, await stableToken()].includes(client.store.accessToken));
    assert.equal((await groupsNow()).filter(([, name]) => name === '新').length, 1);
  },
};

async function main() {
  const client = newClient();
  for (const [name, step] of Object.entries(story)) {
    try {
      await step(client);
      console.log(`ok      co-wechat-api: ${name}`);
    } catch (error) { // whatever it is, the other steps still run
      process.exitCode = 1;
      console.log(`FAILED  co-wechat-api: ${name}: ${error.stack}`);
    }
  }
  console.log('the end');
}

main();
