/**
 * Cuts the byte stream of a connection into frames: a length of four bytes, then that many bytes. TCP may
 * deliver half a frame or many at once; chunks are only joined once a frame is complete, so that a large
 * produce request arriving in many pieces costs linear time.
 */

import { MalformedFrame } from './binary-reader.ts';

/** Apache Kafka's default for `socket.request.max.bytes`. */
const MAX_FRAME_BYTES = 104_857_600;

export class FrameSplitter {
  #chunks: Buffer[] = [];
  #buffered = 0;
  #wanted: number | undefined;

  /** Adds what arrived and returns the frames that are now complete, without their length. Throws MalformedFrame. */
  push(bytes: Buffer): Buffer[] {
    this.#chunks.push(bytes);
    this.#buffered += bytes.length;
    const frames: Buffer[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Buffer | undefined {
    if (this.#wanted === undefined) {
      if (this.#buffered < 4) return undefined;
      this.#wanted = checkedLength(this.#take(4).readInt32BE(0));
    }
    if (this.#buffered < this.#wanted) return undefined;
    const frame = this.#take(this.#wanted);
    this.#wanted = undefined;
    return frame;
  }

  #take(length: number): Buffer {
    const first = this.#chunks[0];
    const joined = first !== undefined && first.length >= length ? first : Buffer.concat(this.#chunks);
    const rest = joined.subarray(length);
    if (joined === first) this.#chunks.shift();
    else this.#chunks = [];
    if (rest.length > 0) this.#chunks.unshift(rest);
    this.#buffered -= length;
    return joined.subarray(0, length);
  }
}

function checkedLength(length: number): number {
  if (length < 0 || length > MAX_FRAME_BYTES) {
    throw new MalformedFrame(`a frame of ${length} bytes; at most ${MAX_FRAME_BYTES} are accepted`);
  }
  return length;
}
