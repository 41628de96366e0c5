/**
 * `active_sagas` as the event store sees it: the events of a saga say all that its row holds. A completed step is the machine's own event, so
 * it is folded through the machine; every other change of state says where it leads.
 */
import {
  type Aggregate,
  boolean,
  type DataOf,
  type Difference,
  integer,
  isRecord,
  type Message,
  optionalText,
  type Projection,
  type Queryable,
  type Row,
  type Transaction,
  text,
} from '../platform/index.ts';
import type { SagaStep } from './events.ts';
import { isSagaState, isTerminalSagaState, type SagaMachineEvent, transitionSaga } from './machine.ts';
import type { Failure, Saga } from './saga.ts';
import { saveSagas } from './store.ts';

/** What the events say of a saga. */
export interface ToldSaga {
  /** Undefined before the first event, and for sagas that began before their first event said what the payment is. */
  readonly saga: Saga | undefined;
  /** How long a step may take, in milliseconds. */
  readonly stepMs: number;
}

/** For sagas that began before their first event said it. */
const STEP_MS = 60_000;

export const sagaProjection: Projection<ToldSaga> = {
  name: 'active_sagas',
  aggregateType: 'saga',
  idColumn: 'saga_id',
  schemaVersion: 1,
  initial: () => ({ saga: undefined, stepMs: STEP_MS }),
  evolve: next,
  encode: ({ saga }) => ({ ...saga }),
  // A saga has about ten events; a snapshot of it would save nothing.
  decode: () => undefined,
  rows,
  differences,
  restore,
};

function next(told: ToldSaga, event: Message): ToldSaga {
  if (event.event_type === 'SagaStarted') return started(event.data, event.occurred_at);
  const { saga } = told;
  if (saga === undefined) return told;
  switch (event.event_type) {
    case 'SagaStepCompleted':
      return entered(told, ...stepCompleted(saga, event.data), event.occurred_at);
    case 'SagaStateChanged':
      // A cancel that the gateway decides on is known before it moves anything.
      if (event.data.to === saga.state) return { ...told, saga: stateChanged(saga, event.data)[0] };
      return entered(told, ...stateChanged(saga, event.data), event.occurred_at);
    case 'CompensationStarted':
      return { ...told, saga: { ...saga, compensating: true } };
    case 'CompensationCompleted':
      // Of a confirmed payment that was undone; others are closed together with their saga.
      return saga.state === 'COMPLETED' ? { ...told, saga: { ...saga, compensating: false } } : told;
    case 'SagaStuckDetected':
      return { ...told, saga: { ...saga, stuck: true } };
    case 'SagaRecoveryRequired':
      return { ...told, saga: { ...saga, attempts: event.data.attempt ?? saga.attempts } };
    default:
      return told;
  }
}

function started(data: DataOf<'SagaStarted'>, at: string): ToldSaga {
  const { method, merchant_id: merchantId, amount, currency, wallet_id: walletId, user_id: userId, source } = data;
  const stepDeadlineAt = data.step_deadline_at ?? new Date(Date.parse(at) + STEP_MS).toISOString();
  const stepMs = Date.parse(stepDeadlineAt) - Date.parse(at);
  if (method === undefined || merchantId === undefined || amount === undefined || currency === undefined) {
    return { saga: undefined, stepMs };
  }
  const saga: Saga = {
    sagaId: data.saga_id,
    paymentId: data.payment_id,
    method,
    ...(walletId === undefined ? {} : { walletId }),
    ...(userId === undefined ? {} : { userId }),
    merchantId,
    amount,
    currency,
    ...(source === undefined ? {} : { source }),
    state: 'VALIDATING',
    stateSince: at,
    stepDeadlineAt,
    deadlineAt: data.deadline_at,
    compensating: false,
    attempts: 0,
    stuck: false,
  };
  return { saga, stepMs };
}

/** The saga with what the step brought, and the state that follows. */
function stepCompleted(saga: Saga, data: DataOf<'SagaStepCompleted'>): readonly [Saga, Saga['state']] {
  const outcome = transitionSaga(saga.state, EVENTS[data.step](saga));
  if (!outcome.accepted)
    throw new Error(`The events of saga ${saga.sagaId} contradict its machine: ${outcome.reason}.`);
  const { provider, provider_charge_id: chargeId } = data;
  const approval = provider === undefined || chargeId === undefined ? {} : { approval: { provider, chargeId } };
  return [{ ...saga, ...approval }, outcome.state];
}

const EVENTS: Readonly<Record<SagaStep, (saga: Saga) => SagaMachineEvent>> = {
  ValidatePayment: ({ method }) => ({ type: 'PAYMENT_VALIDATED', method }),
  CheckWalletBalance: () => ({ type: 'BALANCE_CHECKED', sufficient: true }),
  DeductWalletBalance: () => ({ type: 'WALLET_DEDUCTED' }),
  ProcessWithGateway: () => ({ type: 'GATEWAY_APPROVED' }),
  ConfirmPayment: () => ({ type: 'PAYMENT_COMPLETED' }),
};

