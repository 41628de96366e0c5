/** What is seen of one run, from outside. */
export interface TicketsHistory {
  /** How many tickets there were for each show. */
  readonly tickets: Readonly<Record<string, number>>;
  readonly orders: readonly { readonly orderId: string; readonly showId: string }[];
  readonly reservations: readonly { readonly orderId: string; readonly showId: string }[];
  readonly left: Readonly<Record<string, number>>;
  /** False if there was still work when the run had to stop. */
  readonly atRest: boolean;
}
