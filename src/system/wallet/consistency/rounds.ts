/**
 * One round of the check after the other, over all instances: whoever claims a round does it, for a while, and goes on where the last one
 * ended. With few wallets a round sees all of them; with many, a round is as long as its budget, and all are seen after some rounds.
 */
import { type Runtime, text, type Worker } from '../../platform/index.ts';
import { type CheckReport, checkWallets } from './check.ts';

/** How long one round may take. */
const BUDGET_MS = 2_000;
const ROUND = 'wallets';

/** Does the next round, unless one was begun less than `intervalMs` ago; undefined then. */
export async function nextRound(runtime: Runtime, intervalMs: number): Promise<CheckReport | undefined> {
  const now = Date.now();
  // A little less than the interval, so that the same instance finds the claim over when its next turn comes.
  const until = now + intervalMs * 0.9;
  const { rows } = await runtime.read.query(
    {
      name: 'wallet.check.claim',
      text: `INSERT INTO wallet.check_rounds AS r (name, after_wallet_id, claimed_until) VALUES ($1, '', $3)
ON CONFLICT (name) DO UPDATE SET claimed_until = $3 WHERE r.claimed_until <= $2 RETURNING after_wallet_id`,
    },
    [ROUND, new Date(now).toISOString(), new Date(until).toISOString()],
  );
  const afterWalletId = rows.map((row) => text(row, 'after_wallet_id'))[0];
  if (afterWalletId === undefined) return undefined;
  const report = await checkWallets(runtime, { afterWalletId, budgetMs: BUDGET_MS });
  await runtime.read.query(
    { name: 'wallet.check.ended', text: 'UPDATE wallet.check_rounds SET after_wallet_id = $2 WHERE name = $1' },
    [ROUND, report.lastWalletId],
  );
  return report;
}

/** What the checks of this instance came to, for whoever wants to show it. */
export interface CheckHistory {
  /** ISO 8601; undefined before the first. */
  readonly lastCheckedAt: string | undefined;
  /** Since this instance started. */
  readonly walletsChecked: number;
  readonly inconsistenciesFound: number;
  readonly inconsistenciesCorrected: number;
}

/** Has a round done every `intervalMs`, the first after one interval. What fails is logged, and done in the next round. */
export class CheckWorker implements Worker {
  readonly #runtime: Runtime;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #history: CheckHistory = {
    lastCheckedAt: undefined,
    walletsChecked: 0,
    inconsistenciesFound: 0,
    inconsistenciesCorrected: 0,
  };

  constructor(runtime: Runtime, intervalMs: number) {
    this.#runtime = runtime;
    this.#intervalMs = intervalMs;
  }

  get history(): CheckHistory {
    return this.#history;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#round = this.#round.then(() => this.#nextRound());
    }, this.#intervalMs);
  }

  stop(): Promise<void> {
    clearInterval(this.#timer);
    return this.#round;
  }

  /** Adds a check to the history, also one that was asked for. */
  note({ checked, events, inconsistencies }: CheckReport): void {
    const corrected = inconsistencies.filter(({ curable }) => curable).length;
    this.#history = {
      lastCheckedAt: new Date().toISOString(),
      walletsChecked: this.#history.walletsChecked + checked,
      inconsistenciesFound: this.#history.inconsistenciesFound + inconsistencies.length,
      inconsistenciesCorrected: this.#history.inconsistenciesCorrected + corrected,
    };
    const { log } = this.#runtime;
    const found = { checked, events, inconsistencies: inconsistencies.length, corrected };
    if (inconsistencies.length > 0) log.error(found, 'Wallets were not what their events say; see the errors table.');
    else log.debug(found, 'Wallets were checked; all is as it should be.');
  }

  async #nextRound(): Promise<void> {
    try {
      const report = await nextRound(this.#runtime, this.#intervalMs);
      if (report !== undefined) this.note(report);
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'The wallets could not be checked; the next round tries again.');
    }
  }
}
