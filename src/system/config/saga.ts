/** How long sagas may take. */
import type { EnvironmentReader } from '../environment.ts';

export type SagaConfig = Readonly<ReturnType<typeof readSaga>>;

export function readSaga(read: EnvironmentReader) {
  read.section('Saga');
  return {
    deadlineMs: read.integer('SAGA_DEADLINE_MS', {
      default: 300_000,
      min: 1,
      max: 86_400_000,
      about: 'A saga that is not done after this many milliseconds is given up and compensated.',
    }),
    stepDeadlineMs: read.integer('SAGA_STEP_DEADLINE_MS', {
      default: 60_000,
      min: 1,
      max: 86_400_000,
      about: 'A step that is not answered after this many milliseconds has failed.',
    }),
  };
}
