/**
 * Makes answers of Postgres the same in every run: what the server numbers for itself (OIDs of tables and of user
 * types, process ids, transaction ids, places of tuples) is replaced wherever it would reach the client or the trace.
 */
import { BACKEND, type ErrorFields, eachMessage, errorFields, errorMessage, isServerLog } from './wire.ts';

/** OIDs from here on are given out as objects are created, so they depend on history. */
const FIRST_USER_OID = 16384;
/** The OID of the type `unknown`: clients treat such values as text. */
const UNKNOWN_OID = 705;

const NUMBERED = /\b(transaction|pivot|relation|database|tuple|page|block|xid|oid) (\(?)\d+(?:,\d+\))?/gi;
const PROCESS = /\b(process) (\d+)/gi;

/** What varies between sessions. */
export interface Canon {
  /** The process id that clients know, for that of a real backend; 0 for one that is not ours. */
  pid(real: number): number;
  /** How errors are to be rewritten besides, once they are canonical. */
  rewrite(fields: ErrorFields): ErrorFields;
}

const PLAIN: Canon = { pid: () => 0, rewrite: (fields) => fields };

/** The canonical form of an answer. The buffer passed in is changed and may be returned. */
export function canonicalise(output: Buffer, canon: Canon = PLAIN): Buffer {
  const parts: Buffer[] = [];
  let copied = 0;
  eachMessage(output, (type, start, end) => {
    if (type === BACKEND.rowDescription) hideRowOids(output, start + 5);
    else if (type === BACKEND.parameterDescription) hideParameterOids(output, start + 5);
    else if (type === BACKEND.error || type === BACKEND.notice) {
      const hidden = hideNumbers(errorFields(output, start + 5), canon);
      const canonical = type === BACKEND.error ? canon.rewrite(hidden) : hidden;
      parts.push(output.subarray(copied, start));
      if (type !== BACKEND.notice || !isServerLog(output, start + 5)) parts.push(errorMessage(canonical, type));
      copied = end;
    }
  });
  if (copied === 0) return output;
  return Buffer.concat([...parts, output.subarray(copied)]);
}

function hideNumbers(fields: ErrorFields, canon: Canon): ErrorFields {
  return new Map([...fields].map(([code, text]) => [code, 'MDW'.includes(code) ? withoutNumbers(text, canon) : text]));
}

function withoutNumbers(text: string, canon: Canon): string {
  return text
    .replace(PROCESS, (_, noun: string, pid: string) => `${noun} ${canon.pid(Number(pid))}`)
    .replace(NUMBERED, (_, noun: string, bracket: string) => `${noun} ${bracket === '' ? '0' : '(0,0)'}`);
}

/** Table OIDs become 0, types that users made become `unknown`. */
function hideRowOids(output: Buffer, body: number): void {
  let at = body + 2;
  for (let left = output.readUInt16BE(body); left > 0; left--) {
    at = output.indexOf(0, at) + 1;
    output.writeUInt32BE(0, at);
    if (output.readUInt32BE(at + 6) >= FIRST_USER_OID) output.writeUInt32BE(UNKNOWN_OID, at + 6);
    at += 18;
  }
}

function hideParameterOids(output: Buffer, body: number): void {
  for (let left = output.readUInt16BE(body), at = body + 2; left > 0; left--, at += 4) {
    if (output.readUInt32BE(at) >= FIRST_USER_OID) output.writeUInt32BE(UNKNOWN_OID, at);
  }
}

/** The greeting of a backend with another process id and secret, so that the real ones never show. */
export function withKey(greeting: Buffer, pid: number, secret: Buffer): Buffer {
  const copy = Buffer.from(greeting);
  eachMessage(copy, (type, start, end) => {
    if (type !== BACKEND.backendKey) return;
    copy.writeUInt32BE(pid, start + 5);
    copy.fill(0, start + 9, end);
    secret.copy(copy, start + 9, 0, Math.min(secret.length, end - start - 9));
  });
  return copy;
}
