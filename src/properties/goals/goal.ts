/** Something that a campaign ought to have seen at least once; a property that holds where nothing happened says little. */
export interface Goal {
  /** Unique, as it is counted and shown. */
  readonly name: string;
  /** One sentence. */
  readonly claim: string;
  /** Such as `payment transitions` or `sometimes`. */
  readonly group: string;
}
