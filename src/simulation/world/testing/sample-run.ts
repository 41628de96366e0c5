/**
 * A small world with a bit of everything, for the tests of determinism: an HTTP service, clients with random pauses,
 * a raw TCP server of the world, crashes, resets and delays. Run as a program it prints the hash for a seed.
 */
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { pathToFileURL } from 'node:url';
import { installWorld, type Listener, World, type WorldFault } from '../index.ts';

export interface SampleResult {
  readonly hash: string;
  readonly atMs: number;
  readonly struck: readonly string[];
  readonly failures: readonly string[];
  readonly log: readonly string[];
}

const CLIENTS = ['client-1', 'client-2', 'client-3'];

const FAULTS: readonly WorldFault[] = [
  { verb: 'crash', process: 'service-1', when: { atMs: 130 }, restartAfterMs: 300 },
  {
    verb: 'crash',
    process: 'client-2',
    when: { point: 'network.connected', process: 'client-1', nth: 3 },
    restartAfterMs: 50,
  },
  { verb: 'reset', from: 'client-3', to: 'log', when: { point: 'network.connected', process: 'client-3', nth: 2 } },
  { verb: 'delay', from: 'client-1', to: 'service-1', when: { atMs: 60 }, extraMs: 40, forMs: 100 },
];

/** Runs the sample for 800 virtual milliseconds. `installWorld()` must have been awaited. */
export async function runSample(seed: number): Promise<SampleResult> {
  const { default: fastify } = await import('fastify');
  const world = World.open({ seed, faults: FAULTS });
  const log: string[] = [];
  world.network.listen({ host: 'log', port: 514 }, logServer(log));
  world.spawn({
    name: 'service-1',
    main: async () => {
      const app = fastify();
      app.get('/id', async () => {
        await pause(Math.random() * 20);
        return { id: randomUUID(), at: Date.now(), since: performance.now() };
      });
      await app.listen({ port: 80 });
    },
  });
  for (const name of CLIENTS) {
    world.spawn({ name, restartAfterMs: 20, main: () => runClient(name) });
  }
  await world.run({ until: () => false, limitMs: 800 });
  const result: SampleResult = {
    hash: world.trace.hash(),
    atMs: world.now(),
    struck: world.struck.map(({ atMs, hit }) => `${atMs} ${hit}`),
    failures: world.failures.map(({ atMs, process, error }) => `${atMs} ${process} ${String(error)}`),
    log,
  };
  await world.close();
  return result;
}

async function runClient(name: string): Promise<void> {
  for (let count = 0; ; count += 1) {
    try {
      const response = await fetch('http://service-1/id', { signal: AbortSignal.timeout(50) });
      await report(`${name} ${count} ${await response.text()}`);
    } catch (error) {
      await pause(10);
      if (Math.random() < 0.05) {
        throw error;
      }
    }
  }
}

function report(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: 'log', port: 514 }, () => socket.end(`${line}\n`));
    socket.once('error', reject);
    socket.once('close', () => resolve());
  });
}

function logServer(log: string[]): Listener {
  return () => ({
    onData: (bytes) => log.push(bytes.toString().trim()),
    onClose: () => undefined,
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await installWorld();
  const { hash } = await runSample(Number(process.argv[2]));
  process.stdout.write(hash);
}
