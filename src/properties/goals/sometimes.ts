/**
 * What ought to happen sometimes: the corners for which this system was built. Each mark looks into a history, from outside like the
 * properties; a campaign counts in how many runs it was seen, and names those that it never was.
 */
import type { PaymentHistory } from '../../simulation/payments/history.ts';
import { isObject, textOf } from '../view/message.ts';
import { type HistoryView, viewOf } from '../view/view.ts';
import type { Goal } from './goal.ts';

interface Mark extends Goal {
  readonly seen: (history: PaymentHistory, view: HistoryView) => boolean;
}

function mark(name: string, claim: string, seen: Mark['seen']): Mark {
  return { name: `sometimes ${name}`, claim, group: 'sometimes', seen };
}

/** An event of the type was stored, whose data has these values. */
function stored(type: string, wanted: Readonly<Record<string, unknown>> = {}): Mark['seen'] {
  return (_, view) =>
    view.storedOf(type).some(({ data }) => Object.entries(wanted).every(([name, value]) => data[name] === value));
}

/** Somebody was answered so. */
function answered(purpose: string, status: number): Mark['seen'] {
  return ({ exchanges }) => exchanges.some((one) => one.purpose === purpose && one.answer?.status === status);
}

/** A payment was in a state and ended in another. */
function went(through: string, to: string): Mark['seen'] {
  return ({ paymentStates }) => {
    const ids = new Set(paymentStates.flatMap((seen) => (seen.to === through ? [seen.id] : [])));
    return paymentStates.some((seen) => seen.to === to && ids.has(seen.id));
  };
}

const LONG_IN_OUTBOX_MS = 5_000;