/** The saga with what it learned, and the state that follows. */
function stateChanged(saga: Saga, data: DataOf<'SagaStateChanged'>): readonly [Saga, Saga['state']] {
  const { to, cancel_reason: cancelReason } = data;
  if (!isSagaState(to)) throw new Error(`Saga ${saga.sagaId} went to ${to}, a state which this version does not know.`);
  const failure = failureOf(data);
  const learned = {
    ...(failure === undefined ? {} : { failure }),
    ...(cancelReason === undefined ? {} : { cancelReason }),
  };
  return [{ ...saga, ...learned }, to];
}

function failureOf(data: DataOf<'SagaStateChanged'>): Failure | undefined {
  const { saga_id: _, payment_id: __, from: ___, to: ____, cancel_reason: _____, ...failure } = data;
  const { error_code, failure_stage, reason } = failure;
  if (error_code === undefined || failure_stage === undefined || reason === undefined) return undefined;
  return { ...failure, error_code, failure_stage, reason };
}

/** States in which the gateway's attempts have clocks of their own. */
const AT_GATEWAY: ReadonlySet<Saga['state']> = new Set(['AWAITING_GATEWAY', 'AWAITING_VERIFICATION']);

function entered({ stepMs }: ToldSaga, saga: Saga, state: Saga['state'], at: string): ToldSaga {
  const { stepDeadlineAt: _, deadlineAt, ...rest } = saga;
  const now = { ...rest, state, stateSince: at, attempts: 0, stuck: false };
  if (isTerminalSagaState(state)) return { saga: now, stepMs };
  const step = AT_GATEWAY.has(state) ? {} : { stepDeadlineAt: new Date(Date.parse(at) + stepMs).toISOString() };
  return { saga: { ...now, ...(deadlineAt === undefined ? {} : { deadlineAt }), ...step }, stepMs };
}

async function rows(database: Queryable, ids: readonly string[], lock: boolean): Promise<ReadonlyMap<string, Row>> {
  const found = await database.query(
    {
      name: `saga.projection.${lock ? 'lock' : 'rows'}`,
      text: `SELECT saga_id, payment_id, method, wallet_id, merchant_id, amount, currency, state, failure, cancel_reason, compensating, version
FROM saga.active_sagas WHERE saga_id = ANY($1::uuid[]) ORDER BY payment_id${lock ? ' FOR UPDATE' : ''}`,
    },
    [ids],
  );
  return new Map(found.rows.map((row) => [text(row, 'saga_id'), row]));
}

function differences({ state: { saga }, version }: Aggregate<ToldSaga>, row: Row | undefined): readonly Difference[] {
  if (saga === undefined) return [];
  if (row === undefined) return [{ field: 'row', expected: saga.state, actual: 'missing' }];
  const failure = row['failure'];
  const fields: readonly (readonly [field: string, expected: unknown, actual: unknown])[] = [
    ['version', version, integer(row, 'version')],
    ['state', saga.state, text(row, 'state')],
    ['payment_id', saga.paymentId, text(row, 'payment_id')],
    ['method', saga.method, text(row, 'method')],
    ['wallet_id', saga.walletId ?? null, optionalText(row, 'wallet_id') ?? null],
    ['merchant_id', saga.merchantId, text(row, 'merchant_id')],
    ['amount', saga.amount, integer(row, 'amount')],
    ['currency', saga.currency, text(row, 'currency')],
    ['compensating', saga.compensating, boolean(row, 'compensating')],
    ['failure', saga.failure?.error_code ?? null, isRecord(failure) ? failure['error_code'] : null],
    ['cancel_reason', saga.cancelReason ?? null, optionalText(row, 'cancel_reason') ?? null],
  ];
  return fields
    .filter(([, expected, actual]) => expected !== actual)
    .map(([field, expected, actual]) => ({ field, expected: String(expected), actual: String(actual) }));
}

async function restore(tx: Transaction, { state: { saga }, version }: Aggregate<ToldSaga>): Promise<void> {
  if (saga === undefined) return;
  // Saving would leave what never changes in a saga as it is; here it may be just that which is wrong.
  await tx.query(
    {
      name: 'saga.projection.remove',
      text: 'DELETE FROM saga.active_sagas WHERE saga_id = $1 OR payment_id = $2',
    },
    [saga.sagaId, saga.paymentId],
  );
  await saveSagas(tx, [{ saga, version }]);
}

/** How many sagas have not ended. */
export async function openSagas(database: Queryable): Promise<number> {
  const { rows: found } = await database.query(
    {
      name: 'saga.projection.open',
      text: `SELECT count(*) AS open FROM saga.active_sagas WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')`,
    },
    [],
  );
  return integer(found[0] ?? {}, 'open');
}
