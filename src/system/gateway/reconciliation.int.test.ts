/** The gateway's books against those of providers over HTTP. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/topics.ts';
import type { ReconciliationReport } from './reconciliation.ts';
import { outage, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

function isReport(value: unknown): value is ReconciliationReport {
  return typeof value === 'object' && value !== null && 'discrepancies' in value && 'providers' in value;
}

async function reconcile(address: string, voidSurplus = false): Promise<ReconciliationReport> {
  const path = `${address}/api/v1/admin/reconciliation`;
  const answer = await (voidSurplus
    ? fetch(`${path}/void-surplus`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    : fetch(path));
  const report: unknown = await answer.json();
  if (!isReport(report)) throw new Error(`no report: ${JSON.stringify(report)}`);
  return report;
}

describe('a reconciliation', () => {
  test('finds the books in order, over more than one page', async () => {
    const { stripe } = await stage.providers();
    const { address = '' } = await stage.gateway();
    for (let payment = 0; payment < 120; payment += 1) {
      stripe.ledger.create(`elsewhere ${payment}`, { paymentId: `old ${payment}`, amount: 1, currency: 'USD' });
    }
    await stage.end(await stage.pay());
    const report = await reconcile(address);
    expect(report.discrepancies).toEqual([]);
    expect(report.providers[0]).toEqual({ provider: 'stripe', charges: 121, paid: 1 });
  });

  test('finds a charge that landed late and was told to nobody, and gives it back when it is asked to', async () => {
    const { stripe } = await stage.providers([outage('stripe', 'timeout-lost', ['confirm'])]);
    const { address = '' } = await stage.gateway();
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    stripe.ledger.landLate(stripe.ledger.charges()[0]?.chargeId ?? '');
    const found = await reconcile(address);
    expect(found.discrepancies.map(({ kind }) => kind)).toEqual(['surplus', 'charged-twice']);
    expect(found.voiding).toEqual([]);
    expect((await reconcile(address, true)).voiding).toEqual([paymentId]);
    await stage.until(paymentId, /GatewayChargeVoided/);
    expect((await reconcile(address)).discrepancies).toEqual([]);
  });

  test('is made from time to time, gives back what nobody counts on, and keeps the rest for a person', async () => {
    const { stripe } = await stage.providers([outage('stripe', 'timeout-lost', ['confirm'])]);
    await stage.gateway({ RECONCILIATION_INTERVAL_MS: '400' });
    const paymentId = await stage.pay();
    await stage.end(paymentId);
    stripe.ledger.landLate(stripe.ledger.charges()[0]?.chargeId ?? '');
    const stranger = randomUUID();
    const charge = stripe.ledger.create('by hand', { paymentId: stranger, amount: 700, currency: 'USD' });
    stripe.ledger.landLate(JSON.stringify(charge.body).match(/"id":"([^"]+)"/)?.[1] ?? '');
    await stage.until(paymentId, /GatewayChargeVoided/);
    const errors = () => stage.environment.query('SELECT DISTINCT kind, aggregate_id FROM gateway.errors');
    expect(await eventually(async () => ((await errors()).length > 0 ? errors() : undefined))).toEqual([
      ['reconciliation-charge-unknown', stranger],
    ]);
  });

  test('says which books it could not read, and wants to know since when', async () => {
    const { paypal } = await stage.providers();
    const { address = '' } = await stage.gateway();
    await paypal.stop();
    const report = await reconcile(address);
    expect(report.unread).toMatchObject([{ provider: 'paypal' }]);
    const wrong = await fetch(`${address}/api/v1/admin/reconciliation?since=yesterday`);
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('since must be an instant')]);
  });
});
