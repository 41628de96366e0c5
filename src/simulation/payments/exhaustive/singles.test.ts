import { describe, expect, it } from 'vitest';
import { baseHistory } from '../../../properties/fixture/base-history.ts';
import type { PointReached } from '../../world/index.ts';
import { references } from './references.ts';
import { singles } from './singles.ts';

const [input] = references;
if (input === undefined) throw new Error('there are no references');
const { history } = baseHistory();
const exchange = history.exchanges.find(({ path, answer }) => path === '/api/v1/payments' && answer !== undefined);
const asked = exchange?.sentMs ?? 0;

function point(process: string, name: string, atMs = asked): PointReached {
  return { atMs, point: name, process };
}

describe('single faults', () => {
  const points = [
    point('payment-1', 'postgres.commit.done'),
    point('client', 'network.connected'),
    point('payment-1', 'postgres.commit.done', asked - 1e-3),
    point('payment-1', 'postgres.commit.done', 1e6),
    point('saga-1', 'kafka.fetch.done'),
  ];
  const all = singles({ input, history: { ...history, calls: [], ledgers: [] }, points });

  it('crash each service at each point that it reaches, counted for each', () => {
    expect(all.flatMap((fault) => (fault.verb === 'crash' ? [[fault.process, fault.when]] : []))).toEqual([
      ['payment-1', { point: 'postgres.commit.done', process: 'payment-1', nth: 1 }],
      ['payment-1', { point: 'postgres.commit.done', process: 'payment-1', nth: 2 }],
      ['payment-1', { point: 'postgres.commit.done', process: 'payment-1', nth: 3 }],
      ['saga-1', { point: 'kafka.fetch.done', process: 'saga-1', nth: 1 }],
    ]);
  });

  it('cut each connection to a server at each point, and what a client asks while it is being answered', () => {
    const resets = all.flatMap((fault) => (fault.verb === 'reset' ? [`${fault.from} > ${fault.to}`] : []));
    expect(resets).toEqual([...Array<string>(3).fill('payment-1 > postgres'), 'saga-1 > kafka', 'client > payment-1']);
  });

  it('lose each answer to a commit, and let a process stand still after each commit', () => {
    const own = [point('saga-1', 'postgres.commit.received'), point('saga-1', 'postgres.commit.done')];
    const faults = singles({ input, history: { ...history, calls: [], ledgers: [] }, points: own });
    expect(faults.flatMap((fault) => (fault.verb === 'half-open' ? [fault.when] : []))).toEqual([
      { point: 'postgres.commit.received', process: 'saga-1', nth: 1 },
    ]);
    expect(faults.flatMap((fault) => (fault.verb === 'pause' ? [fault.when] : []))).toEqual([
      { point: 'postgres.commit.done', process: 'saga-1', nth: 1 },
    ]);
  });

  it('let each call at a provider go wrong in each way, and each webhook', () => {
    const call = { provider: 'stripe', operation: 'confirm', paymentId: 'p', arrivedMs: 1 } as const;
    const ledgers = history.ledgers.slice(0, 1);
    const faults = singles({ input, history: { ...history, calls: [call], ledgers }, points: [] });
    const ways = faults.flatMap((fault) => (fault.verb === 'provider' ? [fault.behaviour] : []));
    expect(ways).toContain('timeout-lands');
    expect(new Set(ways).size).toBe(ways.length);
    expect(faults.filter(({ verb }) => verb === 'webhook').length).toBeGreaterThan(0);
  });

  it('spoil each answer of Kafka, and each to a commit', () => {
    const own = ['kafka.produce.done', 'postgres.commit.done', 'kafka.produce.received'].map((name) =>
      point('saga-1', name),
    );
    const faults = singles({ input, history: { ...history, calls: [], ledgers: [] }, points: own });
    const spoiled = faults.flatMap((fault) =>
      fault.verb === 'corrupt' || fault.verb === 'truncate' ? [`${fault.verb} ${fault.what} of ${fault.to}`] : [],
    );
    expect(spoiled).toEqual(['corrupt answers of kafka', 'truncate answers of kafka', 'corrupt answers of postgres']);
  });

  it('throw a process out of its groups while it has messages in hand', () => {
    const faults = singles({ input, history: { ...history, calls: [], ledgers: [] }, points });
    const when = { point: 'kafka.fetch.done', process: 'saga-1', nth: 1 };
    expect(faults.filter(({ verb }) => verb === 'session-expiry')).toMatchObject([{ process: 'saga-1', when }]);
  });

  it('kill the gateway while a provider has its call', () => {
    const call = { provider: 'stripe', operation: 'confirm', paymentId: 'p', arrivedMs: 7 } as const;
    const faults = singles({ input, history: { ...history, calls: [call], ledgers: [] }, points: [] });
    expect(faults.filter(({ verb }) => verb === 'crash')).toMatchObject([{ process: 'gateway-1', when: { atMs: 7 } }]);
  });

  it('count a commit that arrives once, although it is a statement too', () => {
    const own = ['postgres.statement.received', 'postgres.statement.received', 'postgres.commit.received'];
    const faults = singles({
      input,
      history: { ...history, calls: [], ledgers: [] },
      points: own.map((name) => point('saga-1', name)),
    });
    expect(faults.flatMap((fault) => (fault.verb === 'crash' ? [fault.when] : []))).toEqual([
      { point: 'postgres.statement.received', process: 'saga-1', nth: 1 },
      { point: 'postgres.commit.received', process: 'saga-1', nth: 1 },
    ]);
  });

  it('leave out what the run has planned already', () => {
    const [first] = all;
    const planned = { ...input, plan: first === undefined ? [] : [first] };
    const rest = singles({ input: planned, history: { ...history, calls: [], ledgers: [] }, points });
    expect(rest).toHaveLength(all.length - 1);
  });
});
