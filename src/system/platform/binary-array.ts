/**
 * `text[]` and `uuid[]` parameters in the binary form of Postgres. In the text form each quote of a JSON text is escaped by one side and unescaped by
 * the other, which for the payloads of a busy outbox costs more than storing them.
 */

const TEXT_OID = 25;
const UUID_OID = 2950;
const UUID_BYTES = 16;
/** Dimensions, "has nulls", type of the elements; then length and lower bound of the one dimension. */
const HEAD_BYTES = 20;
/** Without a dimension. */
const EMPTY_BYTES = 12;
const LENGTH_BYTES = 4;

/** Encodes texts as the binary form of a one-dimensional `text[]`; node-postgres sends a Buffer as it is. */
export function textArray(texts: readonly string[]): Buffer {
  const sizes = texts.map((text) => Buffer.byteLength(text));
  const bytes = allocate(
    TEXT_OID,
    texts.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  let at = HEAD_BYTES;
  for (const [index, text] of texts.entries()) {
    const size = sizes[index] ?? 0;
    bytes.writeInt32BE(size, at);
    bytes.write(text, at + LENGTH_BYTES);
    at += LENGTH_BYTES + size;
  }
  return bytes;
}

/** Encodes UUIDs, in their usual form of 36 characters, as the binary form of a one-dimensional `uuid[]`. */
export function uuidArray(uuids: readonly string[]): Buffer {
  const bytes = allocate(UUID_OID, uuids.length, uuids.length * UUID_BYTES);
  let at = HEAD_BYTES;
  for (const uuid of uuids) {
    bytes.writeInt32BE(UUID_BYTES, at);
    const written = bytes.write(uuid.replaceAll('-', ''), at + LENGTH_BYTES, UUID_BYTES, 'hex');
    if (written !== UUID_BYTES) throw new Error(`"${uuid}" is not a UUID.`);
    at += LENGTH_BYTES + UUID_BYTES;
  }
  return bytes;
}

/** An array of so many elements, with room for them behind its head. */
function allocate(type: number, count: number, content: number): Buffer {
  const bytes = Buffer.allocUnsafe(count === 0 ? EMPTY_BYTES : HEAD_BYTES + count * LENGTH_BYTES + content);
  bytes.writeInt32BE(count === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(0, 4);
  bytes.writeInt32BE(type, 8);
  if (count === 0) return bytes;
  bytes.writeInt32BE(count, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}
