import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld } from './index.ts';
import { runSample } from './testing/sample-run.ts';

beforeAll(installWorld);

describe('A seed', () => {
  it('decides everything, fifty times in one process', async () => {
    const first = await runSample(42);
    // The sample is worth something only if much happens in it.
    expect(first.log.length).toBeGreaterThan(30);
    expect(first.struck).toHaveLength(4);
    for (let count = 0; count < 49; count += 1) {
      expect(await runSample(42)).toEqual(first);
    }
  });

  it('decides everything in another process too', async () => {
    const program = fileURLToPath(new URL('./testing/sample-run.ts', import.meta.url));
    const hash = execFileSync(process.execPath, [program, '43'], { encoding: 'utf8' });
    expect(hash).toBe((await runSample(43)).hash);
  });

  it('makes a difference', async () => {
    const results: string[] = [];
    const orders: string[] = [];
    for (let seed = 0; seed < 10; seed += 1) {
      const { hash, log } = await runSample(seed);
      results.push(hash);
      orders.push(log.map((line) => line.slice(0, line.indexOf('{'))).join());
    }
    expect(new Set(results).size).toBe(10);
    expect(new Set(orders).size).toBe(10);
  });
});
