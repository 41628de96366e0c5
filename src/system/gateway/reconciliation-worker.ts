/**
 * Reconciles with the providers from time to time. What a provider charged beyond what we know is given back at once, as if a webhook had told of
 * it; everything else that does not agree is kept in the errors of the gateway, for a person. One instance does it; the others find
 * the lock taken and leave it.
 */
import { Alarm } from '../platform/alarm.ts';
import { alone } from '../platform/connection.ts';
import type { Runtime, Worker } from '../platform/index.ts';
import type { Reconciliation, ReconciliationReport } from './reconciliation.ts';

/** Each look goes back further than the last one was ago, because charges may be listed late. */
const OVERLAP_MS = 3_600_000;

export class ReconciliationWorker implements Worker {
  readonly #runtime: Runtime;
  readonly #reconciliation: Pick<Reconciliation, 'run'>;
  readonly #intervalMs: number;
  readonly #alarm = new Alarm(() => this.#look());

  constructor(runtime: Runtime, reconciliation: Pick<Reconciliation, 'run'>) {
    this.#runtime = runtime;
    this.#reconciliation = reconciliation;
    this.#intervalMs = runtime.config.gateway.reconciliationMs;
  }

  start(): void {
    if (this.#intervalMs > 0) this.#alarm.within(this.#intervalMs);
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  async #look(): Promise<void> {
    this.#alarm.within(this.#intervalMs);
    try {
      await alone(this.#runtime.pool, `${this.#runtime.name}.reconciliation`, async () => {
        const since = new Date(Date.now() - this.#intervalMs - OVERLAP_MS).toISOString();
        await this.#report(await this.#reconciliation.run(since, true));
      });
    } catch (error) {
      this.#runtime.log.warn(
        { err: error },
        'The books of the providers could not be compared with ours; it is tried again.',
      );
    }
  }

  async #report({ since, providers, unread, discrepancies, voiding }: ReconciliationReport): Promise<void> {
    const { log, metrics } = this.#runtime;
    log.info(
      { since, providers, unread, discrepancies: discrepancies.length, voiding },
      'Reconciled with the providers.',
    );
    for (const { provider, reason } of unread)
      log.warn({ provider, reason }, 'The books of a provider could not be read.');
    for (const { provider, kind } of discrepancies)
      metrics.add('reconciliation_discrepancies_total', { provider, kind });
    const forPeople = discrepancies.filter(({ payment_id }) => !voiding.includes(payment_id));
    if (forPeople.length === 0) return;
    await this.#runtime.performSettled(async (step) => {
      for (const { kind, provider, payment_id, explanation, charge_id } of forPeople) {
        const charge = charge_id === undefined ? {} : { charge_id };
        step.recordError({
          kind: `reconciliation-${kind}`,
          reason: `the books of ${provider} and ours differ: ${explanation}`,
          aggregateId: payment_id,
          detail: { provider, payment_id, ...charge },
        });
      }
    });
  }
}
