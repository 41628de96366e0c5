/**
 * How far a replica is behind, told by positions in the write-ahead log alone. Every now and then the primary is asked where it is; a
 * replica that has replayed what the primary had at some time is no older than that time. The clocks of the servers play no part, and a
 * primary that writes nothing does not make its replicas look old.
 */

/** A position in the write-ahead log, in bytes. Postgres writes it as `16/B374D848`. */
export type Lsn = bigint;

const LSN = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** Reads a position as Postgres writes it; undefined for anything else. */
export function parseLsn(text: string): Lsn | undefined {
  const [, high, low] = LSN.exec(text) ?? [];
  return high === undefined || low === undefined ? undefined : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** Where the primary was, and when. */
interface Sample {
  readonly atMs: number;
  readonly lsn: Lsn;
}

/** Where the primary has been lately. */
export class PrimaryTrack {
  #samples: readonly Sample[] = [];
  readonly #keepMs: number;

  /** @param keepMs the largest lag that has to be told apart. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Notes where the primary was when it was asked. `atMs` is the time before the question was sent. */
  note(atMs: number, lsn: Lsn): void {
    const kept = this.#samples.filter((sample) => sample.atMs >= atMs - this.#keepMs);
    this.#samples = [...kept, { atMs, lsn }];
  }

  /** At most how many milliseconds a replica is behind that has replayed up to `lsn`; infinite when it is more than is kept. */
  lagMs(lsn: Lsn, nowMs: number): number {
    const reached = this.#samples.findLast((sample) => sample.lsn <= lsn);
    return reached === undefined ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - reached.atMs);
  }
}
