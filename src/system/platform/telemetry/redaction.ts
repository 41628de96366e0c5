/**
 * The last look at what leaves the process for the log: secrets and card numbers become words, wherever they stand. It is done on the finished
 * line, because an error message of a library can hold what no list of fields foresees.
 */

const HIDDEN = '[redacted]';

/** Fields whose values are secret, in JSON; at any depth. */
const SECRET_FIELD =
  /("[\w.-]*(?:password|passwd|secret|authorization|cookie|api[_-]?key|private[_-]?key|signature)")\s*:\s*"(?:[^"\\]|\\.)*"/gi;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;
/** Our API keys; the id stays, so that one can see which key it was. */
const API_KEY = /\b(tmb_[A-Za-z0-9]+)_[A-Za-z0-9_-]{8,}/g;
/** `scheme://user:password@host` */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s@"]+@/gi;
/** 13 to 19 digits, together, or in the groups in which cards are printed. */
const DIGITS = /(?<!\d)\d{13,19}(?!\d)|(?<![\w-])\d{4}([ -])\d{4,6}\1\d{4,5}(?:\1\d{1,4}(?:\1\d{1,3})?)?(?![\w-])/g;

/** The line without secrets. What looks like a card number and has its check digit is taken for one. */
export function redacted(line: string): string {
  return line
    .replace(SECRET_FIELD, `$1:"${HIDDEN}"`)
    .replace(BEARER, `$1 ${HIDDEN}`)
    .replace(API_KEY, `$1_${HIDDEN}`)
    .replace(URL_PASSWORD, `$1:${HIDDEN}@`)
    .replace(DIGITS, (digits) => (isCardNumber(digits) ? '[card number]' : digits));
}

/** True for 13 to 19 digits, with spaces or hyphens between them or not, whose check digit (Luhn) is right. */
export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
