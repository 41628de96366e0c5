/** Which partitions the event store should have. Pure; months are of UTC. */

/** One month of events. */
export interface Month {
  /** `2026_01` */
  readonly name: string;
  /** First instant, ISO 8601; inclusive. */
  readonly from: string;
  /** First instant of the next month; exclusive. */
  readonly to: string;
}

/** The month in which `instant` (milliseconds since 1970) lies, or one that is `later` months after it. */
export function monthOf(instant: number, later = 0): Month {
  const date = new Date(instant);
  const from = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1));
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  return { name: from.toISOString().slice(0, 7).replace('-', '_'), from: from.toISOString(), to: to.toISOString() };
}

/** The month of a name as in `monthOf`; undefined for any other text. */
export function monthNamed(name: string): Month | undefined {
  if (!/^\d{4}_(0[1-9]|1[0-2])$/.test(name)) return undefined;
  return monthOf(Date.parse(`${name.replace('_', '-')}-01T00:00:00.000Z`));
}

/** This month and the next `ahead` ones. */
export function monthsNeeded(now: number, ahead: number): readonly Month[] {
  return Array.from({ length: ahead + 1 }, (_, later) => monthOf(now, later));
}

/** Those of `months` that are over for at least `retentionMonths` months. */
export function monthsExpired(months: readonly Month[], now: number, retentionMonths: number): readonly Month[] {
  const { from } = monthOf(now, -retentionMonths);
  return months.filter(({ to }) => to <= from);
}
