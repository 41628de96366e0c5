/**
 * A `text[]` parameter in the binary form of Postgres. In the text form each quote of a JSON text is escaped by one side and unescaped by
 * the other, which for the payloads of a busy outbox costs more than storing them.
 */

const TEXT_OID = 25;
/** Dimensions, "has nulls", type of the elements; then length and lower bound of the one dimension. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

/** Encodes texts as the binary form of a one-dimensional `text[]`; node-postgres sends a Buffer as it is. */
export function textArray(texts: readonly string[]): Buffer {
  if (texts.length === 0) return head(0, Buffer.alloc(12));
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const bytes = head(1, Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + LENGTH_BYTES + size, HEAD_BYTES)));
  bytes.writeInt32BE(texts.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEAD_BYTES;
  for (const [index, text] of texts.entries()) {
    const size = sizes[index] ?? 0;
    bytes.writeInt32BE(size, at);
    bytes.write(text, at + LENGTH_BYTES);
    at += LENGTH_BYTES + size;
  }
  return bytes;
}

function head(dimensions: number, bytes: Buffer): Buffer {
  bytes.writeInt32BE(dimensions, 0);
  bytes.writeInt32BE(0, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  return bytes;
}
