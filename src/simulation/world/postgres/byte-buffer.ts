/** Bytes that arrive in pieces and are taken from the front; grows by doubling, so that large messages cost linear time. */
export class ByteBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 1 << 14) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What is held; valid until the next change. */
  get view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Lets `fill` write into free space of at least `room` bytes; it returns how many it wrote. */
  fill(room: number, fill: (target: Buffer, offset: number, length: number) => number): number {
    this.#reserve(room);
    const written = fill(this.#bytes, this.#length, this.#bytes.length - this.#length);
    this.#length += written;
    return written;
  }

  /** Removes the first `length` bytes and returns a copy of them. */
  take(length: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, length));
    this.#bytes.copyWithin(0, length, this.#length);
    this.#length -= length;
    return taken;
  }

  #reserve(room: number): void {
    const needed = this.#length + room;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
