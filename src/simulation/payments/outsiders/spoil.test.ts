import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../../generated/contracts/index.ts';
import { baseHistory } from '../../../properties/fixture/base-history.ts';
import { POISON_KINDS } from './faults.ts';
import { spoil } from './spoil.ts';

const sound = baseHistory().history.records.map(({ key, text }) => ({
  key: key === null ? null : Buffer.from(key),
  value: Buffer.from(text),
}));

function readable(value: Buffer | null): boolean {
  try {
    return parseMessage(JSON.parse(value?.toString('utf8') ?? ''), 'tolerant').ok;
  } catch {
    return false;
  }
}

describe('a spoiled message', () => {
  it('can never be read, whatever it was made of', () => {
    expect(sound.every(({ value }) => readable(value))).toBe(true);
    const kinds = POISON_KINDS.filter((kind) => kind !== 'huge');
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat({ max: 999 }), fc.constantFrom(...sound), (kind, variant, from) => {
        expect(readable(spoil(kind, variant, from).value)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
    expect(readable(spoil('huge', 0, sound[0]).value)).toBe(false);
  });

  it('keeps its key, except where the key is what is wrong', () => {
    const [first] = sound;
    expect(spoil('wrong-schema', 3, first).key).toEqual(first?.key);
    expect(spoil('empty-key', 0, first).key).toEqual(Buffer.alloc(0));
    expect(spoil('empty-key', 1, first).key).toBeNull();
  });

  it('is there also when nothing is on the topic yet', () => {
    for (const kind of POISON_KINDS) expect(readable(spoil(kind, 5).value)).toBe(false);
  });
});
