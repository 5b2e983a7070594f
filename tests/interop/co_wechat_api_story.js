// co-wechat-api against the simulator: node co_wechat_api_story.js URL PATH_OF_WECHAT_USER
//
// Its `prefix` points to the simulator, or to a gateway in front of it; everything else is unchanged. It uses plain tokens (/cgi-bin/token) and has no
// blacklist. Results are checked with Node's own fetch and a stable token, with our own client, or in the simulator's
// journal.
'use strict';

const assert = require('node:assert/strict');
const WechatAPI = require('co-wechat-api');

const simulator = require('./simulator');
const { APP_ID, APP_SECRET, BASE, GATEWAY, KEY, admin, asClient } = simulator;
const { callsOf, groupsNow, look, ours, raw, stableToken, tagsNow, triples } = simulator;

function newClient(secret = KEY) {
  const client = new WechatAPI(APP_ID, secret);
  client.prefix = `${GATEWAY || BASE}/cgi-bin/`;
  client.setOpts({ timeout: 20000 });
  return client;
}

/** Asserts that the client reports this errcode. */
async function refused(code, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.name, 'WeChatAPIError');
    assert.equal(error.code, code);
    return true;
  });
}

const done = (response) => assert.deepEqual({ ...response }, { errcode: 0, errmsg: 'ok' });
// Its JSON reader creates objects without a prototype, which are never strictly equal to ours.
const plain = (response) => JSON.parse(JSON.stringify(response));

let openids = [];

const story = {
  async token(client) {
    const { accessToken } = await client.ensureAccessToken();
    assert.equal((await asClient(`groups/get?access_token=${accessToken}`)).groups.length, 3);
    assert.equal((await client.ensureAccessToken()).accessToken, accessToken, 'kept, not fetched again');
    await refused(40125, () => newClient('f'.repeat(32)).getAccessToken());
    if (GATEWAY) {
      // The client's token is worth nothing at the service, and the real secret nothing at the gateway.
      assert.ok([40001, 40014].includes((await raw(`groups/get?access_token=${accessToken}`)).errcode));
      await refused(40125, () => newClient(APP_SECRET).getAccessToken());
    }
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
    const some = openids.slice(4950, 5050);
    const batch = plain(await client.batchGetUsers(some)).user_info_list;
    assert.deepEqual(batch.map((user) => user.openid), some);
    for (const user of [batch[0], batch[99]]) {
      assert.deepEqual(user, await look(`user/info?openid=${user.openid}&lang=zh_CN`));
    }
    const inEnglish = plain(await client.getUser(some[0]));
    assert.deepEqual(inEnglish, await look(`user/info?openid=${some[0]}&lang=en`));
    await refused(40032, () => client.batchGetUsers(openids.slice(0, 101)));
    await refused(40003, () => client.getUser('unknown'));
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

  async addresses_and_ticket(client) {
    assert.deepEqual(plain(await client.getIp()), await look('getcallbackip'));
    assert.equal((await client.getTicket()).ticket, (await look('ticket/getticket?type=jsapi')).ticket);
  },

  /** Another process fetches a plain token: the old one stays valid for five minutes. */
  async token_shared_with_another(client) {
    const mine = client.store.accessToken;
    const query = `grant_type=client_credential&appid=${APP_ID}&secret=${APP_SECRET}`;
    const theirs = (await raw(`token?${query}`)).access_token;
    assert.notEqual(theirs, mine);
    assert.deepEqual(plain(await client.getGroups()), await raw(`groups/get?access_token=${theirs}`));
    assert.equal(client.store.accessToken, mine);
  },

  /** Another process replaces the token: 40001, one fetch, and the group is created once. */
  async token_replaced_by_another(client) {
    const mine = client.store.accessToken;
    await admin('token/replace', {});
    const { calls } = await callsOf(() => client.createGroup('替换'));
    const create = 'POST /cgi-bin/groups/create';
    assert.deepEqual(calls, [`${create} 40001`, 'GET /cgi-bin/token 0', `${create} 0`]);
    // Behind a gateway, the client does not notice.
    assert.equal(client.store.accessToken === mine, Boolean(GATEWAY));
    assert.equal((await groupsNow()).filter(([, name]) => name === '替换').length, 1);
  },

  /** The same with 42001. */
  async token_expired(client) {
    await admin('token/expire', {});
    const { calls } = await callsOf(() => client.createGroup('过期'));
    const create = 'POST /cgi-bin/groups/create';
    assert.deepEqual(calls, [`${create} 42001`, 'GET /cgi-bin/token 0', `${create} 0`]);
    assert.equal((await groupsNow()).filter(([, name]) => name === '过期').length, 1);
  },

  /** The client was given a stable token, and another process forces a refresh of it. */
  async forced_refresh_by_another() {
    const client = newClient();
    const list = 'GET /cgi-bin/groups/get';
    if (GATEWAY) {
      // The stable token of the account is none of the client's business.
      await stableToken(true);
      const { calls, response } = await callsOf(() => client.getGroups());
      assert.deepEqual(calls, [`${list} 0`]);
      assert.deepEqual(plain(response), await look('groups/get'));
      return;
    }
    const given = await stableToken();
    client.store = { accessToken: given, expireTime: Date.now() + 7200000 };
    assert.deepEqual(plain(await client.getGroups()), await look('groups/get'));
    assert.equal(client.store.accessToken, given);
    assert.notEqual(await stableToken(true), given);
    const { calls, response } = await callsOf(() => client.getGroups());
    assert.deepEqual(calls, [`${list} 40001`, 'GET /cgi-bin/token 0', `${list} 0`]);
    assert.deepEqual(plain(response), await look('groups/get'));
  },

  /** The connection breaks after the tag was created: the client reports it, and the tag exists. */
  async response_lost(client) {
    await admin('faults', { fault: 'lose_response', on: '/cgi-bin/tags/create' });
    const { calls, error } = await callsOf(() => client.createTags('丢失'));
    assert.deepEqual(calls, ['POST /cgi-bin/tags/create response lost']);
    // The gateway's response is HTTP 504, which is no error of the service.
    if (GATEWAY) assert.ok(error.code === undefined && error.message.includes('504'), `${error}`);
    else assert.ok(error && error.name !== 'WeChatAPIError', `${error}`);
    assert.equal((await tagsNow()).filter(([, name]) => name === '丢失').length, 1);
  },

  /** 45009 for the rest of the day; a day later, with an expired token, the call succeeds. */
  async quota_used_up(client) {
    await admin('faults', { fault: 'exhaust_quota', on: '/cgi-bin/tags/get' });
    for (let times = 0; times < 2; times += 1) {
      const { calls, error } = await callsOf(() => client.getTags());
      assert.deepEqual([calls, error.code], [['GET /cgi-bin/tags/get 45009'], 45009]);
    }
    await admin('clock', { advance_ms: 24 * 3600 * 1000 });
    const { calls, response } = await callsOf(() => client.getTags());
    const list = 'GET /cgi-bin/tags/get';
    assert.deepEqual(calls, [`${list} 42001`, 'GET /cgi-bin/token 0', `${list} 0`]);
    assert.deepEqual(plain(response), await look('tags/get'));
  },
};

async function main() {
  const client = newClient();
  for (const [name, step] of Object.entries(story)) {
    try {
      await step(client);
      console.log(`ok      co-wechat-api: ${name}`);
    } catch (error) { // the other steps still run
      process.exitCode = 1;
      console.log(`FAILED  co-wechat-api: ${name}: ${error.stack}`);
    }
  }
  console.log('the end');
}

main();
