/** When dead letters are redriven by themselves. */
import { retryDelayMs } from '../../retry.ts';
import { REDRIVE_POLICY } from '../temporary.ts';

/** When a letter that was redriven `redrives` times in vain is tried again by itself (ISO 8601); undefined when it is not. */
export function nextRedrive(redrives: number): string | undefined {
  if (redrives >= REDRIVE_POLICY.retries) return undefined;
  return new Date(Date.now() + retryDelayMs(REDRIVE_POLICY, redrives + 1)).toISOString();
}
