/** One step from a former version of a message to the next. */

/** A JSON object that may be a message of a former version. */
export type Raw = Readonly<Record<string, unknown>>;

export interface Upcaster {
  /** `event_type` of both versions. */
  readonly type: string;
  /** The version that it reads; it gives the next one. */
  readonly from: number;
  /** The message in the next version. A message that is not valid in the former one is returned as it is. Changes nothing in place. */
  upcast(message: Raw): Raw;
}
