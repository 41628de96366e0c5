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
    stuckAfterMs: read.integer('SAGA_STUCK_AFTER_MS', {
      default: 300_000,
      min: 1,
      max: 86_400_000,
      about: 'A saga that has been in the same state for this many milliseconds counts as stuck.',
    }),
    projector: read.flag('SAGA_PROJECTOR', {
      default: true,
      about:
        'Whether this instance of the saga service helps to keep the overview of payments (saga_projections) up to date.',
    }),
    recoveryAttempts: read.integer('SAGA_RECOVERY_ATTEMPTS', {
      default: 3,
      min: 0,
      max: 100,
      about: 'How often a step whose answer is overdue is repeated before a person is asked.',
    }),
  };
}
