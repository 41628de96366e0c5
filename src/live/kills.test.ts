import { describe, expect, it } from 'vitest';
import { killsInput } from './kills.ts';

describe('kills under load', () => {
  it('kills services and servers while clients pay, differently for each seed and equally for equal ones', () => {
    const { plan, workload, instances } = killsInput(3);
    expect(killsInput(3)).toEqual({ scenario: 'kills', seed: 3, plan, workload, instances, webhooks: true });
    expect(killsInput(4).plan).not.toEqual(plan);
    const crashes = plan.filter(({ verb }) => verb === 'crash');
    const lastPay = Math.max(...workload.requests.map(({ atMs }) => atMs));
    expect(crashes.length).toBeGreaterThanOrEqual(25);
    expect(plan.length - crashes.length).toBeGreaterThanOrEqual(3);
    for (const fault of plan) {
      if ('when' in fault && 'atMs' in fault.when) expect(fault.when.atMs).toBeLessThan(lastPay + 2_000);
    }
  });

  it('spares no service and no server over some seeds', () => {
    const plans = Array.from({ length: 10 }, (_, seed) => killsInput(seed).plan).flat();
    const hit = plans.flatMap((fault) =>
      'server' in fault ? [fault.server] : 'process' in fault ? [fault.process] : [],
    );
    const services = ['wallet-1', 'wallet-2', 'payment-1', 'saga-1', 'gateway-1', 'metrics-1', 'recovery-1'];
    expect(new Set(hit)).toEqual(new Set([...services, 'kafka', 'postgres']));
  });
});
