/** The SQL of the saga service: reading sagas in order to move them, and writing them back. */

import type { Queryable, Row, Transaction } from '../platform/index.ts';
import { boolean, instant, integer, isRecord, optionalInstant, optionalText, text } from '../platform/index.ts';
import { CURRENT_STEP, isSagaState } from './machine.ts';
import { type Approval, type Failure, PROVIDERS, type Saga } from './saga.ts';

/** A saga at the version of its event stream. */
export interface StoredSaga {
  readonly saga: Saga;
  readonly version: number;
}

/** What a saga is read from. */
export const SAGA_COLUMNS = `payment_id, saga_id, method, wallet_id, user_id, merchant_id, amount, currency, source, state, state_since,
  step_deadline_at, deadline_at, failure, cancel_reason, compensating, provider, provider_charge_id, attempts, stuck, version`;

/**
 * The sagas of these payments, locked until the end of the transaction, by payment id. They are locked in one order,
 * so that two batches that share payments wait for one another instead of deadlocking.
 */
export async function lockSagas(tx: Transaction, paymentIds: readonly string[]): Promise<Map<string, StoredSaga>> {
  const { rows } = await tx.query(
    {
      name: 'saga.lock',
      text: `SELECT ${SAGA_COLUMNS} FROM saga.active_sagas WHERE payment_id = ANY($1::uuid[]) ORDER BY payment_id FOR UPDATE`,
    },
    [[...new Set(paymentIds)]],
  );
  return byPayment(rows);
}

/**
 * At most `limit` sagas of which a deadline is past at `now` (milliseconds since 1970), earliest first, locked. What
 * another transaction is working on is left out: either that moves the deadline, or it is found the next time.
 */
