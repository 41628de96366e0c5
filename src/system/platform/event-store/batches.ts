/** How a replay is cut into pieces: so many streams at a time that about `limit` events are read at once. Pure. */

/** A stream, and how much of it is to be read. */
export interface StreamSpan {
  readonly id: string;
  /** Exclusive; 0 for the first event. */
  readonly after: number;
  /** Version of the last event to be read. */
  readonly upTo: number;
}

/** Spans in groups of at most `limit` events and `limit` streams; a longer span is a group of its own, in pieces one after the other. */
export function batchesOf(spans: readonly StreamSpan[], limit: number): readonly (readonly StreamSpan[])[] {
  const batches: StreamSpan[][] = [];
  let batch: StreamSpan[] = [];
  let events = 0;
  for (const span of spans.flatMap((one) => pieces(one, limit))) {
    const size = span.upTo - span.after;
    if (batch.length > 0 && (events + size > limit || batch.length === limit)) {
      batches.push(batch);
      batch = [];
      events = 0;
    }
    batch.push(span);
    events += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function pieces({ id, after, upTo }: StreamSpan, limit: number): readonly StreamSpan[] {
  const list: StreamSpan[] = [];
  for (let from = after; from < upTo; from += limit) list.push({ id, after: from, upTo: Math.min(from + limit, upTo) });
  return list;
}
