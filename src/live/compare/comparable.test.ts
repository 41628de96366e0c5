import { describe, expect, it } from 'vitest';
import { type Comparable, comparable } from './comparable.ts';

const all = Array.from({ length: 200 }, (_, seed) => comparable(seed));
const of = (kind: Comparable['kind']): readonly Comparable[] => all.filter((one) => one.kind === kind);

describe('what is compared', () => {
  it('lets no two payments share a wallet, where nothing is to race', () => {
    for (const { workload } of [...of('apart'), ...of('provider')]) {
      const wallets = workload.requests.flatMap((one) => (one.kind === 'pay' ? [one.wallet] : []));
      expect(wallets.length).toBeGreaterThan(0);
      expect(new Set(wallets).size).toBe(wallets.length);
      expect(workload.requests.every(({ kind }) => kind === 'pay' || kind === 'refund')).toBe(true);
    }
  });

  it('lets payments race for more than there is', () => {
    for (const { workload } of of('race')) {
      const asked = workload.requests.reduce((sum, one) => sum + (one.kind === 'pay' ? one.amount : 0), 0);
      expect(workload.requests.length).toBeGreaterThan(1);
      expect(asked).toBeGreaterThan(workload.wallets[0]?.topUp ?? 0);
    }
  });

  it('has providers misbehave to a single payment', () => {
    const verbs = of('provider').flatMap(({ plan }) => plan.map(({ verb }) => verb));
    expect(new Set(verbs)).toEqual(new Set(['provider']));
    expect(of('provider').every(({ workload }) => workload.requests.length === 1)).toBe(true);
  });

  it('has most of it without races', () => expect(of('race').length).toBeLessThan(all.length / 4));
});
