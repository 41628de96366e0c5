/** For tests: runs code as a process of a fresh world, or gathers what it does. */
import { World, type WorldOptions } from '../world.ts';

/**
 * Runs `main` as the process `test-1` until it is done, at most a virtual hour.
 * @throws What `main` throws, or that it didn't finish.
 */
export async function inside<T>(
  main: (world: World) => T | Promise<T>,
  options: Partial<WorldOptions> = {},
  prepare: (world: World) => void = () => undefined,
): Promise<T> {
  const world = World.open({ seed: 1, ...options });
  prepare(world);
  const results: T[] = [];
  world.spawn({
    name: 'test-1',
    restartAfterMs: 7_200_000,
    main: async () => {
      results.push(await main(world));
    },
  });
  await world.run({ until: () => results.length > 0 || world.failures.length > 0, limitMs: 3_600_000 });
  await world.close();
  const [failure] = world.failures;
  if (failure !== undefined) {
    throw failure.error;
  }
  const [result] = results;
  if (results.length === 0 || result === undefined) {
    throw new Error('The process of the test did not finish with a value.');
  }
  return result;
}
