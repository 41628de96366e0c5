/** An answer on its way to the caller, whole or spoiled. */
import type { ServerResponse } from 'node:http';
import type { ProviderBehaviour } from './faults.ts';
import type { ProviderAnswer } from './ledger.ts';

/** What `drip` sends at a time, and how far apart. */
const DROPS = 5;
const DROP_MS = 900;
const RETRY_AFTER_S = '2';

/**
 * Sends an answer as `behaviour` has it.
 *
 * @param later runs something after some milliseconds.
 * @returns whether the caller gets an answer that can be read.
 */
export function sendAnswer(
  response: ServerResponse,
  { status, body }: ProviderAnswer,
  behaviour?: ProviderBehaviour,
  later: (ms: number, action: () => void) => void = () => undefined,
): boolean {
  const bytes = Buffer.from(behaviour === 'malformed' ? '<html>It works!</html>' : JSON.stringify(body));
  const sent = behaviour === 'truncated' ? bytes.subarray(0, bytes.length >> 1) : bytes;
  // A Date header would be taken from the clock of the machine and differ between two runs of one seed.
  response.sendDate = false;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': sent.length,
    ...(status === 429 || status === 503 ? { 'retry-after': RETRY_AFTER_S } : {}),
  });
  if (behaviour === 'cut-off') {
    response.write(sent.subarray(0, sent.length >> 1), () => response.destroy());
  } else if (behaviour === 'drip') {
    drip(response, sent, later);
  } else {
    response.end(sent);
  }
  return behaviour !== 'truncated' && behaviour !== 'malformed' && behaviour !== 'cut-off';
}

function drip(response: ServerResponse, bytes: Buffer, later: (ms: number, action: () => void) => void): void {
  const size = Math.ceil(bytes.length / DROPS);
  for (let drop = 0; drop < DROPS; drop += 1) {
    later(drop * DROP_MS, () => response.write(bytes.subarray(drop * size, (drop + 1) * size)));
  }
  later(DROPS * DROP_MS, () => response.end());
}
