/**
 * Card numbers don't belong here: a payment by card names the provider's token for it. A request that has one anywhere is refused before
 * anything looks at it, and neither the answer nor the log repeats it.
 *
 * A number counts as one when it has 13 to 19 digits (in one piece, or in groups with a blank or a hyphen between them), its check digit is
 * right (Luhn), and it begins like the numbers of an issuer (2 to 6, or 8): one in ten times in milliseconds would pass by the check digit
 * alone. UUIDs are left out, whose digits may happen to look so.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from '../errors.ts';

const UUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const CANDIDATES = /(?<!\d)[2-68](?:[ -]?\d){12,18}(?!\d)/g;

/** Whether a text has a card number in it. */
export function hasCardNumber(text: string): boolean {
  if (text.length < 13) return false;
  const candidates = text.replaceAll(UUIDS, ' ').match(CANDIDATES) ?? [];
  return candidates.some((candidate) => passesLuhn(candidate.replaceAll(/[ -]/g, '')));
}

/** Whether any text or number within a JSON value has one, names of fields included. */
export function containsCardNumber(value: unknown): boolean {
  if (typeof value === 'string') return hasCardNumber(value);
  if (typeof value === 'number') return hasCardNumber(String(value));
  if (Array.isArray(value)) return value.some(containsCardNumber);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, part]) => hasCardNumber(name) || containsCardNumber(part));
}

/** Has every request refused with 400 that has a card number in its address, its idempotency key or its JSON body. */
export function refuseCardNumbers(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const where = placeOf(request);
    if (where === undefined) return;
    throw new HttpError(
      400,
      'CARD_NUMBER_REFUSED',
      `The ${where} of the request contains what looks like a card number. Send the token that your payment provider gives for the card (tok_…) as "source", never the number.`,
    );
  });
}

function placeOf({ url, headers, body }: FastifyRequest): string | undefined {
  if (hasCardNumber(decoded(url))) return 'address';
  if (containsCardNumber(headers['idempotency-key'])) return 'Idempotency-Key';
  // What is no JSON is signed by its sender, and read by whoever asked for it.
  return !Buffer.isBuffer(body) && containsCardNumber(body) ? 'body' : undefined;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return url;
  }
}

/** The check of ISO/IEC 7812: every second digit from the right is doubled, and all digits add up to a multiple of ten. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 1; place <= digits.length; place += 1) {
    const value = Number(digits.at(-place)) * (place % 2 === 1 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
