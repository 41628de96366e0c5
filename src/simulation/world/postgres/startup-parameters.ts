/**
 * What a client asks for when it connects. The time-outs among it are kept from the real server and run on virtual
 * time instead; all else is passed on and decides which warm backend can serve.
 */
import type { KeepAlive } from '../ports.ts';
import { cString, startupPacket } from './wire.ts';

/** Milliseconds; 0 means never. */
export interface Timeouts {
  readonly statement: number;
  readonly lock: number;
  readonly idleInTransaction: number;
}

/** A client's startup packet, taken apart. */
export interface StartupRequest {
  /** What the real server gets to see. */
  readonly packet: Buffer;
  readonly database: string;
  readonly timeouts: Timeouts;
  /** When the server gives up a client of which it hears nothing. */
  readonly keepAlive: KeepAlive;
  /** Why the simulation can't serve it; undefined if it can. */
  readonly refusal: string | undefined;
}

const VIRTUAL: ReadonlyMap<string, keyof Timeouts> = new Map([
  ['statement_timeout', 'statement'],
  ['lock_timeout', 'lock'],
  ['idle_in_transaction_session_timeout', 'idleInTransaction'],
]);

/** In seconds, except for the last. */
const KEEP_ALIVE: ReadonlySet<string> = new Set([
  'tcp_keepalives_idle',
  'tcp_keepalives_interval',
  'tcp_keepalives_count',
  'tcp_user_timeout',
]);

const REFUSED: ReadonlySet<string> = new Set([
  'deadlock_timeout',
  'idle_session_timeout',
  'transaction_timeout',
  'replication',
]);

const UNITS: ReadonlyMap<string, number> = new Map([
  ['us', 0.001],
  ['', 1],
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Reads a startup packet: length, version, then names and values. */
export function parseStartup(bytes: Buffer): StartupRequest {
  const passed: Record<string, string> = {};
  const timeouts = { statement: 0, lock: 0, idleInTransaction: 0 };
  const network = new Map<string, number>();
  let refusal: string | undefined;
  const take = (name: string, value: string): boolean => {
    const timeout = VIRTUAL.get(name);
    if (timeout !== undefined) timeouts[timeout] = milliseconds(value) ?? 0;
    if (timeout !== undefined && milliseconds(value) === undefined)
      refusal ??= `invalid value for parameter "${name}": "${value}"`;
    if (KEEP_ALIVE.has(name)) network.set(name, Number(value));
    if (REFUSED.has(name)) refusal ??= `${name} is not available in the simulation`;
    // The server has to go on telling us of lock waits; its other messages of that kind don't reach the client.
    return timeout !== undefined || KEEP_ALIVE.has(name) || name === 'client_min_messages';
  };
  for (const [name, value] of pairs(bytes)) {
    if (name === 'options') passed[name] = takeOptions(value, take);
    else if (!take(name, value)) passed[name] = value;
  }
  if (passed['options'] === '') delete passed['options'];
  const database = passed['database'] ?? passed['user'] ?? '';
  return { packet: startupPacket(passed), database, timeouts, keepAlive: keepAliveOf(network), refusal };
}

/** 0 stands for the system's default everywhere. */
function keepAliveOf(network: ReadonlyMap<string, number>): KeepAlive {
  const given = (name: string): number => network.get(name) ?? 0;
  const idleS = given('tcp_keepalives_idle');
  const probesS = (given('tcp_keepalives_interval') || 75) * (given('tcp_keepalives_count') || 9);
  const unacknowledgedMs = given('tcp_user_timeout');
  return {
    ...(idleS > 0 ? { idleMs: 1000 * (idleS + probesS) } : {}),
    ...(unacknowledgedMs > 0 ? { unacknowledgedMs } : {}),
  };
}

function pairs(bytes: Buffer): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 8; at < bytes.length && bytes[at] !== 0; ) {
    const name = cString(bytes, at);
    const value = cString(bytes, name.next);
    found.push([name.text, value.text]);
    at = value.next;
  }
  return found;
}

/** Takes `-c name=value` and `--name=value` out of the command line options where `take` wants them. */
function takeOptions(options: string, take: (name: string, value: string) => boolean): string {
  return options
    .replace(/(?:^|\s)(?:-c\s*|--)([\w-]+)=((?:\\.|\S)*)/g, (option: string, name: string, value: string) =>
      take(name.replaceAll('-', '_').toLowerCase(), value) ? '' : option,
    )
    .trim();
}

function milliseconds(value: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(value);
  const unit = UNITS.get(match?.[2] ?? '');
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
