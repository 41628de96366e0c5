/** Messages that a client sends, by hand: all that node-pg can send, and what it never would. */
import { FRONTEND, message, queryMessage } from '../../../simulation/world/postgres/wire.ts';

const text = (...parts: readonly string[]): Buffer => Buffer.from(parts.map((part) => `${part}\0`).join(''));

const uint16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

export const query = queryMessage;

/** Prepares a statement; the types of its parameters are numbers of pg_type, 0 lets the server find out. */
export function parse(
  sql: string,
  { name = '', types = [] }: { name?: string; types?: readonly number[] } = {},
): Buffer {
  return message(FRONTEND.parse, Buffer.concat([text(name, sql), uint16(types.length), ...types.map(int32)]));
}

export interface Binding {
  readonly portal?: string;
  readonly name?: string;
  /** A buffer is sent in binary. */
  readonly values?: readonly (string | Buffer | null)[];
  /** Ask for the results in binary. */
  readonly binary?: boolean;
}

/** Gives a statement its parameters. */
export function bind({ portal = '', name = '', values = [], binary = false }: Binding = {}): Buffer {
  const formats = uint16(values.length, ...values.map((value) => (Buffer.isBuffer(value) ? 1 : 0)));
  const parameters = values.flatMap((value) => {
    if (value === null) return [int32(-1)];
    const bytes = Buffer.from(value);
    return [int32(bytes.length), bytes];
  });
  const body = [text(portal, name), formats, uint16(values.length), ...parameters, uint16(1, binary ? 1 : 0)];
  return message(FRONTEND.bind, Buffer.concat(body));
}

/** Asks what a statement (`S`) or a portal (`P`) is like. */
export function describe(kind: 'S' | 'P', name = ''): Buffer {
  return message(FRONTEND.describe, Buffer.concat([Buffer.from(kind), text(name)]));
}

/** Has a portal executed; 0 rows is all of them. */
export function execute(portal = '', rows = 0): Buffer {
  return message(FRONTEND.execute, Buffer.concat([text(portal), int32(rows)]));
}

/** Forgets a statement (`S`) or a portal (`P`). */
export function close(kind: 'S' | 'P', name = ''): Buffer {
  return message(FRONTEND.close, Buffer.concat([Buffer.from(kind), text(name)]));
}

export const sync = message(FRONTEND.sync, Buffer.alloc(0));
export const flush = message(FRONTEND.flush, Buffer.alloc(0));
export const terminate = message(FRONTEND.terminate, Buffer.alloc(0));
export const copyDone = message(FRONTEND.copyDone, Buffer.alloc(0));

/** Rows of a COPY. */
export function copyData(rows: string | Buffer): Buffer {
  return message(FRONTEND.copyData, Buffer.from(rows));
}

/** Ends a COPY with an error. */
export function copyFail(reason: string): Buffer {
  return message(FRONTEND.copyFail, text(reason));
}

/** The four messages by which node-pg executes a statement with parameters. */
export function prepared(sql: string, values: readonly (string | Buffer | null)[] = []): Buffer {
  return Buffer.concat([parse(sql), bind({ values }), describe('P'), execute(), sync]);
}
