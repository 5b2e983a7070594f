// What the helper can do, with a program under test in plain JavaScript.
import assert from 'node:assert/strict';
import test from 'node:test';
import { simulator } from './simulator.mjs';

/** The program under test: it fetches a token and renews it when it is rejected. */
class Client {
  constructor({ url, appId, appSecret }) {
    Object.assign(this, { url, appId, appSecret, token: null });
  }

  async call(path, body) {
    for (let attempt = 0; ; attempt += 1) {
      this.token ??= await this.fetchToken();
      const response = await this.send(`${path}?access_token=${this.token}`, body);
      if (![40001, 42001].includes(response.errcode) || attempt === 1) {
        return response;
      }
      this.token = null;
    }
  }

  async fetchToken() {
    const credentials = { grant_type: 'client_credential', appid: this.appId, secret: this.appSecret };
    return (await this.send('/cgi-bin/stable_token', credentials)).access_token;
  }

  async send(path, body) {
    const response = await fetch(this.url + path, { method: body ? 'POST' : 'GET', body: body && JSON.stringify(body) });
    return response.json();
  }
}

const endings = (calls) => calls.map(({ ending }) => ending);

test('an account has the followers of its seed', async (t) => {
  const client = new Client(await simulator(t, { followers: 3 }));
  assert.equal((await client.call('/cgi-bin/user/get')).total, 3);
});

test('a tag is created with its name', async (t) => {
  const wechat = await simulator(t);
  await new Client(wechat).call('/cgi-bin/tags/create', { tag: { name: '广东' } });
  await wechat.verify('/cgi-bin/tags/create', 1, { tag: { name: '广东' } });
  await assert.rejects(wechat.verify('/cgi-bin/tags/create', 1, { tag: { name: '广西' } }), /expected/);
});

test('a replaced token is renewed once', async (t) => {
  const wechat = await simulator(t);
  const client = new Client(wechat);
  await client.call('/cgi-bin/tags/get');
  await wechat.addFault({ fault: 'replace_token', on: '/cgi-bin/tags/get' });
  assert.equal((await client.call('/cgi-bin/tags/get')).tags[0].name, '星标组');
  assert.deepEqual(endings(await wechat.calls('/cgi-bin/tags/get')), ['0', '40001', '0']);
});

test('an expired token is renewed', async (t) => {
  const wechat = await simulator(t);
  const client = new Client(wechat);
  await client.call('/cgi-bin/tags/get');
  await wechat.advance(7200);
  await client.call('/cgi-bin/tags/get');
  assert.deepEqual(endings(await wechat.calls('/cgi-bin/tags/get')), ['0', '42001', '0']);
});
