/** Where each part of the sequence diagram goes: rows from the top down, not to scale, one lane per participant. */
import type { Step, Story } from './story/model.ts';

export interface Row {
  readonly step: Step;
  /** Upper edge. */
  readonly y: number;
  readonly height: number;
  /** Set where time jumps: how long nothing happened before this row. */
  readonly pauseMs?: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly name: string; readonly x: number }[];
  readonly rows: readonly Row[];
  /** While a process of a lane was down. */
  readonly down: readonly { readonly x: number; readonly from: number; readonly to: number }[];
}

export const sizes = {
  gutter: 84,
  lane: 172,
  head: 44,
  message: 34,
  note: 25,
  fault: 34,
  pause: 26,
  foot: 16,
} as const;
/** A silence that is worth pointing out. */
const pauseMsMin = 500;

/** Lays a story out. */
export function layoutOf({ participants, steps }: Story): Layout {
  const lanes = participants.map((name, index) => ({ name, x: sizes.gutter + sizes.lane * (index + 0.5) }));
  const rows: Row[] = [];
  let y: number = sizes.head + 8;
  let before = steps[0]?.atMs ?? 0;
  for (const step of steps) {
    const silence = step.atMs - before;
    const pause = silence >= pauseMsMin;
    if (pause) y += sizes.pause;
    rows.push({ step, y, height: sizes[step.kind], ...(pause ? { pauseMs: silence } : {}) });
    y += sizes[step.kind];
    before = step.atMs;
  }
  const height = y + sizes.foot;
  return {
    width: sizes.gutter + sizes.lane * lanes.length + 8,
    height,
    lanes,
    rows,
    down: downtimes(rows, lanes, height),
  };
}

function downtimes(rows: readonly Row[], lanes: Layout['lanes'], height: number): Layout['down'] {
  return rows.flatMap(({ step, y, height: rowHeight }) => {
    if (step.kind !== 'fault' || step.downUntilMs === undefined) return [];
    const lane = lanes.find(({ name }) => name === step.over[0]);
    const until = step.downUntilMs;
    const back = rows.find((row) => row.step.atMs >= until)?.y ?? height - sizes.foot;
    return lane === undefined ? [] : [{ x: lane.x, from: y + rowHeight / 2, to: back }];
  });
}
