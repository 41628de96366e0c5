import { describe, expect, test } from 'vitest';
import { createLogger } from './log.ts';
import { redacted } from './telemetry/redaction.ts';
import { inScope } from './telemetry/scope.ts';

function logging(): { readonly log: ReturnType<typeof createLogger>; readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLogger({ level: 'info' }, 'wallet', 'a', { write: (line) => void lines.push(line) });
  return { log, lines };
}

describe('the log', () => {
  test('carries the correlation id of what is worked on, also after waiting', async () => {
    const { log, lines } = logging();
    await inScope({ correlationIds: ['c1'] }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info('one');
    });
    inScope({ correlationIds: ['c1', 'c2'] }, () => log.info('two'));
    log.info('none');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { service: 'wallet', instance: 'a', level: 'info', correlation_id: 'c1', msg: 'one' },
      { correlation_ids: ['c1', 'c2'], msg: 'two' },
      { msg: 'none' },
    ]);
    expect(lines[2]).not.toContain('correlation');
  });

  test('has no secrets and no card numbers, wherever they come from', () => {
    const { log, lines } = logging();
    const err = new Error('connect postgres://temblor:hunter2@db:5432/temblor failed for 4111 1111 1111 1111');
    log.warn({ err, headers: { Authorization: 'Bearer tmb_k1_abcdefghijkl', 'provider-signature': 't=1,v1=ff' } }, 'x');
    log.warn(
      { config: { kafka: { sasl: { password: 'hun"ter2' } } } },
      'card=5500005555555559 key tmb_k1_abcdefghijkl',
    );
    const text = lines.join('');
    for (const secret of ['hunter2', 'ter2', '4111', '5500005555555559', 'abcdefghijkl', 'v1=ff']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('postgres://temblor:[redacted]@db:5432/temblor');
    expect(text).toContain('[card number]');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  test.each([
    'payment 0f8b5c1e-6d0a-4a57-9a3b-0d6b3c7f1a01',
    'id 12345678-1234-1234-1234-123456789012',
    '2026-01-01T00:00:00.000Z offset 9007199254740991',
    'token tok_visa, amount 4111111111111112',
    'http://127.0.0.1:3001/api/v1/payments/1 and mail@example.org',
  ])('leaves alone what is neither: %s', (text) => expect(redacted(text)).toBe(text));
});
