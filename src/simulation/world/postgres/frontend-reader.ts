/**
 * Cuts what a client sends into units that are executed as a whole: everything up to the next Query, Sync or Flush, or to
 * the end of a COPY. Between two units the backend is at rest, so these are the places where transactions can interleave.
 */
import type { Goal } from './backend.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { cString, FRONTEND, STARTUP_CODE } from './wire.ts';

/** What a batch asks for, in order; enough to know which statements it executes. */
export type Step =
  | { readonly kind: 'query'; readonly sql: string }
  | {
      readonly kind: 'parse';
      readonly name: string;
      readonly sql: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'bind'; readonly portal: string; readonly name: string }
  | { readonly kind: 'execute'; readonly portal: string };

/** A unit of execution. */
export interface Batch {
  readonly kind: 'batch';
  readonly bytes: Buffer;
  readonly steps: readonly Step[];
  /** What ended it; `copy` is the end of the rows of a COPY. */
  readonly boundary: 'query' | 'sync' | 'flush' | 'copy';
  readonly goal: Goal;
}

/** What the client wants next. */
export type Unit =
  | Batch
  | { readonly kind: 'startup'; readonly bytes: Buffer }
  | { readonly kind: 'encryption' }
  | { readonly kind: 'cancel'; readonly pid: number; readonly secret: Buffer }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Whether the backend expects the rows of a COPY, and by which protocol it was started. */
export type CopyState = 'none' | 'simple' | 'extended';

const MAX_STARTUP_BYTES = 10_000;
const MAX_MESSAGE_BYTES = 0x3fffffff;
const COMPLETING: ReadonlySet<number> = new Set([
  FRONTEND.parse,
  FRONTEND.bind,
  FRONTEND.describe,
  FRONTEND.execute,
  FRONTEND.close,
]);

const KNOWN: ReadonlySet<number> = new Set(Object.values(FRONTEND));

/** The input of one connection. */
export class FrontendReader {
  readonly #input = new ByteBuffer(1 << 12);
  #started = false;
  /** Up to here the input has been looked at; a batch in the making. */
  #scanned = 0;
  #steps: Step[] = [];
  #completions = 0;
  #copyEnded = false;

  append(bytes: Buffer): void {
    this.#input.append(bytes);
  }

  /** The next complete unit; undefined until more arrives. */
  next(copy: CopyState): Unit | undefined {
    return this.#started ? this.#nextBatch(copy) : this.#nextPacket();
  }

  #nextPacket(): Unit | undefined {
    const { view } = this.#input;
    if (view.length < 8) return undefined;
    const length = view.readUInt32BE(0);
    if (length < 8 || length > MAX_STARTUP_BYTES)
      return { kind: 'invalid', reason: 'invalid length of startup packet' };
    if (view.length < length) return undefined;
    const bytes = this.#input.take(length);
    const code = bytes.readUInt32BE(4);
    if (code === STARTUP_CODE.ssl || code === STARTUP_CODE.gss) return { kind: 'encryption' };
    if (code === STARTUP_CODE.cancel) return { kind: 'cancel', pid: bytes.readUInt32BE(8), secret: bytes.subarray(12) };
    this.#started = true;
    return { kind: 'startup', bytes };
  }

  #nextBatch(copy: CopyState): Unit | undefined {
    const { view } = this.#input;
    while (this.#scanned + 5 <= view.length) {
      const start = this.#scanned;
      const type = view[start] ?? 0;
      if (!KNOWN.has(type)) return { kind: 'invalid', reason: `invalid frontend message type ${type}` };
      const length = view.readUInt32BE(start + 1);
      if (length < 4 || length > MAX_MESSAGE_BYTES) return { kind: 'invalid', reason: 'invalid message length' };
      const end = start + 1 + length;
      if (end > view.length) return undefined;
      this.#scanned = end;
      if (type === FRONTEND.terminate) return { kind: 'terminate' };
      this.#note(type, view, start, end);
      if (this.#isBoundary(type, copy)) return this.#finish(type, copy);
    }
    return undefined;
  }

  #isBoundary(type: number, copy: CopyState): boolean {
    if (copy === 'none') {
      return [FRONTEND.query, FRONTEND.sync, FRONTEND.flush, FRONTEND.functionCall].some((each) => each === type);
    }
    // While rows are expected, Sync and Flush are ignored by the server; an extended COPY ends with the Sync behind it.
    if (type === FRONTEND.copyDone || type === FRONTEND.copyFail) {
      this.#copyEnded = true;
      return copy === 'simple';
    }
    return copy === 'extended' && this.#copyEnded && type === FRONTEND.sync;
  }

  #finish(type: number, copy: CopyState): Batch {
    const boundary = copy === 'none' ? boundaryOf(type) : 'copy';
    const goal: Goal = boundary === 'flush' ? { kind: 'completions', count: this.#completions } : { kind: 'ready' };
    const batch: Batch = { kind: 'batch', bytes: this.#input.take(this.#scanned), steps: this.#steps, boundary, goal };
    this.#scanned = 0;
    this.#steps = [];
    this.#completions = 0;
    this.#copyEnded = false;
    return batch;
  }

  #note(type: number, view: Buffer, start: number, end: number): void {
    const body = start + 5;
    if (COMPLETING.has(type)) this.#completions++;
    if (type === FRONTEND.query) this.#steps.push({ kind: 'query', sql: cString(view, body).text });
    else if (type === FRONTEND.parse) {
      const name = cString(view, body);
      this.#steps.push({ kind: 'parse', name: name.text, sql: cString(view, name.next).text, start, end });
    } else if (type === FRONTEND.bind) {
      const portal = cString(view, body);
      this.#steps.push({ kind: 'bind', portal: portal.text, name: cString(view, portal.next).text });
    } else if (type === FRONTEND.execute) this.#steps.push({ kind: 'execute', portal: cString(view, body).text });
  }
}

function boundaryOf(type: number): Batch['boundary'] {
  if (type === FRONTEND.sync) return 'sync';
  return type === FRONTEND.flush ? 'flush' : 'query';
}
