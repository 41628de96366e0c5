import { register } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { Metrics } from './metrics.ts';
import { collectProcessMetrics } from './process-metrics.ts';

describe('metrics', () => {
  test('counters, gauges and histograms appear with their labels and that of the service', async () => {
    const metrics = new Metrics('wallet');
    metrics.add('sagas_recovered_total', { action: 'continue' });
    metrics.add('sagas_recovered_total', { action: 'continue' }, 2);
    metrics.set('circuit_breaker_state', { provider: 'stripe' }, 2);
    metrics.observe('wallet_lock_contention_duration_seconds', {}, 0.02);
    const text = await metrics.text();
    expect(text).toContain('sagas_recovered_total{action="continue",service="wallet"} 3');
    expect(text).toContain('circuit_breaker_state{provider="stripe",service="wallet"} 2');
    expect(text).toContain('wallet_lock_contention_duration_seconds_bucket{le="0.05",service="wallet"} 1');
    expect(text).toContain('wallet_lock_contention_duration_seconds_bucket{le="0.01",service="wallet"} 0');
  });

  test('two services in one process do not mix, and nothing gets into the registry that all share', async () => {
    const [one, other] = [new Metrics('wallet'), new Metrics('saga')];
    one.add('concurrent_payment_attempts_total', {});
    expect(await other.text()).not.toContain('concurrent_payment_attempts_total');
    expect(await register.metrics()).toBe('\n');
  });

  test('a gauge that is read on demand has the values of that moment, and none when reading fails', async () => {
    const metrics = new Metrics('wallet');
    let answer: () => readonly { labels: { topic: string }; value: number }[] = () => [];
    metrics.collect('dlq_size', () => answer());
    answer = () => [{ labels: { topic: 'a' }, value: 3 }];
    expect(await metrics.text()).toContain('dlq_size{topic="a",service="wallet"} 3');
    answer = () => [{ labels: { topic: 'b' }, value: 4 }];
    expect(await metrics.text()).not.toContain('topic="a"');
    answer = () => {
      throw new Error('The broker is away.');
    };
    const text = await metrics.text();
    expect(text).not.toContain('dlq_size{');
    expect(await metrics.text()).toContain('scrape_failures_total{metric="dlq_size",service="wallet"}');
  });

  test('a process shows its memory, its limit and its processor time', async () => {
    const metrics = new Metrics('wallet');
    collectProcessMetrics(metrics);
    const text = await metrics.text();
    const value = (name: string) => Number(new RegExp(`^${name}{[^}]*} (.*)$`, 'm').exec(text)?.[1]);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(value('process_resident_memory_bytes')).toBeLessThan(value('process_memory_limit_bytes'));
    expect(value('process_cpu_seconds')).toBeGreaterThan(0);
  });
});

describe('the catalogue', () => {
  test('follows the conventions of Prometheus', () => {
    for (const [name, { kind, help, labels }] of Object.entries(CATALOGUE)) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
      expect(name.endsWith('_total'), name).toBe(kind === 'counter');
      expect(help, name).toMatch(/^[A-Z0-9].*\.$/);
      expect([...labels], name).not.toContain('service_name');
    }
  });

  test('has every name of the requirements', () => {
    expect(Object.keys(CATALOGUE)).toEqual(
      expect.arrayContaining([
        'system_recovery_duration_seconds',
        'events_replayed_total',
        'sagas_recovered_total',
        'inconsistencies_detected_total',
        'pending_transactions_resolved_total',
        'concurrent_payment_attempts_total',
        'wallet_lock_contention_duration_seconds',
        'insufficient_funds_due_to_concurrency_total',
        'payments_total',
        'payment_duration_seconds',
        'circuit_breaker_state',
        'dlq_size',
        'outbox_lag_seconds',
        'kafka_consumer_lag',
      ]),
    );
  });
});
