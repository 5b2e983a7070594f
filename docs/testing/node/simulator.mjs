// A simulated WeChat account for each test of node:test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

let started = null;

/** The simulator of WECHAT_MOCK_URL, or one for this process. */
async function findUrl() {
  if (process.env.WECHAT_MOCK_URL) {
    return process.env.WECHAT_MOCK_URL;
  }
  const server = spawn('wechat-user', ['mock', 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => server.kill());
  const [line] = await once(createInterface(server.stdout), 'line');
  // The process may end although the simulator still runs.
  server.stdout.unref();
  server.unref();
  return line.split(' ').at(-1);
}

async function call(url, verb, path, body) {
  const response = await fetch(`${url}/_mock/${path}`, { method: verb, body: body && JSON.stringify(body) });
  const result = await response.json();
  if (!response.ok) {
    throw new Error(`${verb} ${path}: ${response.status} ${JSON.stringify(result)}`);
  }
  return result;
}

/** Creates an account that is removed after the test. */
export async function simulator(t, seed = { followers: 120 }) {
  started ??= findUrl();
  const url = await started;
  const account = await call(url, 'POST', 'accounts', seed);
  t.after(() => call(url, 'DELETE', `accounts/${account.app_id}`));
  const admin = (verb, name, body) => call(url, verb, `accounts/${account.app_id}/${name}`, body);
  return {
    url,
    appId: account.app_id,
    appSecret: account.app_secret,
    admin,
    addFault: (fault) => admin('POST', 'faults', fault),
    /** Moves the clock of this account. */
    advance: (seconds) => admin('POST', 'clock', { advance_ms: seconds * 1000 }),
    /** The calls of a path, with their bodies. */
    calls: async (path) => (await admin('GET', `journal?bodies=1&path=${path}`)).entries,
    /** Fails unless the path was called this many times, with this JSON in the body. */
    verify: (path, times, body) => admin('POST', 'journal/verify', { path, times, body }),
  };
}
