/**
 * When a service is ready and when it is alive. Pure.
 *
 * Ready means that it may be given work: its store answers, its read models are right, its consumer is in the group, and what was waiting for
 * it at its start has been done. Alive means that a restart would not help: so neither a broker nor a database that is away makes it dead,
 * but a consumer that has stopped or fallen silent, or a relay that hangs, does.
 */

/** The criteria of readiness, as they are shown. */
export interface Criteria {
  readonly event_store_accessible: boolean;
  readonly read_models_consistent: boolean;
  readonly kafka_consumers_connected: boolean;
  readonly pending_events_processed: boolean;
}

/** What the parts of a running service say of themselves. */
export interface Vitals {
  /** Why the consumer will never consume again. */
  readonly consumerDeath: string | undefined;
  /** Since its last sign of life. */
  readonly consumerSilentMs: number;
  /** How long the relay has been at one drain; 0 between drains. */
  readonly relayBusyMs: number;
}

export interface VitalLimits {
  readonly consumerSilentMs: number;
  readonly relayBusyMs: number;
}

/** True when all criteria hold. */
export function isReady(criteria: Criteria): boolean {
  return Object.values(criteria).every((holds) => holds);
}

/** What only a restart can cure, in words; nothing for a living service. */
export function ailments(
  { consumerDeath, consumerSilentMs, relayBusyMs }: Vitals,
  limits: VitalLimits,
): readonly string[] {
  const found: string[] = [];
  if (consumerDeath !== undefined) found.push(`The consumer is gone: ${consumerDeath}.`);
  else if (consumerSilentMs > limits.consumerSilentMs) {
    found.push(
      `The consumer gave no sign of life for ${seconds(consumerSilentMs)} s (limit ${seconds(limits.consumerSilentMs)} s).`,
    );
  }
  if (relayBusyMs > limits.relayBusyMs) {
    found.push(
      `The outbox relay has hung in one drain for ${seconds(relayBusyMs)} s (limit ${seconds(limits.relayBusyMs)} s).`,
    );
  }
  return found;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
