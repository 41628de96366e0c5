/** What is wrong with a request is told in one shape, whoever notices it first: a route, fastify or Node's parser. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { startWalletService } from '../../wallet/service.ts';
import type { RunningService } from '../service.ts';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
let environment: TestEnvironment;
let service: RunningService;

beforeAll(async () => {
  environment = await startEnvironment();
  service = await startWalletService(environment.config());
});

afterAll(async () => {
  await service.stop();
  await environment.close();
});

/** Sends bytes as they are, and gives everything that comes back until the server closes. */
function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(service.address ?? '');
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

interface Told {
  readonly status: number;
  readonly code: unknown;
  readonly correlation: string | undefined;
}

function told(answer: string): Told {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const parsed: unknown = JSON.parse(body);
  expect(parsed).toEqual({
    error: { code: expect.any(String), message: expect.any(String), details: expect.any(Object) },
  });
  const code = /"code":"([A-Z_]+)"/.exec(body)?.[1];
  return { status: Number(head.split(' ')[1]), code, correlation: /^x-correlation-id: (.*)$/im.exec(head)?.[1] };
}

const POST = 'POST /api/v1/wallets HTTP/1.1\r\nhost: x\r\nconnection: close\r\n';
const JSON_BODY = (body: string) =>
  `${POST}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('every error has the same shape and a correlation id', () => {
  test.each<[string, string, number, string]>([
    ['bytes that are not HTTP', 'hello\r\n\r\n', 400, 'INVALID_HTTP'],
    ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n', 400, 'INVALID_HTTP'],
    ['no host', 'GET /nowhere HTTP/1.1\r\nconnection: close\r\n\r\n', 404, 'NOT_FOUND'],
    ['headers without end', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['an unknown path', 'GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404, 'NOT_FOUND'],
    [
      'an unknown method',
      'DELETE /api/v1/wallets/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      405,
      'METHOD_NOT_ALLOWED',
    ],
    ['a path that is none', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'INVALID_URL'],
    [
      'an endless part of a path',
      `GET /api/v1/wallets/${'a'.repeat(300)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      414,
      'URL_TOO_LONG',
    ],
    ['an expectation', `${POST}expect: miracles\r\ncontent-length: 0\r\n\r\n`, 417, 'EXPECTATION_FAILED'],
    ['broken JSON', JSON_BODY('{"user_id":'), 400, 'INVALID_JSON'],
    ['no JSON', JSON_BODY(''), 400, 'INVALID_JSON'],
    ['a poisoned prototype', JSON_BODY('{"__proto__":{"a":1}}'), 400, 'INVALID_JSON'],
    ['text', `${POST}content-type: text/plain\r\ncontent-length: 2\r\n\r\n{}`, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a body that is too large', JSON_BODY(JSON.stringify('x'.repeat(70_000))), 413, 'BODY_TOO_LARGE'],
    ['a JSON text instead of an object', JSON_BODY('"x"'), 400, 'VALIDATION_FAILED'],
    [
      'a field that nobody knows',
      JSON_BODY('{"user_id":"u","currency":"EUR","curency":"USD"}'),
      400,
      'VALIDATION_FAILED',
    ],
    [
      'a character that can not be stored',
      JSON_BODY('{"user_id":"\\u0000","currency":"EUR"}'),
      400,
      'VALIDATION_FAILED',
    ],
    ['half a character', JSON_BODY('{"user_id":"\\ud800","currency":"EUR"}'), 400, 'VALIDATION_FAILED'],
    [
      'an id that can be none',
      'GET /api/v1/wallets/a%00b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      404,
      'WALLET_NOT_FOUND',
    ],
  ])('%s', async (_what, request, status, code) => {
    const answer = told(await raw(request));
    expect(answer).toEqual({ status, code, correlation: expect.stringMatching(UUID) });
  });

  test('a wrong method is told which ones there are', async () => {
    const answer = await fetch(`${service.address}/api/v1/wallets`, { method: 'PATCH' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  test('a correlation id that the caller brings comes back; one that is no UUID does not', async () => {
    const id = randomUUID();
    const call = (value: string) => fetch(`${service.address}/live`, { headers: { 'x-correlation-id': value } });
    expect((await call(id)).headers.get('x-correlation-id')).toBe(id);
    expect((await call('mine')).headers.get('x-correlation-id')).toMatch(UUID);
  });
});

describe('idempotency keys', () => {
  const topUp = async (key: string | undefined, body: unknown) => {
    const answer = await fetch(`${service.address}/api/v1/wallets/w/top-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return [answer.status, /"code":"([A-Z_]+)"/.exec(text)?.[1]];
  };

  test.each([undefined, '', 'a b', 'ü', 'x'.repeat(256)])('%j is no key', async (key) => {
    expect(await topUp(key, { amount: 1, currency: 'EUR' })).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
  });

  test('the order of fields makes no difference, their values do', async () => {
    const key = randomUUID();
    expect(await topUp(key, { amount: 1, currency: 'EUR' })).toEqual([404, 'WALLET_NOT_FOUND']);
    expect(await topUp(key, { currency: 'EUR', amount: 1 })).toEqual([404, 'WALLET_NOT_FOUND']);
    expect(await topUp(key, { amount: 2, currency: 'EUR' })).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });
});

test('what a request leads to carries the id that its answer has', async () => {
  const answer = await fetch(`${service.address}/api/v1/wallets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: randomUUID(), currency: 'EUR' }),
  });
  const id = answer.headers.get('x-correlation-id');
  const events = await environment.query(`SELECT event_type FROM wallet.events WHERE correlation_id = '${id}'`);
  expect(events).toEqual([['WalletCreated']]);
});
