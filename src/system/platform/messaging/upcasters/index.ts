/**
 * Reading old messages. Whatever reads messages that it did not just make (a consumer, a replay, a redrive) passes them through `upcast`
 * first: former names become present ones, and former versions go step by step to the present one. What was published or stored is
 * never changed.
 *
 * To give a message a new version: keep the old schema in specs/former.yaml, write its upcaster here, and prove by a property that
 * every valid old message becomes a valid new one.
 */
import { isRecord } from '../../rows.ts';
import { ALIASES } from './aliases.ts';
import { paymentInitiatedV0 } from './payment-initiated-v0.ts';
import type { Raw, Upcaster } from './upcaster.ts';

/** All steps that there are. */
export const UPCASTERS: readonly Upcaster[] = [paymentInitiatedV0];

const byVersion = new Map(UPCASTERS.map((one) => [`${one.type} ${one.from}`, one]));
const aliases = new Map(Object.entries(ALIASES));

/**
 * A parsed message in its present name and version, ready for its validator. What is present already, or nothing that is known here, is
 * returned as it is, without a copy.
 */
export function upcast(value: unknown): unknown {
  if (!isRecord(value)) return value;
  let message: Raw = renamed(value);
  for (;;) {
    const step = byVersion.get(`${String(message['event_type'])} ${String(message['event_version'])}`);
    if (step === undefined) return message;
    const next = step.upcast(message);
    // An invalid old message stays what it is, and goes no further.
    if (next['event_version'] !== step.from + 1) return message;
    message = next;
  }
}

function renamed(value: Raw): Raw {
  const { event_type } = value;
  const name = typeof event_type === 'string' ? aliases.get(event_type) : undefined;
  return name === undefined ? value : { ...value, event_type: name };
}
