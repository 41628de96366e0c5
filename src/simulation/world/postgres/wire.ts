/**
 * The Postgres wire protocol, version 3, as far as both sides of the lockstep need it: message codes, the few messages
 * that we write ourselves, and the fields of errors. Framing is the same everywhere: one byte of type and a length that
 * counts itself, except for startup packets, which have no type.
 */

/** Message types that a client sends. */
export const FRONTEND = {
  bind: 0x42,
  close: 0x43,
  describe: 0x44,
  execute: 0x45,
  functionCall: 0x46,
  flush: 0x48,
  parse: 0x50,
  query: 0x51,
  sync: 0x53,
  terminate: 0x58,
  copyDone: 0x63,
  copyData: 0x64,
  copyFail: 0x66,
} as const;

/** Message types that a server sends. */
export const BACKEND = {
  parseComplete: 0x31,
  bindComplete: 0x32,
  closeComplete: 0x33,
  commandComplete: 0x43,
  dataRow: 0x44,
  error: 0x45,
  copyIn: 0x47,
  copyOut: 0x48,
  emptyQuery: 0x49,
  backendKey: 0x4b,
  notice: 0x4e,
  rowDescription: 0x54,
  copyBoth: 0x57,
  ready: 0x5a,
  noData: 0x6e,
  portalSuspended: 0x73,
  parameterDescription: 0x74,
} as const;

/** Codes in place of a protocol version. */
export const STARTUP_CODE = { cancel: 80877102, ssl: 80877103, gss: 80877104 } as const;

const PROTOCOL_VERSION = 196608;

/** A typed message around a body. */
export function message(type: number, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length);
  bytes[0] = type;
  bytes.writeUInt32BE(4 + body.length, 1);
  bytes.set(body, 5);
  return bytes;
}

/** The user is let in. */
export const AUTHENTICATED = message(0x52, Buffer.alloc(4));

/** A simple query. */
export function queryMessage(sql: string): Buffer {
  return message(FRONTEND.query, Buffer.from(`${sql}\0`));
}

/** A startup packet with the given parameters. */
export function startupPacket(parameters: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(`${Object.entries(parameters).flat().join('\0')}\0\0`);
  const bytes = Buffer.allocUnsafe(8 + body.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(PROTOCOL_VERSION, 4);
  bytes.set(body, 8);
  return bytes;
}

/** Calls `visit` for each complete typed message, with the offsets of the message and of its end. */
export function eachMessage(bytes: Buffer, visit: (type: number, start: number, end: number) => void): void {
  for (let start = 0; start + 5 <= bytes.length; ) {
    const end = start + 1 + bytes.readUInt32BE(start + 1);
    if (end > bytes.length) return;
    visit(bytes[start] ?? 0, start, end);
    start = end;
  }
}

/** The text that ends with a zero byte at or after `start`, and the offset behind that byte. */
export function cString(bytes: Buffer, start: number): { text: string; next: number } {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw new Error('a string of the Postgres protocol is not terminated');
  return { text: bytes.toString('utf8', start, end), next: end + 1 };
}

/** Fields of an ErrorResponse or NoticeResponse by their one-letter codes: S severity, C SQLSTATE, M message, … */
export type ErrorFields = ReadonlyMap<string, string>;

/** Parses the body between `start` (behind the length) and the end of the message. */
export function errorFields(bytes: Buffer, start: number): ErrorFields {
  const fields = new Map<string, string>();
  for (let at = start; bytes[at] !== 0 && at < bytes.length; ) {
    const { text, next } = cString(bytes, at + 1);
    fields.set(String.fromCharCode(bytes[at] ?? 0), text);
    at = next;
  }
  return fields;
}

/** True for what the server says about its own work (severity LOG): lock waits, here. No client asked for it. */
export function isServerLog(bytes: Buffer, start: number): boolean {
  return errorFields(bytes, start).get('V') === 'LOG';
}

/** True for the server's message that its backend has been waiting for a lock for a while. */
export function saysWaiting(bytes: Buffer, start: number): boolean {
  return isServerLog(bytes, start) && errorFields(bytes, start).get('M')?.includes('still waiting') === true;
}

/** An ErrorResponse, or another message with the same body. */
export function errorMessage(fields: ErrorFields, type: number = BACKEND.error): Buffer {
  const body = [...fields].map(([code, text]) => `${code}${text}\0`).join('');
  return message(type, Buffer.from(`${body}\0`));
}

/** An ErrorResponse that ends the connection. */
export function fatalMessage(sqlState: string, text: string): Buffer {
  return errorMessage(
    new Map([
      ['S', 'FATAL'],
      ['V', 'FATAL'],
      ['C', sqlState],
      ['M', text],
    ]),
  );
}

/** An error that Postgres reported to ourselves. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  readonly sqlState: string;

  constructor(fields: ErrorFields, statement: string) {
    super(`${fields.get('M') ?? 'unknown error'} (${fields.get('C')}) in: ${statement}`);
    this.sqlState = fields.get('C') ?? '';
  }
}

/** All rows of a result in text form. */
export function textRows(output: Buffer, statement: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  eachMessage(output, (type, start) => {
    if (type === BACKEND.dataRow) rows.push(textRow(output, start + 5));
    if (type === BACKEND.error) throw new PostgresError(errorFields(output, start + 5), statement);
  });
  return rows;
}

function textRow(output: Buffer, start: number): (string | null)[] {
  const row: (string | null)[] = [];
  let at = start + 2;
  for (let left = output.readUInt16BE(start); left > 0; left--) {
    const length = output.readInt32BE(at);
    at += 4;
    row.push(length < 0 ? null : output.toString('utf8', at, at + length));
    at += Math.max(0, length);
  }
  return row;
}
