import { expect, test } from 'vitest';
import { choose, reasons } from './choose.ts';

test('what the environment names is used, and what it does not name is started here; both are said', () => {
  const given = choose({ KAFKA_BROKERS: 'k:9092', DATABASE_URL: 'postgres://me:secret@db:5432/x' });
  expect(given).toMatchObject({ kafka: { kind: 'given' }, postgres: { kind: 'given' } });
  expect(reasons(given, '4').join('\n')).toMatch(/k:9092, named by KAFKA_BROKERS.*\n.*db:5432, named by DATABASE_URL/);
  expect(reasons(given, '4').join('\n')).not.toContain('secret');
  const none = choose({ KAFKA_BROKERS: '' });
  expect(none).toEqual({ kafka: { kind: 'native' }, postgres: { kind: 'native' } });
  expect(reasons(none, '4.1.0').join('\n')).toMatch(/Apache Kafka 4.1.0 on this machine/);
});
