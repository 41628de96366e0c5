/**
 * Reads the books of all providers and ours, and reports what does not agree. On demand of an operator, who may have surplus
 * given back at once; everything else in the report is for a person to decide.
 */
import { integer, optionalText, type Queryable, type Runtime, text } from '../platform/index.ts';
import { hear } from './advance.ts';
import { type Circumstances, isProvider, OUTCOMES, PHASES, type Provider } from './attempt.ts';
import type { ListedCharge } from './provider-answers.ts';
import type { ProviderClient } from './provider-client.ts';
import {
  type BookedCharge,
  type Discrepancy,
  type DiscrepancyKind,
  type ProviderBooks,
  reconcile,
} from './reconcile.ts';
import { lockAttempt, overrideAttempt } from './store.ts';

/** What does not agree, as callers of the API see it. */
interface ShownDiscrepancy {
  readonly kind: DiscrepancyKind;
  readonly provider: Provider;
  readonly payment_id: string;
  readonly charge_id?: string;
  readonly explanation: string;
}

export interface ReconciliationReport {
  /** Charges from then on were looked at; ISO 8601. */
  readonly since: string;
  readonly providers: readonly {
    readonly provider: Provider;
    readonly charges: number;
    readonly paid: number;
  }[];
  /** Providers whose books could not be read, and why; nothing is said about these. */
  readonly unread: readonly { readonly provider: Provider; readonly reason: string }[];
  readonly discrepancies: readonly ShownDiscrepancy[];
  /** Payments whose surplus is being given back now. */
  readonly voiding: readonly string[];
}

export interface ReconciliationOptions {
  readonly clients: ReadonlyMap<Provider, ProviderClient>;
  readonly circumstances: () => Circumstances;
  readonly nudge: (provider: Provider) => void;
}

/** Charges that a provider may list before it is taken to have gone astray. */
const MOST_CHARGES = 1_000_000;

export class Reconciliation {
  readonly #runtime: Runtime;
  readonly #options: ReconciliationOptions;

  constructor(runtime: Runtime, options: ReconciliationOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /**
   * @param since charges that were created from then on; ISO 8601.
   * @param voidSurplus whether what was charged beyond what we know is to be given back.
   */
  async run(since: string, voidSurplus: boolean): Promise<ReconciliationReport> {
    const books: ProviderBooks[] = [];
    const unread: { provider: Provider; reason: string }[] = [];
    for (const [provider, client] of this.#options.clients) {
      const charges = await readBooks(client, since);
      if (typeof charges === 'string') unread.push({ provider, reason: charges });
      else books.push({ provider, charges });
    }
    const booked = await this.#booked(books, since);
    const discrepancies = reconcile(await this.#completed(books, booked), booked);
    const surplus = voidSurplus ? discrepancies.filter(({ kind }) => kind === 'surplus') : [];
    const voiding: string[] = [];
    for (const one of surplus) if (await this.#voidSoon(one)) voiding.push(one.paymentId);
    const providers = books.map(({ provider, charges }) => {
      return { provider, charges: charges.length, paid: charges.filter(({ status }) => status === 'succeeded').length };
    });
    return { since, providers, unread, discrepancies: discrepancies.map(shown), voiding };
  }

  #booked(books: readonly ProviderBooks[], since: string): Promise<readonly BookedCharge[]> {
    const paymentIds = books.flatMap(({ charges }) => charges.map(({ paymentId }) => paymentId));
    return readBooked(this.#runtime.read, since, paymentIds);
  }

  /** Ours may be of charges that were created before `since`, or paid since they were listed: those are asked for one by one. */
  async #completed(
    books: readonly ProviderBooks[],
    booked: readonly BookedCharge[],
  ): Promise<readonly ProviderBooks[]> {
    const completed: ProviderBooks[] = [];
    for (const { provider, charges } of books) {
      const paid = new Set(charges.filter(({ status }) => status === 'succeeded').map(({ chargeId }) => chargeId));
      const earlier: ListedCharge[] = [];
      for (const ours of booked) {
        const { chargeId } = ours;
        if (ours.provider !== provider || ours.outcome !== 'approved' || chargeId === undefined) continue;
        if (paid.has(chargeId)) continue;
        const found = await this.#options.clients.get(provider)?.inspect(chargeId);
        if (found !== undefined) earlier.push(found);
      }
      completed.push({ provider, charges: [...charges, ...earlier] });
    }
    return completed;
  }

  /** As if a webhook had told of it. */
  async #voidSoon({ provider, paymentId, chargeId }: Discrepancy): Promise<boolean> {
    if (chargeId === undefined) return false;
    return this.#runtime.performSettled(async (step) => {
      const stored = await lockAttempt(step.tx, paymentId, provider);
      if (stored === undefined) return false;
      const next = hear(stored.attempt, { kind: 'succeeded', chargeId }, this.#options.circumstances());
      if (next.attempt.phase !== 'VOID') return false;
      if (next.attempt !== stored.attempt) await overrideAttempt(step.tx, next.attempt, stored.version);
      step.afterCommit(() => this.#options.nudge(provider));
      return true;
    });
  }
}

function shown({ kind, provider, paymentId, chargeId, explanation }: Discrepancy): ShownDiscrepancy {
  const charge = chargeId === undefined ? {} : { charge_id: chargeId };
  return { kind, provider, payment_id: paymentId, ...charge, explanation };
}

/** All charges since then; a reason why not, when a page could not be read. */
async function readBooks(client: ProviderClient, since: string): Promise<readonly ListedCharge[] | string> {
  const charges: ListedCharge[] = [];
  for (let after: string | undefined; charges.length < MOST_CHARGES; ) {
    const page = await client.list(since, after);
    if (page.kind === 'unknown') return page.reason;
    charges.push(...page.charges);
    if (page.next === undefined) return charges;
    after = page.next;
  }
  return `it lists more than ${MOST_CHARGES} charges; ask for a shorter time`;
}

/** Our attempts that the providers list, and those that were at work since then. */
async function readBooked(
  database: Queryable,
  since: string,
  paymentIds: readonly string[],
): Promise<readonly BookedCharge[]> {
  const { rows } = await database.query(
    {
      name: 'gateway.booked',
      text: `SELECT a.payment_id, a.provider, a.phase, a.charge_id, a.outcome, a.amount, a.currency,
          COALESCE(sum(r.amount) FILTER (WHERE r.outcome = 'refunded'), 0)::bigint AS refunded,
          count(*) FILTER (WHERE r.phase <> 'SETTLED') AS refunding
        FROM gateway.attempts a LEFT JOIN gateway.refunds r ON r.payment_id = a.payment_id AND r.provider = a.provider
        WHERE a.payment_id::text = ANY($2) OR a.due_at >= $1
        GROUP BY a.payment_id, a.provider ORDER BY a.payment_id, a.provider`,
    },
    [since, paymentIds],
  );
  return rows.flatMap((row) => {
    const provider = text(row, 'provider');
    const phase = PHASES.find((one) => one === row['phase']);
    if (!isProvider(provider) || phase === undefined) return [];
    const chargeId = optionalText(row, 'charge_id');
    const outcome = OUTCOMES.find((one) => one === row['outcome']);
    return [
      {
        paymentId: text(row, 'payment_id'),
        provider,
        phase,
        ...(chargeId === undefined ? {} : { chargeId }),
        ...(outcome === undefined ? {} : { outcome }),
        amount: integer(row, 'amount'),
        currency: text(row, 'currency'),
        refunded: integer(row, 'refunded'),
        refunding: integer(row, 'refunding') > 0,
      },
    ];
  });
}
