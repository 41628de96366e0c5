import { describe, expect, it } from 'vitest';
import type { PaymentHistory, TopicRecord } from '../simulation/payments/history.ts';
import { deadLettersAccounted } from './dead-letters-accounted.ts';
import { baseHistory } from './fixture/base-history.ts';
import { editRows, expectViolation, typeOf } from './fixture/doctor.ts';

const { history } = baseHistory();

function find(type: string): TopicRecord {
  const found = history.records.find((record) => typeOf(record) === type && !record.topic.startsWith('audit'));
  if (found === undefined) throw new Error(`there is no ${type}`);
  return found;
}

/** The wallet has not handled one of its commands. */
const command = find('DeductWalletBalance');
const unhandled = editRows(history, 'wallet.processed_events', (row) =>
  row['event_id'] === command.headers['event_id'] ? [] : row,
);

function withLetter(base: PaymentHistory, bytes: string): PaymentHistory {
  const { topic, partition, offset } = command;
  const value = { topic, partition, offset: String(offset), consumer: 'wallet', value_base64: bytes };
  const letter = { ...command, topic: 'wallet-events.dlq.v1', value, text: JSON.stringify(value) };
  return { ...base, records: [...base.records, letter] };
}

describe('dead-letters-accounted', () => {
  it('notices a message that was neither handled nor put aside', () => {
    expectViolation(
      deadLettersAccounted,
      unhandled,
      /DeductWalletBalance at wallet-commands.* neither handled by wallet nor put/,
    );
  });

  it('is content with a message that was put aside as it was', () => {
    const bytes = Buffer.from(command.text).toString('base64');
    expect(deadLettersAccounted.check(withLetter(unhandled, bytes))).toEqual({ kind: 'holds' });
  });

  it('notices a message that nobody can read and nobody has put aside, though its id is that of another', () => {
    const poison: TopicRecord = { ...command, offset: 99, text: '{', value: undefined, foreign: true, base64: 'ew==' };
    const poisoned = { ...history, records: [...history.records, poison] };
    expectViolation(deadLettersAccounted, poisoned, /nobody can read at wallet-commands.* was not put aside by wallet/);
  });

  it('notices a kept dead letter that is not what was there', () => {
    const { topic, partition, offset } = command;
    const row = { topic, partition: String(partition), record_offset: String(offset), value_base64: 'AAAA' };
    const kept = { ...history.database.tables, 'wallet.dead_letters': [row] };
    const changed = { ...history, database: { tables: kept } };
    expectViolation(deadLettersAccounted, changed, /wallet keeps a dead letter that is not what was at/);
  });

  it('notices a dead letter that tells of another message', () => {
    expectViolation(
      deadLettersAccounted,
      withLetter(unhandled, 'AAAA'),
      /tells of wallet-commands.*, which is another message/,
    );
  });
});
