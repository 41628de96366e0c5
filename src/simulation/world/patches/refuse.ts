/** How the world says no to what it can't make deterministic. */
import type { Incarnation } from '../processes/incarnation.ts';

/** Thrown where code in a simulated process uses something whose outcome or timing no seed controls. */
export class RefusedInWorldError extends Error {
  /** The refused API, such as `zlib.createGzip`. */
  readonly api: string;

  constructor(incarnation: Incarnation, api: string, why: string, instead: string) {
    super(
      `${api} was used in the simulated process "${incarnation.name}". It can't be simulated: ${why}. Instead: ${instead}.`,
    );
    this.name = 'RefusedInWorldError';
    this.api = api;
  }
}
