import { expect, test } from 'vitest';
import { Endings } from './endings.ts';

const LONG_MS = 60_000;

test('who listens is told of an end, even of one between two calls, and once', async () => {
  const endings = new Endings();
  const listening = endings.listen('p');
  endings.announce(['other', 'p']);
  await listening.within(LONG_MS);
  const waiting = listening.within(LONG_MS);
  endings.announce(['p']);
  await waiting;
  const startMs = performance.now();
  await listening.within(20);
  expect(performance.now() - startMs).toBeGreaterThan(15);
});

test('who has stopped is told nothing', async () => {
  const endings = new Endings();
  const listening = endings.listen('p');
  listening.stop();
  endings.announce(['p']);
  const startMs = performance.now();
  await listening.within(20);
  expect(performance.now() - startMs).toBeGreaterThan(15);
});
