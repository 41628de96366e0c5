/**
 * Reads what Postgres' own output plugin `pgoutput` (protocol version 1) says of a database: which rows were inserted and changed, by
 * transaction, in the order of their commits. Only what an observer needs is read; pure.
 */

/** A row after a transaction had written it. */
export interface RowChange {
  /** `schema.table` */
  readonly table: string;
  /** Values as text, by column; one that was not stored again is missing. */
  readonly row: Readonly<Record<string, string | null>>;
}

export interface Transaction {
  /** Milliseconds since 1970. */
  readonly committedAt: number;
  readonly changes: readonly RowChange[];
}

interface Relation {
  readonly table: string;
  readonly columns: readonly string[];
}

/** From 1970 to 2000, where Postgres begins to count. */
const EPOCH_MS = 946_684_800_000;
const LSN_BYTES = 8;

/** The transactions in a list of messages. @throws Error for a message that it does not know */
export function readTransactions(messages: Iterable<Buffer>): readonly Transaction[] {
  const relations = new Map<number, Relation>();
  const transactions: Transaction[] = [];
  let committedAt = 0;
  let changes: RowChange[] = [];
  for (const message of messages) {
    const reader = new Reader(message);
    const kind = reader.char();
    switch (kind) {
      case 'B':
        reader.skip(LSN_BYTES);
        committedAt = EPOCH_MS + Number(reader.int64() / 1000n);
        changes = [];
        break;
      case 'C':
        transactions.push({ committedAt, changes });
        break;
      case 'R':
        relations.set(reader.int32(), relationFrom(reader));
        break;
      case 'I':
      case 'U':
        changes.push(changeFrom(reader, relations));
        break;
      // Deleted and emptied, and what concerns replication itself.
      case 'D':
      case 'T':
      case 'O':
      case 'Y':
        break;
      default:
        throw new Error(`pgoutput said something that is not understood here: ${kind}`);
    }
  }
  return transactions;
}

function relationFrom(reader: Reader): Relation {
  const table = `${reader.text()}.${reader.text()}`;
  reader.char();
  const columns = Array.from({ length: reader.int16() }, () => {
    reader.char();
    const name = reader.text();
    reader.skip(8);
    return name;
  });
  return { table, columns };
}

function changeFrom(reader: Reader, relations: ReadonlyMap<number, Relation>): RowChange {
  const id = reader.int32();
  const relation = relations.get(id);
  if (relation === undefined) throw new Error(`pgoutput has not said what relation ${id} is.`);
  // The key or the whole row as it was may stand before the new one.
  if (reader.char() !== 'N') {
    rowFrom(reader, relation);
    reader.char();
  }
  return { table: relation.table, row: rowFrom(reader, relation) };
}

function rowFrom(reader: Reader, { columns }: Relation): Record<string, string | null> {
  const row: Record<string, string | null> = {};
  const count = reader.int16();
  for (let index = 0; index < count; index += 1) {
    const kind = reader.char();
    const name = columns[index] ?? '';
    if (kind === 'n') row[name] = null;
    else if (kind === 't') row[name] = reader.bytes(reader.int32()).toString('utf8');
  }
  return row;
}

class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  char(): string {
    return String.fromCharCode(this.bytes(1)[0] ?? 0);
  }

  int16(): number {
    return this.bytes(2).readInt16BE();
  }

  int32(): number {
    return this.bytes(4).readInt32BE();
  }

  int64(): bigint {
    return this.bytes(8).readBigInt64BE();
  }

  text(): string {
    const end = this.#buffer.indexOf(0, this.#at);
    const text = this.bytes(end - this.#at).toString('utf8');
    this.skip(1);
    return text;
  }

  skip(count: number): void {
    this.#at += count;
  }

  bytes(count: number): Buffer {
    const bytes = this.#buffer.subarray(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }
}
