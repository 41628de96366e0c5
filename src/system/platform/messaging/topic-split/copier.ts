/**
 * Copies the events of payments to the topics that the mode of the split asks for. The copier is a consumer of the payment service's
 * own topic: it has the order of that topic per payment, writes its copies to the outbox in the transaction of its inbox, and costs a payment
 * nothing where there is no split. The copies are the same messages with the same event_id, so that whoever meets one twice knows it.
 */
import type { BatchHandler } from '../../chunk-handler.ts';
import type { Message } from '../../messages.ts';
import { optionalText, text } from '../../rows.ts';
import type { Transaction } from '../../transaction.ts';
import { type SplitMode, sharedMode } from './state.ts';
import { EXTERNAL_TOPIC, LEGACY_TOPIC, WALLET_TOPIC } from './topics.ts';

/** The handler of a service's own payment events; `schema` is where that service stores them. */
export function paymentCopier(schema: string): BatchHandler {
  return async (step, messages) => {
    const mode = await sharedMode(step.tx);
    const payments = messages.map(paymentOf);
    const wallets = await walletsOf(step.tx, schema, payments);
    for (const [index, message] of messages.entries()) {
      const payment = payments[index] ?? '';
      const wallet = wallets.get(payment);
      if (wallet === undefined)
        throw new Error(`The beginning of payment ${payment} is not in the store of ${schema}.`);
      const key = wallet ?? payment;
      for (const topic of targets(mode, wallet !== null)) {
        step.enqueue({
          topic,
          key,
          eventId: message.event_id,
          eventType: message.event_type,
          correlationId: message.correlation_id,
          payload: JSON.stringify(message),
        });
      }
    }
  };
}

function targets(mode: SplitMode, hasWallet: boolean): readonly string[] {
  const own = hasWallet ? WALLET_TOPIC : EXTERNAL_TOPIC;
  if (mode === 'legacy') return [LEGACY_TOPIC];
  return mode === 'dual' ? [LEGACY_TOPIC, own] : [own];
}

function paymentOf(message: Message): string {
  if ('payment_id' in message.data && message.data.payment_id !== undefined) return message.data.payment_id;
  throw new Error(`${message.event_type} does not say which payment it is about.`);
}

/** The wallet of each payment, null for external ones, from the event with which it began. */
async function walletsOf(
  tx: Transaction,
  schema: string,
  paymentIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await tx.query(
    {
      name: `${schema}.topic-split.wallets`,
      text: `SELECT aggregate_id, CASE WHEN coalesce(data->>'method', data->>'payment_method') = 'wallet' THEN data->>'wallet_id' END AS wallet_id
FROM ${schema}.events WHERE aggregate_type = 'payment' AND aggregate_id = ANY($1) AND aggregate_version = 1`,
    },
    [[...new Set(paymentIds)]],
  );
  return new Map(rows.map((row) => [text(row, 'aggregate_id'), optionalText(row, 'wallet_id') ?? null]));
}
