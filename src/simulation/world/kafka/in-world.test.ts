import { beforeAll, describe, expect, test } from 'vitest';
import { installWorld, type WorldFault } from '../index.ts';
import { sendAndRead } from './testing/send-and-read.ts';

beforeAll(installWorld);

const RECORDS = 40;
const run = (seed: number, faults: readonly WorldFault[] = []) => sendAndRead({ seed, faults, records: RECORDS });
const expected = Array.from({ length: RECORDS }, (_, index) => `${index}`);

describe('kafkajs and the broker in the world', () => {
  test('deliver every record once when nothing goes wrong, to both members', async () => {
    const { end, values, handled, groups, failures } = await run(1);
    expect(end).toBe('until');
    expect(values).toEqual(expected);
    expect(handled.toSorted()).toEqual(expected.toSorted());
    expect(groups[0]?.members.map(({ process }) => process).toSorted()).toEqual(['consumer-1', 'consumer-2']);
    expect(failures).toEqual([]);
  });

  test('repeat a run with its seed to the byte', async () => {
    const first = await run(2);
    expect(await run(2)).toEqual(first);
    expect((await run(3)).hash).not.toBe(first.hash);
  });

  test('append nothing twice when an answer is lost', async () => {
    const when = { point: 'kafka.produce.done', process: 'producer-1', nth: 5 };
    const { end, struck, values } = await run(4, [{ verb: 'reset', from: 'producer-1', to: 'kafka', when }]);
    expect([end, struck.length]).toEqual(['until', 1]);
    expect(values).toEqual(expected);
  });

  test('lose nothing when a consumer crashes: its session expires and the other takes over', async () => {
    const when = { point: 'kafka.fetch.done', process: 'consumer-1', label: 'OrderPlaced', nth: 3 };
    const crash: WorldFault = { verb: 'crash', process: 'consumer-1', when, restartAfterMs: 60_000 };
    const { end, struck, handled, rebalances } = await run(5, [crash]);
    expect([end, struck.length]).toEqual(['until', 1]);
    expect(new Set(handled)).toEqual(new Set(expected));
    const expiry = rebalances.find(({ reason }) =>
      /^member consumer-1-\w+ was not heard of for 10000 ms$/.test(reason),
    );
    expect(expiry).toBeDefined();
    expect(expiry?.atMs).toBeGreaterThan(10_000);
  });
});
