/** Numbers as people read them, the same on every machine: no locale, no time zone. */

/** Decimal places of a currency's minor unit; what is unknown has two, like most. */
function minorDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** `800.00 EUR` from minor units. */
export function money(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = Math.abs(minor)
    .toString()
    .padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return `${minor < 0 ? '−' : ''}${whole} ${currency}`;
}

/** `12.3 ms`, `1.204 s`, `5 min 3 s` from virtual milliseconds. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(3))} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Number(((ms % 60_000) / 1_000).toFixed(1));
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** `1st`, `2nd`, `3rd`, `4th`. */
export function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  const ending = teens ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** Any value as one line of JSON, cut to a length. */
export function jsonLine(value: unknown, lengthMax = 400): string {
  return cut(JSON.stringify(value) ?? 'undefined', lengthMax);
}

/** A text, cut to a length. */
export function cut(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}
