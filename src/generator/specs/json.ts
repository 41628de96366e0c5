/** JSON as data: what a specification file holds after parsing, and guards to walk it without casts. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for objects, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for arrays of JSON values; `Array.isArray` alone would widen to `any[]`. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The field of an object, or undefined when there is none or the value is no object. */
export function field(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The field as object; an empty one when it is missing or something else. */
export function objectField(value: Json | undefined, key: string): JsonObject {
  const found = field(value, key);
  return isObject(found) ? found : {};
}

/** The field as text, or undefined. */
export function textField(value: Json | undefined, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** The field as number, or undefined. */
export function numberField(value: Json | undefined, key: string): number | undefined {
  const found = field(value, key);
  return typeof found === 'number' ? found : undefined;
}

/** The elements of an array field; none when it is missing or something else. */
export function listField(value: Json | undefined, key: string): readonly Json[] {
  const found = field(value, key);
  return isArray(found) ? found : [];
}
