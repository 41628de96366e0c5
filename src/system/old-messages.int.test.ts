/** A message of a former version and name, on its topic: whoever reads it acts as if it were of today. */
import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { formerArbitraries } from '../../generated/contracts/arbitraries.ts';
import { startSagaService } from './saga/service.ts';
import { startEnvironment } from './testing/environment.ts';
import { eventually, messagesOn, sendRecords } from './testing/topics.ts';

test('a payment that was asked for under the former name, in major units, gets its saga, in minor units', async () => {
  const environment = await startEnvironment();
  const saga = await startSagaService(environment.config());
  try {
    const [sample] = fc.sample(formerArbitraries.PaymentInitiatedV0, { numRuns: 1, seed: 3 });
    if (sample === undefined) throw new Error('There is no sample.');
    const { description: _, ...rest } = sample.data;
    const data = { ...rest, wallet_id: 'w-1', amount: 19.99, currency: 'EUR', payment_method: 'wallet' };
    const old = { ...sample, event_type: 'PagoSolicitado', aggregate_id: data.payment_id, aggregate_version: 1, data };
    const record = { key: data.payment_id, value: JSON.stringify(old) };
    await sendRecords(environment.config(), 'payment-events.v1', [record, record]);
    const started = await eventually(() =>
      messagesOn(environment.broker, 'saga-events.v1').find(({ event_type }) => event_type === 'SagaStarted'),
    );
    expect(started).toMatchObject({
      causation_id: old.event_id,
      data: { payment_id: data.payment_id, wallet_id: 'w-1', amount: 1_999, currency: 'EUR', method: 'wallet' },
    });
    expect(await environment.query('SELECT amount, method FROM saga.active_sagas')).toEqual([['1999', 'wallet']]);
    expect(await environment.query('SELECT count(*) FROM saga.dead_letters')).toEqual([['0']]);
  } finally {
    await saga.stop();
    await environment.close();
  }
});
