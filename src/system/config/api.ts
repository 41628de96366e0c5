/** Who may call the HTTP API, and how often. */
import type { EnvironmentReader } from '../environment.ts';

export type ApiConfig = Readonly<ReturnType<typeof readApi>>;

export function readApi(read: EnvironmentReader) {
  read.section('API');
  return {
    /** When it is off, everybody may do everything. */
    auth: read.flag('API_AUTH', {
      default: true,
      about: 'Whether callers need an API key. Switch it off only where nobody but you can reach the services.',
    }),
    /** For keys without a rate of their own: requests per second in the long run, over all instances together. */
    perSecond: read.integer('API_RATE_PER_SECOND', {
      default: 100,
      min: 1,
      max: 1_000_000,
      about:
        'Requests per second that an API key may make in the long run, over all instances, unless it has a rate of its own.',
    }),
    /** For keys without a burst of their own: requests that may come at once after a pause. */
    burst: read.integer('API_BURST', {
      default: 200,
      min: 1,
      max: 1_000_000,
      about: 'Requests that an API key may make at once after a pause, unless it has a number of its own.',
    }),
  };
}
