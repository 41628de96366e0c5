/**
 * Anomaly: what people read is not what happened. Each row of a service's read models equals the fold of that
 * service's stored events, computed here from scratch. Seen in real systems as a projection that missed an event,
 * applied one twice, or was written by a transaction that then rolled back only in part.
 */
import type { PaymentHistory } from '../simulation/payments/history.ts';
import { firstOf, type Verdict, violated } from '../simulation/payments/verdict.ts';
import type { Property } from './property.ts';
import { textOf } from './view/message.ts';
import { type HistoryView, viewOf } from './view/view.ts';
import { finalBalances, foldBalance, walletStreams } from './view/wallet.ts';

export const readModelEqualsFold: Property = {
  name: 'read-model-equals-fold',
  claim: 'Every read model equals the fold of the stored events.',
  check: (history) => firstOf(anomalies(history)),
};

function* anomalies(history: PaymentHistory): Generator<Verdict> {
  yield* balances(history);
  yield* holds(history);
  yield* paymentStatus(viewOf(history));
  if (history.end.kind === 'quiescent') yield* activeSagas(viewOf(history));
}

function* balances(history: PaymentHistory): Generator<Verdict> {
  const rows = finalBalances(history);
  const streams = walletStreams(history);
  for (const walletId of new Set([...rows.keys(), ...streams.keys()])) {
    const row = rows.get(walletId);
    const folded = foldBalance(streams.get(walletId) ?? []);
    if (row === undefined) yield violated(`wallet ${walletId} has events and no row in wallet_balances`, folded);
    else if (row.available !== folded.available || row.locked !== folded.locked) {
      yield violated(
        `wallet_balances has ${row.available} free and ${row.locked} locked for wallet ${walletId}; its events say ${folded.available} and ${folded.locked}`,
        { walletId, row, folded },
      );
    }
  }
}

const holdStates: ReadonlyMap<string, string> = new Map([
  ['WalletDeducted', 'held'],
  ['WalletSettled', 'settled'],
  ['WalletRefunded', 'refunded'],
]);

/** What each payment has locked, and what became of it: decisions rest on these rows. */
function* holds(history: PaymentHistory): Generator<Verdict> {
  const folded = new Map<string, string>();
  for (const stream of walletStreams(history).values()) {
    for (const event of stream) {
      const state = holdStates.get(event.eventType);
      if (state !== undefined) folded.set(textOf(event, 'payment_id'), state);
    }
  }
  const rows = new Map(
    viewOf(history)
      .rows('wallet.holds')
      .map((row) => [row['payment_id'] ?? '', row['state'] ?? '']),
  );
  for (const paymentId of new Set([...rows.keys(), ...folded.keys()])) {
    const [row, fold] = [rows.get(paymentId), folded.get(paymentId)];
    if (row === fold) continue;
    yield violated(
      `holds has ${row ?? 'no row'} for payment ${paymentId}; the wallet's events say ${fold ?? 'nothing'}`,
      {
        paymentId,
        row: row ?? null,
        folded: fold ?? null,
      },
    );
  }
}

const endStates: ReadonlyMap<string, string> = new Map([
  ['PaymentCompleted', 'COMPLETED'],
  ['PaymentFailed', 'FAILED'],
  ['PaymentCancelled', 'CANCELLED'],
]);

/** States between validation and the end are progress that has no event of its own; only its bounds are checked. */
function* paymentStatus(view: HistoryView): Generator<Verdict> {
  const rows = new Map(
    view.rows('payment.payment_status').map((row) => [row['payment_id'] ?? '', row['status'] ?? '']),
  );
  const events = view.stored.filter(
    ({ service, aggregateType }) => service === 'payment' && aggregateType === 'payment',
  );
  for (const [paymentId, stream] of Map.groupBy(events, (event) => textOf(event, 'payment_id'))) {
    const status = rows.get(paymentId);
    const ends = stream.flatMap(({ eventType }) => endStates.get(eventType) ?? []);
    const validated = stream.some(({ eventType }) => eventType === 'PaymentValidated');
    const fits = ends.length > 0 ? status === ends[0] : !isEnd(status) && (validated || status === 'INITIATED');
    if (fits) continue;
    const story = stream.map(({ eventType }) => eventType);
    yield violated(
      `payment_status has ${status ?? 'no row'} for payment ${paymentId}; its events are ${story.join(', ')}`,
      {
        paymentId,
        status: status ?? null,
        events: story,
      },
    );
  }
}

function isEnd(status: string | undefined): boolean {
  return status === undefined || [...endStates.values()].includes(status);
}

/**
 * A saga is active from its start until it has completed or failed; the table may keep it, but in an end state. Judged
 * when all rests, because a saga says that it has failed before the payment has confirmed it.
 */
function* activeSagas(view: HistoryView): Generator<Verdict> {
  const ended = new Set(view.storedOf('SagaCompleted', 'SagaFailed').map((event) => textOf(event, 'saga_id')));
  const states = new Map(view.rows('saga.active_sagas').map((row) => [row['saga_id'] ?? '', row['state'] ?? '']));
  const terminal = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);
  for (const event of view.storedOf('SagaStarted')) {
    const sagaId = textOf(event, 'saga_id');
    const state = states.get(sagaId);
    const active = state !== undefined && !terminal.has(state);
    if (active !== ended.has(sagaId)) continue;
    const story = ended.has(sagaId) ? 'has ended' : 'has not ended';
    yield violated(`saga ${sagaId} ${story} by its events, but active_sagas has ${state ?? 'no row'}`, {
      sagaId,
      state: state ?? null,
    });
  }
}
