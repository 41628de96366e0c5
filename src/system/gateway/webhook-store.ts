/** Which webhooks were taken, and what disputes there are. */
import { type Transaction, text } from '../platform/index.ts';
import type { Provider } from './attempt.ts';
import type { Webhook } from './webhook.ts';

/** What became of a webhook. `known`: it said what was known already. `unmatched`: of nothing that we have a record of. */
export type WebhookOutcome = 'applied' | 'known' | 'unknown-type' | 'unmatched';

/** A webhook, and whose it is. */
export interface Arrival {
  readonly provider: Provider;
  readonly webhook: Webhook;
}

/** Tells webhooks apart. */
export function identityOf({ provider, webhook }: Arrival): string {
  return `${provider} ${webhook.id}`;
}

/**
 * Notes that webhooks have come. A transaction that takes one of them at the same moment is waited for.
 *
 * @returns the identities of those that had not come before.
 */
export async function addWebhooks(tx: Transaction, arrivals: readonly Arrival[]): Promise<ReadonlySet<string>> {
  const { rows } = await tx.query(
    {
      name: 'gateway.add-webhooks',
      text: `INSERT INTO gateway.webhooks (provider, webhook_id, type, outcome, received_at)
        SELECT provider, id, type, 'known', $4::timestamptz FROM unnest($1::text[], $2::text[], $3::text[]) AS w(provider, id, type)
        ORDER BY provider, id ON CONFLICT DO NOTHING RETURNING provider, webhook_id`,
    },
    [
      arrivals.map(({ provider }) => provider),
      arrivals.map(({ webhook }) => webhook.id),
      arrivals.map(({ webhook }) => webhook.type),
      new Date().toISOString(),
    ],
  );
  return new Set(rows.map((row) => `${text(row, 'provider')} ${text(row, 'webhook_id')}`));
}

/** Notes what became of a webhook; what it said is kept where nothing could be done with it. */
export async function noteOutcome(
  tx: Transaction,
  { provider, webhook }: Arrival,
  outcome: WebhookOutcome,
): Promise<void> {
  if (outcome === 'known') return;
  const kept = outcome === 'applied' ? null : storable(JSON.stringify(webhook.data));
  await tx.query(
    {
      name: 'gateway.note-webhook',
      text: 'UPDATE gateway.webhooks SET outcome = $3, body = $4::jsonb WHERE provider = $1 AND webhook_id = $2',
    },
    [provider, webhook.id, outcome, kept],
  );
}

/** JSON may hold what `jsonb` can't: NUL, and halves of characters. */
function storable(json: string): string {
  return json.replaceAll(/\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, '\\ufffd');
}

export interface Dispute {
  readonly paymentId: string;
  readonly chargeId: string;
  readonly disputeId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
}

/** False when it is known. */
export async function addDispute(tx: Transaction, provider: Provider, dispute: Dispute): Promise<boolean> {
  const { rows } = await tx.query(
    {
      name: 'gateway.add-dispute',
      text: `INSERT INTO gateway.disputes (provider, dispute_id, payment_id, charge_id, amount, currency, reason, opened_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING dispute_id`,
    },
    [
      provider,
      dispute.disputeId,
      dispute.paymentId,
      dispute.chargeId,
      dispute.amount,
      dispute.currency,
      dispute.reason,
      new Date().toISOString(),
    ],
  );
  return rows.length === 1;
}
