import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Arrows between folders point one way. Each room below may import from itself, from packages, and from the
 * rooms it names; tests may reach further, since they put things together.
 */
const ROOT = resolve(import.meta.dirname, '..');

/** What a server of the world may know: how it meets the others, and how to say which faults it has. */
const serverOfTheWorld = [
  'src/simulation/world/ports.ts',
  'src/simulation/world/plan.ts',
  'src/simulation/world/faults/definition',
  'src/simulation/world/faults/aftermath.ts',
];

const ROOMS: Readonly<Record<string, readonly string[]>> = {
  generated: [],
  'src/system/platform': ['generated', 'src/system/config.ts', 'src/system/currency.ts'],
  'src/system/payment': [
    'generated',
    'src/system/platform',
    'src/system/config.ts',
    'src/system/currency.ts',
    'src/system/state-machine.ts',
  ],
  'src/system/wallet': ['generated', 'src/system/platform', 'src/system/config.ts', 'src/system/currency.ts'],
  'src/system/gateway': ['generated', 'src/system/platform', 'src/system/config.ts'],
  'src/system/metrics': ['generated', 'src/system/platform', 'src/system/config.ts'],
  'src/system/saga': ['generated', 'src/system/platform', 'src/system/config.ts', 'src/system/state-machine.ts'],
  'src/system/currency.ts': [],
  'src/system/config': ['src/system/environment.ts'],
  'src/system/recovery': ['generated', 'src/system/platform', 'src/system/config.ts'],
  'src/system/config.ts': ['src/system/environment.ts', 'src/system/config'],
  'src/system/environment.ts': ['src/system/platform/rows.ts'],
  'src/system/state-machine.ts': [],
  'src/system': ['generated'],
  'src/simulation/world/kafka': serverOfTheWorld,
  'src/simulation/world/postgres': serverOfTheWorld,
  'src/simulation/world': [],
  'src/simulation/canary': ['generated', 'src/system', 'src/simulation/payments', 'src/simulation/world'],
  'src/simulation/payments': ['generated', 'src/system', 'src/simulation/world'],
  'src/properties': ['generated', 'src/system', 'src/simulation/payments', 'src/simulation/world'],
  'src/simulation/search': [],
  'src/simulation/campaign': [
    'src/simulation/search',
    'generated',
    'src/system',
    'src/simulation/world',
    'src/simulation/payments',
    'src/simulation/canary',
    'src/properties',
  ],
  'src/simulation/report': [
    'generated',
    'src/simulation/world',
    'src/simulation/payments',
    'src/simulation/campaign',
    'src/properties',
  ],
  'src/simulation/cli': [
    'src/simulation/world',
    'src/simulation/payments',
    'src/simulation/campaign',
    'src/simulation/report',
    'src/properties',
  ],
  'src/live/kafka': [
    'src/live/cache-directory.ts',
    'src/live/environment-error.ts',
    'src/live/processes',
    'src/system/platform/rows.ts',
  ],
  'src/live': [
    'generated',
    'src/system',
    'src/simulation/world',
    'src/simulation/payments',
    'src/simulation/campaign',
    'src/properties',
  ],
  'src/mutants': ['src/simulation/campaign', 'src/simulation/cli'],
  // What somebody else's service may use of the simulation.
  examples: [
    'src/simulation/world/index.ts',
    'src/simulation/world/kafka/index.ts',
    'src/simulation/world/postgres/index.ts',
    'src/simulation/search/index.ts',
  ],
  'src/dev': ['generated', 'src/system', 'src/simulation/payments', 'src/simulation/world'],
  'src/acceptance': [
    'src/dev/trial/client.ts',
    'src/simulation/payments/provider/faults.ts',
    'src/system/platform/rows.ts',
  ],
  'src/generator': ['generated', 'src/system'],
};

const inside = (file: string, room: string): boolean => file === room || file.startsWith(`${room}/`);

/** The innermost room that holds a file, if any. */
const roomOf = (file: string): string | undefined =>
  Object.keys(ROOMS)
    .filter((room) => inside(file, room))
    .sort((a, b) => b.length - a.length)[0];

/** Tests, and what only they use. */
const isTest = (file: string): boolean =>
  file.endsWith('.test.ts') ||
  file.endsWith('.live.ts') ||
  file.endsWith('.containers.ts') ||
  file.includes('/testing/');

const sources = (): string[] =>
  ['src', 'generated', 'examples'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .map((name) => join(top, name))
      .filter((name) => /\.(ts|js)$/.test(name) && !isTest(name)),
  );

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].flatMap(([, target]) =>
    target === undefined ? [] : [relative(ROOT, resolve(ROOT, dirname(file), target))],
  );

describe('the folders', () => {
  it('import one another in the allowed directions only', () => {
    const wrong: string[] = [];
    for (const file of sources()) {
      const room = roomOf(file);
      if (room === undefined) {
        wrong.push(`${file} is in no room; add its folder to tools/architecture.test.ts`);
        continue;
      }
      const allowed = [room, ...(ROOMS[room] ?? [])];
      for (const target of importsOf(file)) {
        if (!allowed.some((place) => inside(target, place))) wrong.push(`${file} imports ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keep simulation out of what is deployed', () => {
    const deployed = sources().filter((file) => inside(file, 'src/system'));
    expect(deployed.length).toBeGreaterThan(0);
    const leaks = deployed.filter((file) => /simulat/i.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(leaks).toEqual([]);
  });
});
