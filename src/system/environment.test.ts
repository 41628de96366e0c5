import { describe, expect, test } from 'vitest';
import { configFromEnvironment } from './config.ts';
import { ConfigurationError } from './environment.ts';

const ENOUGH = { DATABASE_URL: 'postgres://localhost/temblor', KAFKA_BROKERS: 'a:9092, b:9092' };

describe('configuration', () => {
  test('needs nothing but a database and brokers; the rest has the defaults of the requirements', () => {
    expect(configFromEnvironment(ENOUGH)).toMatchObject({
      database: { poolSize: 20, lockTimeoutMs: 5_000 },
      kafka: { brokers: ['a:9092', 'b:9092'], sessionTimeoutMs: 30_000 },
      relay: { cycleMs: 10_000, batch: 100 },
      saga: { deadlineMs: 300_000, stepDeadlineMs: 60_000 },
      gateway: { timeoutMs: 30_000 },
    });
  });

  test('names every variable that is wrong, at once', () => {
    const wrong = () =>
      configFromEnvironment({
        DATABASE_URL: 'mysql://localhost',
        KAFKA_BROKERS: ' ',
        LOG_LEVEL: 'loud',
        RELAY_BATCH: '1e3',
        WALLET_PORT: '70000',
        MERCHANT_WEBHOOKS: '{"shop":{"url":"https://shop.example"}}',
      });
    expect(wrong).toThrow(ConfigurationError);
    for (const name of [
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'LOG_LEVEL',
      'RELAY_BATCH',
      'WALLET_PORT',
      'MERCHANT_WEBHOOKS',
    ]) {
      expect(wrong).toThrow(name);
    }
  });

  test('never shows the database URL, which has a password in it', () => {
    const env = { ...ENOUGH, DATABASE_URL: 'mysql://user:hunter2@localhost' };
    expect(() => configFromEnvironment(env)).not.toThrow('hunter2');
    expect(() => configFromEnvironment(env)).toThrow('DATABASE_URL');
  });
});
