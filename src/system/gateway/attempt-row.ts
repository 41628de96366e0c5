/** An attempt as a row of the database, and back. What is read is not trusted: a newer version may have written it. */
import { type Cause, instant, integer, optionalInstant, optionalText, type Row, text } from '../platform/index.ts';
import { type Attempt, CANCEL_REASONS, isProvider, OUTCOMES, PHASES, type Phase, type Provider } from './attempt.ts';

/** An attempt together with what is needed to write it. */
export interface StoredAttempt {
  readonly attempt: Attempt;
  readonly cause: Cause;
  /** Of the row. */
  readonly revision: number;
  /** Of the payment's event stream. */
  readonly version: number;
}

/** All columns but those of the lease. */
export const COLUMNS = `payment_id, provider, amount, currency, phase, number, charge_id, verifications, due_at,
  revision, version, correlation_id, causation_id, source, tried, outcome, cancelling_for, waiting_since, action_until`;

/** An attempt that is to be added; `version` is that of the payment's stream, 0 for a new one. */
export interface AddedAttempt {
  readonly attempt: Attempt;
  readonly cause: Cause;
  readonly version: number;
}

/** An attempt as a row, for `jsonb_to_recordset`. */
export function newRow({ attempt, cause, version }: AddedAttempt): Row {
  return {
    payment_id: attempt.paymentId,
    provider: attempt.provider,
    amount: attempt.amount,
    currency: attempt.currency,
    phase: attempt.phase,
    number: attempt.number,
    charge_id: attempt.chargeId,
    verifications: attempt.verifications,
    due_at: attempt.dueAt,
    revision: 0,
    version,
    correlation_id: cause.correlationId,
    causation_id: cause.causationId,
    source: attempt.source,
    tried: attempt.tried,
    outcome: attempt.outcome,
    cancelling_for: attempt.cancellingFor,
    waiting_since: attempt.waitingSince,
    action_until: attempt.actionUntil,
  };
}

/** The attempt of a row. */
export function stored(row: Row): StoredAttempt {
  const chargeId = optionalText(row, 'charge_id');
  const source = optionalText(row, 'source');
  const waitingSince = optionalInstant(row, 'waiting_since');
  const actionUntil = optionalInstant(row, 'action_until');
  const outcome = OUTCOMES.find((one) => one === row['outcome']);
  const cancellingFor = CANCEL_REASONS.find((one) => one === row['cancelling_for']);
  return {
    attempt: {
      paymentId: text(row, 'payment_id'),
      provider: providerNamed(text(row, 'provider')),
      tried: triedOf(row),
      amount: integer(row, 'amount'),
      currency: text(row, 'currency'),
      phase: phaseOf(row),
      number: integer(row, 'number'),
      ...(chargeId === undefined ? {} : { chargeId }),
      verifications: integer(row, 'verifications'),
      dueAt: instant(row, 'due_at'),
      ...(source === undefined ? {} : { source }),
      ...(waitingSince === undefined ? {} : { waitingSince }),
      ...(actionUntil === undefined ? {} : { actionUntil }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(cancellingFor === undefined ? {} : { cancellingFor }),
    },
    cause: { correlationId: text(row, 'correlation_id'), causationId: text(row, 'causation_id') },
    revision: integer(row, 'revision'),
    version: integer(row, 'version'),
  };
}

function triedOf(row: Row): readonly Provider[] {
  const tried = row['tried'];
  return Array.isArray(tried) ? tried.map((name: unknown) => providerNamed(String(name))) : [];
}

function providerNamed(name: string): Provider {
  if (!isProvider(name))
    throw new Error(`An attempt is stored for the provider ${name}, which this version does not know.`);
  return name;
}

function phaseOf(row: Row): Phase {
  const name = text(row, 'phase');
  const phase = PHASES.find((one) => one === name);
  if (phase === undefined)
    throw new Error(`An attempt is stored in the phase ${name}, which this version does not know.`);
  return phase;
}
