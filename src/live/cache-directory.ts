/** Where things are kept that are worth keeping between runs: TEMBLOR_CACHE, else XDG_CACHE_HOME/temblor, else ~/.cache/temblor. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Variables, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where things are kept that are worth keeping between runs. */
export function cacheDirectory(env: Environment = process.env): string {
  const { TEMBLOR_CACHE: own, XDG_CACHE_HOME: xdg } = env;
  if (own !== undefined && own !== '') return own;
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'temblor');
}
