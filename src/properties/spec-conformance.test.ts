import { describe, it } from 'vitest';
import { baseHistory } from './fixture/base-history.ts';
import { editRecords, expectViolation, typeOf, withValue } from './fixture/doctor.ts';
import { specConformance } from './spec-conformance.ts';

describe('spec-conformance notices', () => {
  const { history, ids } = baseHistory();

  const change = (edit: Parameters<typeof editRecords>[1]) =>
    editRecords(history, (record) => (typeOf(record) === 'WalletDeducted' ? edit(record) : record));

  it('a field too many', () => {
    const doctored = change((record) => withValue(record, { extra: 1 }));
    expectViolation(specConformance, doctored, /WalletDeducted at wallet-events\.v1/);
  });

  it('an unknown message', () => {
    const doctored = change((record) => withValue(record, { event_type: 'WalletRobbed' }));
    expectViolation(specConformance, doctored, /WalletRobbed/);
  });

  it('a value that is no message at all', () => {
    expectViolation(
      specConformance,
      change((record) => ({ ...record, value: 'hello', text: 'hello' })),
      /something at/,
    );
  });

  it('the wrong topic', () => {
    const doctored = change((record) => ({ ...record, topic: 'saga-events.v1' }));
    expectViolation(specConformance, doctored, /belongs on wallet-events\.v1/);
  });

  it('the wrong key', () => {
    const doctored = change((record) => ({ ...record, key: ids.completed }));
    expectViolation(specConformance, doctored, /should have wallet_id/);
  });

  it('headers that contradict the body', () => {
    const doctored = change((record) => ({ ...record, headers: { ...record.headers, event_type: 'Other' } }));
    expectViolation(specConformance, doctored, /header event_type is Other/);
  });

  it('a key on two partitions', () => {
    const doctored = change((record) => ({ ...record, partition: record.partition + 1 }));
    expectViolation(specConformance, doctored, /another partition/);
  });

  it('a dead letter that is none', () => {
    const doctored = change((record) => ({ ...record, topic: 'wallet-events.dlq.v1' }));
    expectViolation(specConformance, doctored, /dlq/);
  });
});
