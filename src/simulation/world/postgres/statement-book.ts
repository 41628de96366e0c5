/**
 * Which SQL a client's batch executes. In the extended protocol a batch may only name a statement that was prepared long
 * before, so each connection keeps a book.
 */
import type { Batch } from './frontend-reader.ts';
import { analyse, type SqlAnalysis } from './sql-policy.ts';
import { FRONTEND, message, queryMessage } from './wire.ts';

/** What a batch is about to do. */
export interface Intent {
  /** The texts it executes, in order. */
  readonly statements: readonly string[];
  /** First word of the first statement, e.g. `insert`; empty if nothing is executed. */
  readonly command: string;
  /** Contains an explicit COMMIT. */
  readonly commits: boolean;
  /** Contains a statement that may change data. */
  readonly writes: boolean;
  /** Contains a statement after which the server may no longer say that it waits for a lock. */
  readonly quiets: boolean;
  /** The first text that may not run, and why. */
  readonly refused: { readonly sql: string; readonly reason: string } | undefined;
}

/** The prepared statements and portals of one connection. */
export class StatementBook {
  readonly #statements = new Map<string, string>();
  readonly #portals = new Map<string, string>();

  /** Reads a batch and remembers what it prepares. */
  read(batch: Batch): Intent {
    const executed: string[] = [];
    const sent: string[] = [];
    for (const step of batch.steps) {
      if (step.kind === 'query') executed.push(step.sql);
      if (step.kind === 'query' || step.kind === 'parse') sent.push(step.sql);
      if (step.kind === 'parse') this.#statements.set(step.name, step.sql);
      if (step.kind === 'bind') this.#portals.set(step.portal, this.#statements.get(step.name) ?? '');
      if (step.kind === 'execute') executed.push(this.#portals.get(step.portal) ?? '');
    }
    const analyses = executed.map(analyse);
    return {
      statements: executed,
      command: analyses[0]?.command ?? '',
      commits: analyses.some(({ commits }) => commits),
      writes: analyses.some(({ writes }) => writes),
      quiets: analyses.some(({ quiets }) => quiets),
      refused: firstRefusal(sent),
    };
  }
}

function firstRefusal(texts: readonly string[]): Intent['refused'] {
  for (const sql of texts) {
    const { refusal }: SqlAnalysis = analyse(sql);
    if (refusal !== undefined) return { sql, reason: refusal };
  }
  return undefined;
}

/** Text that no Postgres accepts, so that the backend itself ends up in the state after an error. */
const NONSENSE = 'refused';

/** The batch with its refused texts replaced, so that the backend fails there and nothing of them is executed. */
export function withoutRefused(batch: Batch): Buffer {
  const parts: Buffer[] = [];
  let copied = 0;
  for (const step of batch.steps) {
    if (step.kind === 'query') return queryMessage(NONSENSE);
    if (step.kind !== 'parse' || analyse(step.sql).refusal === undefined) continue;
    parts.push(batch.bytes.subarray(copied, step.start), parseMessage(step.name, NONSENSE));
    copied = step.end;
  }
  return Buffer.concat([...parts, batch.bytes.subarray(copied)]);
}

function parseMessage(name: string, sql: string): Buffer {
  return message(FRONTEND.parse, Buffer.concat([Buffer.from(`${name}\0${sql}\0`), Buffer.alloc(2)]));
}
