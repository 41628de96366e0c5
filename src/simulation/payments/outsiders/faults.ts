/** What people and programs outside of the system do to it. */
import { TOPIC_NAMES } from '../../../../generated/contracts/index.ts';
import { choice, count, defineFault, durationMs, type FaultOf, timeMs } from '../../world/index.ts';

/** In which way a message is one that nobody can read. */
export const poisonKinds = {
  'not-json': 'a message that is not JSON',
  'wrong-schema': 'a message that breaks its schema',
  'unknown-type': 'a message of an unknown type',
  'unknown-version': 'a message of an unknown version',
  huge: 'a huge message',
  'empty-key': 'a message with an empty key',
  fuzzed: 'a message with a changed byte',
} as const;

export type PoisonKind = keyof typeof poisonKinds;

export const POISON_KINDS: readonly PoisonKind[] = [
  'not-json',
  'wrong-schema',
  'unknown-type',
  'unknown-version',
  'huge',
  'empty-key',
  'fuzzed',
];

/**
 * A message that cannot be read is put on a topic: a damaged copy of the newest one there, on its partition and under its key, so that it
 * stands in the way of real ones. The variant chooses among the ways in which it can be wrong, such as the field that is missing.
 */
const poison = defineFault({
  verb: 'poison',
  class: 'kafka',
  says: 'somebody puts {kind} on {topic} at {atMs} (variant {variant})',
  counted: 'poison {kind}',
  parameters: { kind: choice(poisonKinds), topic: choice(meaningless(TOPIC_NAMES)), atMs: timeMs, variant: count },
});

const lockable = { wallets: '', payments: '', sagas: '', charges: '' } as const;

export const LOCKABLE_ROWS = [
  'wallets',
  'payments',
  'sagas',
  'charges',
] as const satisfies readonly (keyof typeof lockable)[];

/** Somebody's session holds the rows of a table for a while, in a transaction that was left open. Who wants to change one waits. */
const rowsLocked = defineFault({
  verb: 'rows-locked',
  class: 'postgres',
  says: 'somebody holds the rows of all {rows} in an open transaction, from {atMs} for {forMs}',
  counted: 'rows locked: {rows}',
  parameters: { rows: choice(lockable), atMs: timeMs, forMs: durationMs() },
});

export const OUTSIDER_FAULTS = [poison, rowsLocked] as const;

export type PoisonFault = FaultOf<typeof poison>;
export type RowsLockedFault = FaultOf<typeof rowsLocked>;
export type FaultOfOutsider = PoisonFault | RowsLockedFault;

/** True for what somebody outside of the system does. */
export function isFaultOfOutsider(fault: { readonly verb: string }): fault is FaultOfOutsider {
  return OUTSIDER_FAULTS.some(({ verb }) => verb === fault.verb);
}

/** The names say what they mean. */
function meaningless<const W extends string>(words: readonly W[]): Readonly<Record<W, string>>;
function meaningless(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => [word, '']));
}
