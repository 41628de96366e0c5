/** A server in a container of its own, at a port of this machine that it keeps when it is killed and started again. */
import type { StartedTestContainer } from 'testcontainers';
import { getContainerRuntimeClient } from 'testcontainers';
import { unable } from '../environment-error.ts';
import type { Killable } from '../infrastructure/servers.ts';

export const HOST = '127.0.0.1';

/** @throws EnvironmentError if no engine answers */
export async function requireEngine(): Promise<void> {
  await getContainerRuntimeClient().catch((error: unknown) => {
    throw unable(
      'No Docker engine answers',
      process.env['DOCKER_HOST'] ?? 'the usual sockets',
      'Start one, or set DOCKER_HOST. Without Docker: npm run test:live.',
      error,
    );
  });
}

/** @throws EnvironmentError if the image can't be had, or if what is in it doesn't start */
export async function startContainer(
  image: string,
  start: () => Promise<StartedTestContainer>,
): Promise<StartedTestContainer> {
  return await start().catch((error: unknown) => {
    const remedy =
      'Look whether "docker pull" gets it, or name another by KAFKA_IMAGE or POSTGRES_IMAGE (deploy/README.md).';
    throw unable('A container could not be started', image, remedy, error);
  });
}

/** Kills it as `kill -9` does. @param untilUp resolves when it serves again. */
export function killable(container: StartedTestContainer, untilUp: () => Promise<void>): Killable {
  return {
    kill: async () => {
      const engine = await getContainerRuntimeClient();
      const handle = engine.container.getById(container.getId());
      await handle.kill();
      return async () => {
        await handle.start();
        await untilUp();
      };
    },
  };
}