export async function lockOverdueSagas(tx: Transaction, now: number, limit: number): Promise<readonly StoredSaga[]> {
  const { rows } = await tx.query(
    {
      name: 'saga.lock-overdue',
      text: `SELECT ${SAGA_COLUMNS} FROM saga.active_sagas WHERE LEAST(step_deadline_at, deadline_at) <= $1::timestamptz
        ORDER BY LEAST(step_deadline_at, deadline_at), payment_id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    },
    [new Date(now).toISOString(), limit],
  );
  return rows.map(storedSaga);
}

/**
 * Has sagas that wait for a person looked after again at `now` (milliseconds since 1970): whatever had kept them may be over.
 *
 * @returns how many there are.
 */
export async function wakeStuckSagas(database: Queryable, now: number): Promise<number> {
  const { rows } = await database.query(
    {
      name: 'saga.wake-stuck',
      text: `UPDATE saga.active_sagas SET step_deadline_at = $1, attempts = 0
        WHERE stuck AND step_deadline_at IS NULL RETURNING 1`,
    },
    [new Date(now).toISOString()],
  );
  return rows.length;
}

/** What is left to do besides messages. */
export interface OpenWork {
  /** The earliest deadline of all sagas, in milliseconds since 1970; undefined when there is none. */
  readonly deadline: number | undefined;
  /** Whether cancels are laid by for sagas that were not started yet. */
  readonly earlyCancels: boolean;
}

/** One cheap look. */
export async function openWork(database: Queryable): Promise<OpenWork> {
  const { rows } = await database.query(
    {
      name: 'saga.open-work',
      text: `SELECT (SELECT LEAST(step_deadline_at, deadline_at) FROM saga.active_sagas
          WHERE LEAST(step_deadline_at, deadline_at) IS NOT NULL ORDER BY 1 LIMIT 1) AS due_at,
        EXISTS (SELECT 1 FROM saga.early_cancels) AS early_cancels`,
    },
    [],
  );
  const [row] = rows;
  const due = row === undefined ? undefined : optionalInstant(row, 'due_at');
  return {
    deadline: due === undefined ? undefined : Date.parse(due),
    earlyCancels: row !== undefined && boolean(row, 'early_cancels'),
  };
}

/** Writes sagas as they are now. Those that existed must have been locked in this transaction. */
export async function saveSagas(tx: Transaction, sagas: readonly StoredSaga[]): Promise<void> {
  if (sagas.length === 0) return;
  await tx.query(
    {
      name: 'saga.save',
      text: `INSERT INTO saga.active_sagas (${SAGA_COLUMNS}, step)
        SELECT ${SAGA_COLUMNS}, step FROM jsonb_to_recordset($1::jsonb) AS s(payment_id uuid, saga_id uuid, method text,
          wallet_id text, user_id text, merchant_id text, amount bigint, currency text, source text, state text,
          state_since timestamptz, step_deadline_at timestamptz, deadline_at timestamptz, failure jsonb,
          cancel_reason text, compensating boolean, provider text, provider_charge_id text, attempts int,
          stuck boolean, version bigint, step text)
        ON CONFLICT (payment_id) DO UPDATE SET state = EXCLUDED.state, state_since = EXCLUDED.state_since,
          step_deadline_at = EXCLUDED.step_deadline_at, deadline_at = EXCLUDED.deadline_at, failure = EXCLUDED.failure,
          cancel_reason = EXCLUDED.cancel_reason, compensating = EXCLUDED.compensating, provider = EXCLUDED.provider,
          provider_charge_id = EXCLUDED.provider_charge_id, attempts = EXCLUDED.attempts, stuck = EXCLUDED.stuck,
          version = EXCLUDED.version, step = EXCLUDED.step`,
    },
    [JSON.stringify(sagas.map(rowOf))],
  );
}

function rowOf({ saga, version }: StoredSaga): Row {
  return {
    payment_id: saga.paymentId,
    saga_id: saga.sagaId,
    method: saga.method,
    wallet_id: saga.walletId,
    user_id: saga.userId,
    merchant_id: saga.merchantId,
    amount: saga.amount,
    currency: saga.currency,
    source: saga.source,
    state: saga.state,
    state_since: saga.stateSince,
    step_deadline_at: saga.stepDeadlineAt,
    deadline_at: saga.deadlineAt,
    failure: saga.failure,
    cancel_reason: saga.cancelReason,
    compensating: saga.compensating,
    provider: saga.approval?.provider,
    provider_charge_id: saga.approval?.chargeId,
    attempts: saga.attempts,
    stuck: saga.stuck,
    version,
    step: CURRENT_STEP[saga.state],
  };
}

function byPayment(rows: readonly Row[]): Map<string, StoredSaga> {
  return new Map(rows.map((row) => [text(row, 'payment_id'), storedSaga(row)]));
}

/** A saga from a row with `SAGA_COLUMNS`. */
export function storedSaga(row: Row): StoredSaga {
  const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
    value === undefined ? {} : { [key]: value };
  return {
    saga: {
      sagaId: text(row, 'saga_id'),
      paymentId: text(row, 'payment_id'),
      method: methodOf(row),
      ...optional('walletId', optionalText(row, 'wallet_id')),
      ...optional('userId', optionalText(row, 'user_id')),
      merchantId: text(row, 'merchant_id'),
      amount: integer(row, 'amount'),
      currency: text(row, 'currency'),
      ...optional('source', optionalText(row, 'source')),
      state: stateOf(row),
      stateSince: instant(row, 'state_since'),
      ...optional('stepDeadlineAt', optionalInstant(row, 'step_deadline_at')),
      ...optional('deadlineAt', optionalInstant(row, 'deadline_at')),
      ...optional('failure', failureOf(row)),
      ...optional('cancelReason', optionalText(row, 'cancel_reason')),
      compensating: boolean(row, 'compensating'),
      ...optional('approval', approvalOf(row)),
      attempts: integer(row, 'attempts'),
      stuck: boolean(row, 'stuck'),
    },
    version: integer(row, 'version'),
  };
}

function stateOf(row: Row): Saga['state'] {
  const state = text(row, 'state');
  if (!isSagaState(state)) {
    throw new Error(`Saga ${text(row, 'saga_id')} is stored in the state ${state}, which this version does not know.`);
  }
  return state;
}

function approvalOf(row: Row): Approval | undefined {
  const name = optionalText(row, 'provider');
  const provider = PROVIDERS.find((one) => one === name);
  return provider === undefined ? undefined : { provider, chargeId: text(row, 'provider_charge_id') };
}

function methodOf(row: Row): Saga['method'] {
  return text(row, 'method') === 'wallet' ? 'wallet' : 'external';
}

function failureOf(row: Row): Failure | undefined {
  const value = row['failure'];
  if (value === null) return undefined;
  if (!isRecord(value)) throw new TypeError('Column failure should hold a JSON object.');
  const { error_code: errorCode, failure_stage: stage, reason } = value;
  if (typeof errorCode !== 'string' || typeof stage !== 'string' || typeof reason !== 'string') {
    throw new TypeError('Column failure should name error_code, failure_stage and reason.');
  }
  const { requested_amount: requested, available_balance: available, deficit_amount: deficit } = value;
  const concurrent = value['concurrent_payment_id'];
  return {
    error_code: errorCode,
    failure_stage: stage,
    reason,
    ...(typeof requested === 'number' ? { requested_amount: requested } : {}),
    ...(typeof available === 'number' ? { available_balance: available } : {}),
    ...(typeof deficit === 'number' ? { deficit_amount: deficit } : {}),
    ...(typeof concurrent === 'string' ? { concurrent_payment_id: concurrent } : {}),
  };
}
