import crypto, { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { installWorld } from '../index.ts';
import { inside } from '../testing/inside.ts';

beforeAll(installWorld);

async function drawAll(): Promise<Record<string, unknown>> {
  const filled = await new Promise<Buffer>((resolve, reject) => {
    crypto.randomFill(Buffer.alloc(6), 2, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
  return {
    random: Math.random(),
    uuid: randomUUID(),
    webUuid: globalThis.crypto.randomUUID(),
    bytes: randomBytes(8).toString('hex'),
    bytesLater: (await promisify(randomBytes)(8)).toString('hex'),
    filled: filled.toString('hex'),
    filledSync: Array.from(randomFillSync(new Uint16Array(4), 1, 2)),
    values: Array.from(crypto.getRandomValues(new Uint32Array(2))),
    webValues: Array.from(globalThis.crypto.getRandomValues(new Uint8Array(4))),
    integer: randomInt(5, 8),
  };
}

describe('Chance in a world', () => {
  it('is a function of the seed', async () => {
    const first = await inside(drawAll, { seed: 5 });
    expect(await inside(drawAll, { seed: 5 })).toEqual(first);
    const other = await inside(drawAll, { seed: 6 });
    for (const [key, value] of Object.entries(first)) {
      if (key !== 'integer') {
        expect(other[key], key).not.toEqual(value);
      }
    }
    expect(first['uuid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first['filled']).toMatch(/^0000/);
    expect(first['filledSync']).toMatchObject({ 0: 0, 3: 0 });
    expect([5, 6, 7]).toContain(first['integer']);
  });

  it('keeps its errors', async () => {
    await expect(inside(() => randomInt(3, 3))).rejects.toThrow('The value of "max" is out of range');
    await expect(inside(() => randomFillSync.call(undefined, Object.create(null)))).rejects.toThrow('ArrayBuffer');
  });

  it('is real outside', async () => {
    const first = await drawAll();
    const second = await drawAll();
    expect(second['uuid']).not.toBe(first['uuid']);
    expect(second['random']).not.toBe(first['random']);
  });
});
