/**
 * Writes the primitive types of the Kafka protocol into one growing buffer. Calls chain, so that the body of an
 * answer reads like the table in the protocol's documentation.
 */

export class BinaryWriter {
  #bytes: Buffer;
  #length = 0;

  /** `capacity` is a first guess in bytes; the buffer grows as needed. */
  constructor(capacity = 256) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** What was written so far, as a view. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  int8(value: number): this {
    const at = this.#grow(1);
    this.#bytes.writeInt8(value, at);
    return this;
  }

  int16(value: number): this {
    const at = this.#grow(2);
    this.#bytes.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#grow(4);
    this.#bytes.writeInt32BE(value, at);
    return this;
  }

  uint32(value: number): this {
    const at = this.#grow(4);
    this.#bytes.writeUInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.#grow(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#bytes.writeInt32BE(high, at);
    this.#bytes.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  /** A string, or null. */
  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    const length = Buffer.byteLength(value);
    this.int16(length);
    const at = this.#grow(length);
    this.#bytes.write(value, at, length, 'utf8');
    return this;
  }

  /** Bytes with their length before them, or null. */
  nullableBytes(value: Buffer | null): this {
    return value === null ? this.int32(-1) : this.int32(value.length).raw(value);
  }

  /** Bytes as they are, with no length. */
  raw(value: Buffer): this {
    const at = this.#grow(value.length);
    value.copy(this.#bytes, at);
    return this;
  }

  array<T>(items: readonly T[], write: (item: T, writer: this) => unknown): this {
    this.int32(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  /** A zigzag-coded integer; `value` must be a 32-bit integer. */
  varint(value: number): this {
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.#byte(rest);
  }

  /** Bytes with a variable-length length before them, or null. */
  varBytes(value: Buffer | null): this {
    return value === null ? this.varint(-1) : this.varint(value.length).raw(value);
  }

  #byte(value: number): this {
    const at = this.#grow(1);
    this.#bytes.writeUInt8(value, at);
    return this;
  }

  #grow(length: number): number {
    const at = this.#length;
    const wanted = at + length;
    if (wanted > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = wanted;
    return at;
  }
}
