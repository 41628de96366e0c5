/**
 * What a database held when it was attached, to be put back after each run: rows that its migrations wrote, and how far its sequences
 * had come. A run that began without them would be another run than the first.
 */
type Query = (sql: string) => (string | null)[][];

/** Rows of a table as SQL that writes them again. */
export class FirstRows {
  readonly #inserts = new Map<string, string>();

  /** @param tables by oid; their rows are read now */
  constructor(query: Query, tables: readonly { readonly oid: string; readonly name: string }[]) {
    for (const { oid, name } of tables) {
      const rows = query(`SELECT t::text FROM ONLY ${name} AS t`).map(([row]) => literal(row ?? ''));
      if (rows.length === 0) continue;
      const columns = query(
        `SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = ${oid} AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
      ).map(([column]) => column ?? '');
      this.#inserts.set(
        oid,
        `INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${columns.map((column) => `r.${column}`).join(', ')} FROM unnest(ARRAY[${rows.join(', ')}]::${name}[]) AS r`,
      );
    }
  }

  /** Statements that fill these tables, which are empty, as they were; without triggers, which fired when the rows came. */
  filling(tables: readonly { readonly oid: string }[]): readonly string[] {
    const inserts = tables.flatMap(({ oid }) => this.#inserts.get(oid) ?? []);
    return inserts.length === 0 ? [] : ['SET LOCAL session_replication_role = replica', ...inserts];
  }
}

/** How far sequences had come. */
export class FirstValues {
  readonly #values: readonly string[];

  constructor(query: Query, sequences: readonly { readonly oid: string }[]) {
    this.#values =
      sequences.length === 0
        ? []
        : query(
            `SELECT seqrelid, coalesce(pg_sequence_last_value(seqrelid), seqstart), pg_sequence_last_value(seqrelid) IS NOT NULL
             FROM pg_sequence WHERE seqrelid IN (${oidsOf(sequences)}) ORDER BY 1`,
          ).map(([oid, value, called]) => `(${oid ?? ''}, ${value ?? ''}, ${called === 't'})`);
  }

  /** Statements that set these sequences back. */
  setting(sequences: readonly { readonly oid: string }[]): readonly string[] {
    if (sequences.length === 0) return [];
    return [
      `SELECT setval(oid::regclass, value, called) FROM (VALUES ${this.#values.join(', ')}) AS first(oid, value, called) WHERE oid IN (${oidsOf(sequences)})`,
    ];
  }
}

function oidsOf(relations: readonly { readonly oid: string }[]): string {
  return relations.map(({ oid }) => oid).join(', ');
}

function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
