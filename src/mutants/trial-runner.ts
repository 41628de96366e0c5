/** The parent's end of a trial: prepares the copy, starts the process in it, and waits for what it tells. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { plainError } from '../simulation/campaign/errors.ts';
import { catalogueDirectory, type Mutant } from './catalogue.ts';
import { isMutantResult, type MutantResult } from './result.ts';
import type { Sandbox } from './sandbox.ts';

export interface TrialLimits {
  /** Longest time for shrinking, on the wall. */
  readonly shrinkMs: number;
  /** Longest time for a whole trial, on the wall. One that takes longer proves nothing. */
  readonly trialMs: number;
}

const stderrKept = 2_000;

/** Tries a mutant in a copy of the tree. What goes wrong is part of the result, and never a kill. */
export async function runTrial(
  mutant: Mutant,
  sandbox: Sandbox,
  options: TrialLimits & { readonly key: string; readonly signal: AbortSignal },
): Promise<MutantResult> {
  const failed = (reason: string): MutantResult => failedResult(mutant, options.key, reason);
  try {
    sandbox.apply(mutant);
  } catch (error) {
    return failed(plainError(error).message);
  }
  return (await runProcess(mutant, sandbox, options)) ?? failed('The trial was interrupted.');
}

async function runProcess(
  mutant: Mutant,
  sandbox: Sandbox,
  { key, shrinkMs, trialMs, signal }: TrialLimits & { readonly key: string; readonly signal: AbortSignal },
): Promise<MutantResult | undefined> {
  const file = join(sandbox.root, 'src', 'mutants', 'trial-process.ts');
  const child = fork(file, [catalogueDirectory, mutant.name, key, String(shrinkMs)], {
    cwd: sandbox.root,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // All trials of a copy load the same files, but for one or two.
    env: { ...process.env, NODE_COMPILE_CACHE: join(sandbox.root, 'compiled') },
  });
  let result: MutantResult | undefined;
  let stderr = '';
  child.on('message', (message) => {
    if (isMutantResult(message)) result = message;
  });
  child.stderr?.on('data', (bytes: Buffer) => {
    stderr = (stderr + bytes.toString()).slice(-stderrKept);
  });
  let late = false;
  // The workers of the trial end by themselves when it is gone, and their servers with them.
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, trialMs);
  const stop = (): boolean => child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) stop();
    await once(child, 'exit');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  if (result !== undefined || signal.aborted) return result;
  return failedResult(mutant, key, late ? `It took longer than ${trialMs / 1_000} s.` : stderr.trim());
}

function failedResult({ name }: Mutant, key: string, reason: string): MutantResult {
  const none = { runs: 0, reachedRuns: 0, inconclusive: 0, cpuSeconds: 0, violated: [] };
  return { name, key, verdict: 'failed', ...none, reason };
}