const marks: readonly Mark[] = [
  mark('card-payment-completed', 'A payment by card is completed.', (_, view) =>
    view.storedOf('PaymentCompleted').some((event) => textOf(event, 'wallet_id') === ''),
  ),
  mark('another-provider-charged', 'A payment is completed at another provider than the first.', (_, view) =>
    view.storedOf('PaymentCompleted').some((event) => textOf(event, 'provider') !== 'stripe'),
  ),
  mark(
    'all-providers-exhausted',
    'A payment fails because no provider could be charged.',
    stored('PaymentFailed', { error_code: 'GATEWAY_EXHAUSTED' }),
  ),
  mark(
    'declined',
    'A payment fails because it was declined.',
    stored('PaymentFailed', { error_code: 'GATEWAY_DECLINED' }),
  ),
  mark('breaker-opened', 'A breaker opens.', stored('CircuitBreakerOpened')),
  mark('breaker-closed-again', 'A breaker that was open closes after its probe.', stored('CircuitBreakerClosed')),
  mark(
    'charge-landed-unseen',
    'A confirmation takes effect although nobody is told, and the payment is completed.',
    ({ calls }, view) => {
      const unseen = new Set(
        calls.flatMap((call) =>
          call.behaviour === 'timeout-lands' && call.operation === 'confirm' ? [call.paymentId] : [],
        ),
      );
      return view.storedOf('PaymentCompleted').some((event) => unseen.has(textOf(event, 'payment_id')));
    },
  ),
  mark('surplus-voided', 'A charge that landed after it had been given up is undone.', stored('GatewayChargeVoided')),
  mark('action-required', 'The holder of a card has to agree.', stored('GatewayActionRequired')),
  mark(
    'review-completed',
    'A payment under review turns out to have been charged.',
    went('PENDING_REVIEW', 'COMPLETED'),
  ),
  mark('review-failed', 'A payment under review turns out not to have been charged.', went('PENDING_REVIEW', 'FAILED')),
  mark('refund-completed', 'A refund is completed.', stored('RefundCompleted')),
  mark('refund-failed', 'A refund fails at the provider.', stored('RefundFailed')),
  mark('refund-refused', 'A refund is refused: of too much, or too early.', answered('refund', 409)),
  mark('cancelled', 'A payment is cancelled.', stored('PaymentCancelled')),
  mark('cancel-refused', 'A cancellation comes too late.', answered('cancel', 409)),
  mark('hold-given-back', 'A hold is given back.', stored('WalletRefunded')),
  mark(
    'frozen-wallet-refused',
    'A payment fails because its wallet is frozen.',
    stored('PaymentFailed', { error_code: 'WALLET_FROZEN' }),
  ),
  mark(
    'wrong-currency-refused',
    'A payment fails because its currency is not that of the wallet.',
    stored('PaymentFailed', { error_code: 'CURRENCY_MISMATCH' }),
  ),
  mark(
    'short-of-funds',
    'A payment fails because there is not enough.',
    stored('PaymentFailed', { error_code: 'INSUFFICIENT_FUNDS' }),
  ),
  mark(
    'short-because-of-another',
    'A payment fails because another one holds the money.',
    stored('PaymentFailed', { error_code: 'INSUFFICIENT_FUNDS_CONCURRENT' }),
  ),
  mark('key-reused-refused', 'An idempotency key is refused for another order.', answered('pay', 422)),
  mark('answer-lost-and-repeated', 'An order whose answer was lost is repeated and accepted.', ({ exchanges }) =>
    exchanges.some((one) => one.purpose === 'pay' && one.attempt > 1 && (one.answer?.status ?? 500) < 300),
  ),
  mark('delivered-twice', 'A message is on its topic twice.', (_, { published }) => {
    const seen = new Set<string>();
    return published.some(({ eventId, record }) => {
      const name = `${record.topic} ${eventId}`;
      return seen.has(name) || !seen.add(name);
    });
  }),
  mark('publishing-waited', 'A message waits in its outbox until the broker is back.', (_, view) =>
    ['payment', 'wallet', 'gateway', 'saga'].some((service) =>
      view.rows(`${service}.outbox`).some((row) => waitedMs(row['created_at'], row['synced_at']) > LONG_IN_OUTBOX_MS),
    ),
  ),
  mark('dead-letter', 'A message is put aside.', ({ records }) => records.some(({ topic }) => topic.includes('.dlq.'))),
  mark('dead-letter-redriven', 'A message that was put aside is handled after all.', (_, view) =>
    ['payment', 'wallet', 'gateway', 'saga'].some((service) =>
      view.rows(`${service}.dead_letters`).some((row) => row['state'] === 'redriven'),
    ),
  ),
  mark('saga-recovered', 'A saga is taken up again by recovery.', stored('SagaRecoveryRequired')),
  mark('saga-stuck', 'A saga is found to be stuck.', stored('SagaStuckDetected')),
  mark(
    'died-by-itself',
    'A process ends by an error of its own and comes back.',
    ({ failures }) => failures.length > 0,
  ),
  mark('two-of-a-service', 'Two instances of one service publish.', ({ records }) =>
    ['payment-2', 'saga-2', 'gateway-2'].some((name) => records.some(({ producer }) => producer === name)),
  ),
  mark('told-problem', 'A failed payment is told with its details.', ({ exchanges }) =>
    exchanges.some((one) => one.purpose === 'poll' && isObject(one.answer?.body) && isObject(one.answer.body['error'])),
  ),
];

function waitedMs(from: string | null | undefined, to: string | null | undefined): number {
  return (
    Date.parse((to ?? '').replace(' ', 'T').replace(/\+00$/, 'Z')) -
    Date.parse((from ?? '').replace(' ', 'T').replace(/\+00$/, 'Z'))
  );
}

export const sometimesGoals: readonly Goal[] = marks.map(({ name, claim, group }) => ({ name, claim, group }));

/** Names of the marks that are seen in the run. */
export function sometimesReached(history: PaymentHistory): ReadonlySet<string> {
  const view = viewOf(history);
  return new Set(marks.flatMap(({ name, seen }) => (seen(history, view) ? [name] : [])));
}
