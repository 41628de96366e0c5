/**
 * Reads from an answer what became of transactions: which one was committed, and whether it had written anything. Only the
 * answer knows: a COMMIT may have been answered with ROLLBACK, and an UPDATE may have met no row.
 */
import { BACKEND, cString, eachMessage, errorFields } from './wire.ts';

/** Tags of commands that change nothing by themselves. `INSERT 0 0` and the like are told by their count. */
const READING =
  /^(SELECT|FETCH|MOVE|BEGIN|START TRANSACTION|SAVEPOINT|RELEASE|SET|RESET|SHOW|PREPARE|DEALLOCATE|DISCARD|DECLARE|CLOSE|EXPLAIN|LOCK|VALUES|EXECUTE)\b/;
const COUNTED = /^(?:INSERT \d+|UPDATE|DELETE|MERGE|COPY) (\d+)$/;

/** What an answer says about transactions. */
export interface Outcome {
  /** Commits of transactions that had written something. */
  readonly writingCommits: number;
  /** There was an explicit COMMIT that took effect, or an implicit one that wrote. */
  readonly committed: boolean;
  /** SQLSTATE of the first error. */
  readonly sqlState: string | undefined;
  /** True while a transaction is open that has written something. */
  readonly wrote: boolean;
}

/**
 * @param output complete messages of the server, up to ReadyForQuery or to the place where it waits
 * @param before `wrote` of the outcome before on this connection
 * @param mayWrite the text contains writing words, so that even a SELECT may have written
 */
export function readOutcome(output: Buffer, before: boolean, mayWrite: boolean): Outcome {
  let wrote = before;
  let writingCommits = 0;
  let committed = false;
  let sqlState: string | undefined;
  let copyingOut = false;
  const commit = (explicit: boolean): void => {
    if (wrote) writingCommits++;
    committed ||= wrote || explicit;
    wrote = false;
  };
  eachMessage(output, (type, start) => {
    if (type === BACKEND.copyOut) copyingOut = true;
    if (type === BACKEND.error) sqlState ??= errorFields(output, start + 5).get('C');
    if (type === BACKEND.ready && output[start + 5] === 0x49) {
      // An implicit transaction ends here; with an error it was rolled back.
      if (sqlState === undefined) commit(false);
      wrote = false;
    }
    if (type !== BACKEND.commandComplete) return;
    const tag = cString(output, start + 5).text;
    if (tag === 'COMMIT') commit(true);
    else if (tag === 'ROLLBACK') wrote = false;
    else wrote ||= changes(tag, mayWrite) && !copyingOut;
    copyingOut = false;
  });
  return { writingCommits, committed, sqlState, wrote };
}

function changes(tag: string, mayWrite: boolean): boolean {
  const counted = COUNTED.exec(tag);
  if (counted !== null) return counted[1] !== '0';
  return READING.test(tag) ? mayWrite && tag.startsWith('SELECT') : true;
}
