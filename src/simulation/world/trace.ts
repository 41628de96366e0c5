/**
 * The identity of a run: a hash over everything that happened, in order. Records are packed into one buffer and
 * hashed a buffer at a time, because a call into the hash costs more than most records are long.
 */
import { createHash } from 'node:crypto';
import type { TraceSink } from './ports.ts';

type Field = string | number | Uint8Array;

/** One record as kept for people; bytes appear as `length:digest`. */
export interface TraceEntry {
  readonly atMs: number;
  readonly kind: string;
  readonly fields: readonly (string | number)[];
}

/** Flushed when less than this is free, so that heads and short fields never need a check of their own. */
const MARGIN = 1024;
const CAPACITY = 64 * 1024;
const TAG_RECORD = 1;
const TAG_TEXT = 2;
const TAG_NUMBER = 3;
const TAG_BYTES = 4;

export class Trace implements TraceSink {
  readonly #hash = createHash('sha256');
  readonly #now: () => number;
  readonly #keep: boolean;
  readonly #buffer = Buffer.allocUnsafe(CAPACITY);
  readonly #entries: TraceEntry[] = [];
  #used = 0;
  #count = 0;

  /**
   * @param now Virtual time in milliseconds; covered by each record.
   * @param keep Whether to keep the entries too, which costs memory; the hash is the same.
   */
  constructor(now: () => number, keep = false) {
    this.#now = now;
    this.#keep = keep;
  }

  /** What was recorded, oldest first; empty unless the trace keeps its entries. */
  get entries(): readonly TraceEntry[] {
    return this.#entries;
  }

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  record(kind: string, ...fields: readonly Field[]): void {
    this.#count += 1;
    this.#reserve(0);
    this.#buffer[this.#used] = TAG_RECORD;
    this.#used += 1;
    this.#number(this.#now());
    this.#text(kind);
    for (const field of fields) {
      this.#field(field);
    }
    if (this.#keep) {
      this.#entries.push({ atMs: this.#now(), kind, fields: fields.map(readable) });
    }
  }

  /** The hash of all records so far, as 32 hexadecimal digits. May be asked at any time. */
  hash(): string {
    this.#flush();
    return this.#hash.copy().digest('hex').slice(0, 32);
  }

  #field(field: Field): void {
    if (typeof field === 'string') {
      this.#text(field);
    } else if (typeof field === 'number') {
      this.#number(field);
    } else {
      this.#bytes(field);
    }
  }

  #number(value: number): void {
    this.#reserve(0);
    this.#buffer[this.#used] = TAG_NUMBER;
    this.#buffer.writeDoubleLE(value, this.#used + 1);
    this.#used += 9;
  }

  #text(value: string): void {
    // Three bytes per UTF-16 unit is the most that UTF-8 needs.
    if (value.length * 3 > CAPACITY - MARGIN) {
      this.#bytes(Buffer.from(value));
      return;
    }
    this.#reserve(value.length * 3);
    const written = this.#buffer.write(value, this.#used + 5);
    this.#head(TAG_TEXT, written);
    this.#used += written;
  }

  #bytes(value: Uint8Array): void {
    this.#reserve(0);
    if (value.length > CAPACITY - MARGIN) {
      this.#head(TAG_BYTES, value.length);
      this.#flush();
      this.#hash.update(value);
      return;
    }
    this.#reserve(value.length);
    this.#head(TAG_BYTES, value.length);
    this.#buffer.set(value, this.#used);
    this.#used += value.length;
  }

  /** A tag and the length, so that no two sequences of fields have the same bytes. */
  #head(tag: number, length: number): void {
    this.#buffer[this.#used] = tag;
    this.#buffer.writeUInt32LE(length, this.#used + 1);
    this.#used += 5;
  }

  #reserve(length: number): void {
    if (this.#used + length > CAPACITY - MARGIN) {
      this.#flush();
    }
  }

  #flush(): void {
    if (this.#used > 0) {
      this.#hash.update(this.#buffer.subarray(0, this.#used));
      this.#used = 0;
    }
  }
}

function readable(field: Field): string | number {
  if (typeof field === 'string' || typeof field === 'number') {
    return field;
  }
  return `${field.length}:${createHash('sha256').update(field).digest('hex').slice(0, 16)}`;
}
