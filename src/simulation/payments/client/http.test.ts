import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpExchange } from '../history.ts';
import { type Errand, insist, settles, tryOnce } from './http.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that gives one answer after the other; `cut` answers nothing and closes the connection. */
async function serve(...answers: (number | 'cut')[]) {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers['idempotency-key']));
    const answer = answers.shift() ?? 500;
    if (answer === 'cut') request.socket.destroy();
    else response.writeHead(answer, { 'content-type': 'application/json' }).end(JSON.stringify({ answer }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const bound = server.address();
  const port = typeof bound === 'object' ? bound?.port : undefined;
  const exchanges: HttpExchange[] = [];
  const record = (exchange: HttpExchange): void => {
    exchanges.push(exchange);
  };
  return { keys, exchanges, options: { addresses: [`http://127.0.0.1:${port}`], now: () => 7, record } };
}

const errand: Errand = {
  purpose: 'pay',
  request: 3,
  method: 'POST',
  path: '/x',
  body: { amount: 1 },
  idempotencyKey: 'k',
};

describe('a client', () => {
  it('tries again under the same key until it is told', async () => {
    const { options, keys, exchanges } = await serve('cut', 503, 202);
    expect(await insist(options, errand)).toEqual({ status: 202, body: { answer: 202 } });
    expect(keys).toEqual(['k', 'k', 'k']);
    expect(exchanges.map(({ attempt, answer }) => [attempt, answer?.status])).toEqual([
      [1, undefined],
      [2, 503],
      [3, 202],
    ]);
  });

  it('takes an error for an answer', async () => {
    const { options } = await serve(422, 202);
    expect((await insist(options, errand)).status).toBe(422);
  });

  it('records what was sent and why there is no answer', async () => {
    const { options, exchanges } = await serve('cut');
    expect(await tryOnce(options, errand, 1)).toBeUndefined();
    expect(exchanges).toMatchObject([{ purpose: 'pay', request: 3, path: '/x', body: { amount: 1 }, sentMs: 7 }]);
    expect(exchanges[0]?.error).toMatch(/other side closed/);
  });

  it.each([
    [{ status: 202, body: {} }, true],
    [{ status: 409, body: {} }, true],
    [{ status: 429, body: {} }, false],
    [{ status: 503, body: {} }, false],
    [{ status: 400, body: { error: { code: 'INVALID_AMOUNT' } } }, true],
    [{ status: 400, body: { error: { code: 'INVALID_HTTP' } } }, false],
  ])('knows that %j is final: %s', (answer, final) => {
    expect(settles(answer)).toBe(final);
  });
});
