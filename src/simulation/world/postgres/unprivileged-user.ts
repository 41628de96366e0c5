/**
 * Postgres refuses to run as root. Where we are root (containers, CI) its processes run as an existing unprivileged
 * user of the machine, so that nothing about the machine has to be changed.
 */
import fs from 'node:fs';
import { EnvironmentError } from './environment-error.ts';

/** Options for `spawn`: empty where our own user will do. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

/** In this order: the first that exists is taken. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * The user Postgres runs as.
 * @throws EnvironmentError if we are root and the machine has none of the candidates.
 */
export function serverIdentity(uid: number = process.getuid?.() ?? 0, accounts = '/etc/passwd'): Identity {
  if (uid !== 0) return {};
  const entries = fs.readFileSync(accounts, 'utf8').split('\n').map(parseEntry);
  for (const name of CANDIDATES) {
    const entry = entries.find((each) => each?.name === name);
    if (entry !== undefined) return { uid: entry.uid, gid: entry.gid };
  }
  throw new EnvironmentError({
    what: 'Postgres refuses to run as root, and there is no unprivileged user to run it as',
    where: accounts,
    remedy: `Run as an ordinary user, or create one of the users ${CANDIDATES.join(', ')}.`,
  });
}

function parseEntry(line: string): { name: string; uid: number; gid: number } | undefined {
  const [name, , uid, gid] = line.split(':');
  if (name === undefined || uid === undefined || gid === undefined) return undefined;
  // macOS writes `nobody` as -2, the kernel wants it unsigned.
  return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
}
