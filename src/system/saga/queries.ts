/** What operators are shown of sagas. These reads decide nothing. */
import { HttpError, instant, integer, json, type Queryable, type Row, text, UUID } from '../platform/index.ts';
import { CURRENT_STEP, isTerminalSagaState, type SagaState } from './machine.ts';
import { findOverview, rowOf } from './overview/store.ts';
import { isStuck, type RecoveryAction, recoveryActionFor } from './recovery.ts';
import type { Failure, Saga, SagaLimits } from './saga.ts';
import { SAGA_COLUMNS, type StoredSaga, storedSaga } from './store.ts';

/** A saga as operators see it. Amounts are minor units, times ISO 8601; what is unknown or past is absent. */
export interface SagaView {
  readonly saga_id: string;
  readonly payment_id: string;
  readonly method: string;
  readonly wallet_id?: string;
  readonly user_id?: string;
  readonly merchant_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: SagaState;
  /** The command whose answer is awaited. */
  readonly step?: string;
  readonly state_since: string;
  readonly step_deadline_at?: string;
  readonly deadline_at?: string;
  readonly compensating: boolean;
  readonly failure?: Failure;
  readonly cancel_reason?: string;
  /** How often the step was looked after because its answer was overdue. */
  readonly attempts: number;
  /** Whether it has been in its state for longer than it should. */
  readonly stuck: boolean;
  /** What is done when its deadline passes; `alert` means that a person has to act. */
  readonly recovery_action?: RecoveryAction;
}

/** One saga with all that it has said, the oldest first. */
export interface SagaStory extends SagaView {
  /** The payment as all services tell it, a moment ago: a row of `saga_projections`. Absent when there is none yet. */
  readonly overview?: Row;
  readonly events: readonly {
    readonly version: number;
    readonly event_type: string;
    readonly occurred_at: string;
    readonly data: Readonly<Record<string, unknown>>;
  }[];
}

export interface SagaFilter {
  /** Without a state: those that have not ended. */
  readonly state: SagaState | undefined;
  /** Only those of which it was told that they are stuck. */
  readonly stuck: boolean;
  readonly walletId: string | undefined;
  /** Only sagas after the one of this payment. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

const ENDED = "('COMPLETED', 'FAILED', 'CANCELLED')";
/** Open sagas have a deadline, or wait for a person; both have an index. */
const OPEN = `(LEAST(step_deadline_at, deadline_at) IS NOT NULL OR stuck) AND state NOT IN ${ENDED}`;

/** Up to `limit` sagas, by payment id. `now` in milliseconds since 1970. */
export async function listSagas(
  database: Queryable,
  filter: SagaFilter,
  now: number,
  limits: SagaLimits,
): Promise<readonly SagaView[]> {
  const { state, stuck, walletId, cursor, limit } = filter;
  const wanted: readonly (readonly [name: string, condition: string, value: string | undefined])[] = [
    ['state', 'state = ', state],
    ['wallet', 'wallet_id = ', walletId],
    ['cursor', 'payment_id > ', cursor],
  ];
  const given = wanted.flatMap(([name, condition, value]) => (value === undefined ? [] : [{ name, condition, value }]));
  const conditions = [
    ...(state === undefined ? [OPEN] : []),
    ...(stuck ? ['stuck'] : []),
    ...given.map(({ condition }, index) => `${condition}$${index + 2}`),
  ];
  const { rows } = await database.query(
    {
      name: ['saga.list', ...(stuck ? ['stuck'] : []), ...given.map(({ name }) => name)].join(' '),
      text: `SELECT ${SAGA_COLUMNS} FROM saga.active_sagas WHERE ${conditions.join(' AND ')} ORDER BY payment_id LIMIT $1`,
    },
    [limit, ...given.map(({ value }) => value)],
  );
  return rows.map((row) => sagaView(storedSaga(row), now, limits));
}

/**
 * The saga with this id, or of the payment with this id.
 *
 * @throws HttpError 404 when there is neither.
 */
export async function findSaga(database: Queryable, id: string, now: number, limits: SagaLimits): Promise<SagaStory> {
  const found = UUID.test(id) ? await sagaRow(database, id) : undefined;
  if (found === undefined) throw sagaNotFound(id);
  const stored = storedSaga(found);
  const { rows } = await database.query(
    {
      name: 'saga.story',
      text: `SELECT aggregate_version, event_type, occurred_at, data FROM saga.events
        WHERE aggregate_type = 'saga' AND aggregate_id = $1 ORDER BY aggregate_version`,
    },
    [stored.saga.sagaId],
  );
  const events = rows.map((row) => ({
    version: integer(row, 'aggregate_version'),
    event_type: text(row, 'event_type'),
    occurred_at: instant(row, 'occurred_at'),
    data: json(row, 'data'),
  }));
  const overview = await findOverview(database, stored.saga.paymentId);
  return {
    ...sagaView(stored, now, limits),
    ...(overview === undefined ? {} : { overview: rowOf(overview) }),
    events,
  };
}

async function sagaRow(database: Queryable, id: string): Promise<Row | undefined> {
  const { rows } = await database.query(
    {
      name: 'saga.find',
      text: `SELECT ${SAGA_COLUMNS} FROM saga.active_sagas WHERE payment_id = $1 OR saga_id = $1`,
    },
    [id],
  );
  return rows[0];
}

/** What is answered when there is no such saga. */
export function sagaNotFound(id: string): HttpError {
  return new HttpError(404, 'SAGA_NOT_FOUND', `There is no saga ${id}, and no saga of a payment ${id}.`);
}

/** A saga as operators see it at `now` (milliseconds since 1970). */
export function sagaView({ saga }: StoredSaga, now: number, limits: SagaLimits): SagaView {
  const action = recoveryActionFor(saga, limits);
  return {
    saga_id: saga.sagaId,
    payment_id: saga.paymentId,
    method: saga.method,
    ...optional('wallet_id', saga.walletId),
    ...optional('user_id', saga.userId),
    merchant_id: saga.merchantId,
    amount: saga.amount,
    currency: saga.currency,
    state: saga.state,
    ...optional('step', CURRENT_STEP[saga.state]),
    state_since: saga.stateSince,
    ...deadlines(saga),
    compensating: saga.compensating,
    ...optional('failure', saga.failure),
    ...optional('cancel_reason', saga.cancelReason),
    attempts: saga.attempts,
    stuck: isStuck(saga, now, limits),
    ...optional('recovery_action', action),
  };
}

function deadlines({ state, stepDeadlineAt, deadlineAt }: Saga) {
  if (isTerminalSagaState(state)) return {};
  return { ...optional('step_deadline_at', stepDeadlineAt), ...optional('deadline_at', deadlineAt) };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : { [key]: value };
}
