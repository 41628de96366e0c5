import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Connection, installWorld, World, type WorldFault } from '../index.ts';

beforeAll(installWorld);

const passing = (world: World, limitMs: number): Promise<unknown> => world.run({ until: () => false, limitMs });
const struckIn = (world: World): unknown[] => world.struck.map(({ atMs, fault, hit }) => [atMs, fault.verb, hit]);

/** Two idle processes under some faults. */
async function openWorld(faults: readonly WorldFault[]): Promise<World> {
  const world = World.open({ seed: 1, faults });
  for (const name of ['a-1', 'b-1']) {
    world.spawn({ name, main: () => undefined });
  }
  await passing(world, 10);
  return world;
}

describe('Faults at points', () => {
  it('strike once, at the nth time that process and label match', async () => {
    const when = { point: 'commit', process: 'a-1', label: 'Paid', nth: 2 };
    const world = await openWorld([{ verb: 'crash', process: 'b-1', when, restartAfterMs: 100 }]);
    const reach = (process: string, label?: string): void =>
      world.points.reach('commit', label === undefined ? { process } : { process, label });
    reach('a-1', 'Paid');
    reach('b-1', 'Paid');
    reach('a-1', 'Failed');
    reach('a-1');
    world.points.reach('other', { process: 'a-1', label: 'Paid' });
    expect(world.struck).toEqual([]);
    reach('a-1', 'Paid');
    expect(struckIn(world)).toEqual([[10, 'crash', 'b-1']]);
    expect(world.process('b-1').alive).toBe(false);
    await passing(world, 200);
    reach('a-1', 'Paid');
    reach('a-1', 'Paid');
    expect(world.struck).toHaveLength(1);
    expect(world.process('b-1').alive).toBe(true);
    expect(world.points.reached.get('commit')).toBe(7);
    await world.close();
  });

  it('cut the connection that reached it, at once', async () => {
    const when = { point: 'received', nth: 1 };
    const world = World.open({ seed: 1, faults: [{ verb: 'reset', from: 'a-1', to: 'server', when }] });
    const openAfter: boolean[] = [];
    world.network.listen({ host: 'server', port: 1 }, (connection: Connection) => ({
      onData: () => {
        world.points.reach('received', { process: connection.client, connection });
        openAfter.push(connection.open);
        connection.send(Buffer.from('too late'));
      },
      onClose: () => undefined,
    }));
    const seen: string[] = [];
    world.spawn({
      name: 'a-1',
      main: () => {
        const socket = net.connect(1, 'server', () => socket.write('hello'));
        socket.on('data', (bytes) => seen.push(bytes.toString()));
        socket.on('error', (error) => seen.push(error.message));
      },
    });
    await passing(world, 50);
    expect(openAfter).toEqual([false]);
    expect(seen).toEqual(['read ECONNRESET']);
    expect(world.struck.map(({ hit }) => hit)).toEqual(['a-1>server:1#1']);
    await world.close();
  });
});

describe('Faults that hit nothing', () => {
  it('do not count as struck', async () => {
    const world = await openWorld([
      { verb: 'reset', from: 'a-1', to: 'b-1', when: { atMs: 20 } },
      { verb: 'crash', process: 'a-1', when: { atMs: 30 }, restartAfterMs: 1000 },
      { verb: 'crash', process: 'a-1', when: { atMs: 40 }, restartAfterMs: 1000 },
    ]);
    await passing(world, 100);
    expect(struckIn(world)).toEqual([[30, 'crash', 'a-1']]);
    await world.close();
  });
});

describe('A healed world', () => {
  it('is struck no more, and processes that are down come back', async () => {
    const world = await openWorld([
      { verb: 'crash', process: 'a-1', when: { atMs: 20 }, restartAfterMs: 100 },
      { verb: 'crash', process: 'b-1', when: { atMs: 60 }, restartAfterMs: 100 },
      { verb: 'crash', process: 'b-1', when: { point: 'commit', nth: 1 }, restartAfterMs: 100 },
    ]);
    await passing(world, 30);
    world.heal();
    world.points.reach('commit', { process: 'b-1' });
    await passing(world, 200);
    expect(struckIn(world)).toEqual([[20, 'crash', 'a-1']]);
    expect(['a-1', 'b-1'].map((name) => [world.process(name).alive, world.process(name).starts])).toEqual([
      [true, 2],
      [true, 1],
    ]);
    await world.close();
  });
});
