/** Reading the code of an error that Node's own functions throw, such as `EAGAIN`, without trusting its type. */

/** The `code` of a system error, or undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
