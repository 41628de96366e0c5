/**
 * Reads the primitive types of the Kafka protocol from one request or one record batch. Every read checks its
 * bounds, because what a client sends decides how far we read: anything that does not fit is a MalformedFrame,
 * which the session answers as Apache Kafka does, by closing the connection.
 * 64-bit integers become numbers; offsets, timestamps and producer ids stay far below 2^53.
 */

/** The bytes are not what the protocol says should be there. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame';
}

export class BinaryReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes not yet read. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  /** A 64-bit integer as a number; refuses what a number cannot hold exactly. */
  int64(): number {
    const at = this.#take(8);
    const value = this.#bytes.readInt32BE(at) * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
    if (!Number.isSafeInteger(value)) throw new MalformedFrame(`64-bit integer ${value} is out of the supported range`);
    return value;
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  string(): string {
    const value = this.nullableString();
    if (value === null) throw new MalformedFrame('a string that must not be null is null');
    return value;
  }

  nullableString(): string | null {
    const length = this.int16();
    if (length === -1) return null;
    return this.#slice(length).toString('utf8');
  }

  /** A view of the request's bytes; copy it to keep it. */
  bytes(): Buffer {
    const value = this.nullableBytes();
    if (value === null) throw new MalformedFrame('bytes that must not be null are null');
    return value;
  }

  nullableBytes(): Buffer | null {
    const length = this.int32();
    return length === -1 ? null : this.#slice(length);
  }

  array<T>(read: (reader: BinaryReader) => T): T[] {
    const items = this.nullableArray(read);
    if (items === null) throw new MalformedFrame('an array that must not be null is null');
    return items;
  }

  nullableArray<T>(read: (reader: BinaryReader) => T): T[] | null {
    const length = this.int32();
    if (length === -1) return null;
    this.#checkCount(length);
    const items: T[] = [];
    for (let index = 0; index < length; index += 1) items.push(read(this));
    return items;
  }

  /** A zigzag-coded integer of 32 bits. */
  varint(): number {
    const value = this.varlong();
    if (value !== (value | 0)) throw new MalformedFrame(`varint ${value} does not fit into 32 bits`);
    return value;
  }

  /** A zigzag-coded integer of 64 bits. */
  varlong(): number {
    let raw = 0;
    let scale = 1;
    for (let index = 0; index < 10; index += 1) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      raw += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0) return zigzag(raw);
      scale *= 128;
    }
    throw new MalformedFrame('a variable-length integer has no end');
  }

  /** Bytes with a variable-length length, as used inside of records; null when the length is -1. */
  varBytes(): Buffer | null {
    const length = this.varint();
    return length === -1 ? null : this.#slice(length);
  }

  varArray<T>(read: (reader: BinaryReader) => T): T[] {
    const length = this.varint();
    this.#checkCount(length);
    const items: T[] = [];
    for (let index = 0; index < length; index += 1) items.push(read(this));
    return items;
  }

  #checkCount(length: number): void {
    // Each item has at least one byte: a count beyond that is an attack or an error, not a reason to allocate.
    if (length < 0 || length > this.remaining) throw new MalformedFrame(`${length} items in ${this.remaining} bytes`);
  }

  #slice(length: number): Buffer {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #take(length: number): number {
    if (length < 0 || length > this.remaining) {
      throw new MalformedFrame(`${length} bytes wanted, ${this.remaining} left`);
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

function zigzag(raw: number): number {
  if (raw > Number.MAX_SAFE_INTEGER)
    throw new MalformedFrame('a variable-length integer is out of the supported range');
  return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
}
