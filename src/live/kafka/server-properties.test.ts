import { expect, test } from 'vitest';
import { cacheDirectory } from '../cache-directory.ts';
import { majorOf } from './java.ts';
import { serverProperties } from './server-properties.ts';

const layout = {
  controllers: [1, 2, 3],
  brokers: [11, 12, 13],
  lanes: [
    { name: 'main', ports: [21, 22, 23] },
    { name: 'wallet1', ports: [31, 32, 33], advertised: [41, 42, 43] },
  ],
  directories: ['/a', '/b', '/c'],
};

test('a lane is told its own ports only, or those that stand in for them', () => {
  const text = serverProperties(layout, 1);
  expect(text).toContain(
    'advertised.listeners=BROKER://127.0.0.1:12,LANE_MAIN://127.0.0.1:22,LANE_WALLET1://127.0.0.1:42\n',
  );
  expect(text).toContain('LANE_WALLET1://127.0.0.1:32\n');
  expect(text).toContain('controller.quorum.voters=1@127.0.0.1:1,2@127.0.0.1:2,3@127.0.0.1:3\n');
  expect(text).toContain('log.dirs=/b/log\n');
});

test('three nodes keep three copies, of which two must be in sync; one node keeps one', () => {
  expect(serverProperties(layout, 0)).toMatch(/default.replication.factor=3\nmin.insync.replicas=2\n/);
  const alone = { ...layout, controllers: [1], brokers: [11] };
  expect(serverProperties(alone, 0)).toMatch(/default.replication.factor=1\nmin.insync.replicas=1\n/);
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_392"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['no java here', undefined],
])('%s is Java %s', (text, major) => {
  expect(majorOf(text)).toBe(major);
});

test('the cache follows TEMBLOR_CACHE, then XDG_CACHE_HOME', () => {
  expect(cacheDirectory({ TEMBLOR_CACHE: '/own', XDG_CACHE_HOME: '/xdg' })).toBe('/own');
  expect(cacheDirectory({ XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/temblor');
  expect(cacheDirectory({})).toMatch(/\.cache\/temblor$/);
});
