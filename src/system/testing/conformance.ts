/** For tests: whether what a service answers is what the OpenAPI document says. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { OPENAPI } from '../../../generated/http/openapi.ts';
import { isRecord } from '../platform/rows.ts';

/** A documented operation. `path` has `{name}` for its parameters. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly services: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  /** The path's parameters and its own, references followed. */
  readonly parameters: readonly Readonly<Record<string, unknown>>[];
}

/** An answer as it came. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Every documented operation. */
export const OPERATIONS: readonly Operation[] = Object.entries(member(OPENAPI, 'paths')).flatMap(([path, item]) =>
  METHODS.filter((method) => isRecord(item) && method in item).map((method) => {
    const details = member(item, method);
    return {
      method: method.toUpperCase(),
      path,
      services: list(item, 'x-services').map(String),
      details,
      parameters: [...list(item, 'parameters'), ...list(details, 'parameters')].map(resolved),
    };
  }),
);

/** Such as `POST /api/v1/payments`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** The operation of that name. */
export function operationNamed(name: string): Operation {
  const found = OPERATIONS.find((operation) => nameOf(operation) === name);
  if (found === undefined) throw new Error(`There is no operation ${name}.`);
  return found;
}

const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema(OPENAPI, 'openapi');
const validators = new Map<string, ValidateFunction>();

/**
 * What an answer has that the document does not allow; empty when it conforms. Without an operation it has to be an error.
 */
export function deviations(operation: Operation | undefined, answer: Answered): readonly string[] {
  const found: string[] = [];
  if (!UUID.test(answer.headers.get('x-correlation-id') ?? '')) found.push('it has no correlation id');
  const described = operation === undefined ? 'default' : statusOf(operation, answer.status);
  if (described === 'default' && answer.status < 400) return [...found, `status ${answer.status} is not documented`];
  const response = operation === undefined ? undefined : resolved(member(operation.details, 'responses')[described]);
  const contents = response === undefined ? ['application/json'] : Object.keys(member(response, 'content'));
  const type = answer.headers.get('content-type')?.split(';')[0];
  if (type === undefined || !contents.includes(type))
    return [...found, `content type ${type} instead of ${contents.join(' or ')}`];
  if (type !== 'application/json') return found;
  const body = parse(answer.text);
  if (body === undefined) return [...found, `it is not JSON: ${answer.text.slice(0, 200)}`];
  const pointer =
    operation === undefined || described === 'default'
      ? '/components/schemas/Error'
      : schemaPointer(operation, described);
  return [...found, ...violations(pointer, body)];
}

/** The value that a document has at a reference, or the value itself when it is none. */
export function resolved(value: unknown): Readonly<Record<string, unknown>> {
  let here: unknown = value;
  while (isRecord(here) && typeof here['$ref'] === 'string') {
    here = here['$ref']
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (isRecord(at) ? at[unescaped(key)] : undefined), OPENAPI);
  }
  return isRecord(here) ? here : {};
}

function violations(pointer: string, body: unknown): readonly string[] {
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` });
  validators.set(pointer, validate);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || 'body'} ${message} ${JSON.stringify(params)}`,
  );
}

/** Where the schema of an answer is, as a JSON pointer into the document. */
function schemaPointer({ path, method, details }: Operation, status: string): string {
  const own = `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  const reference = member(member(details, 'responses'), status)['$ref'];
  return `${typeof reference === 'string' ? reference.slice(1) : own}/content/${escaped('application/json')}/schema`;
}

function statusOf({ details }: Operation, status: number): string {
  return String(status) in member(details, 'responses') ? String(status) : 'default';
}

function member(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? value[name] : undefined;
  return isRecord(found) ? found : {};
}

function list(value: unknown, name: string): readonly unknown[] {
  const found = isRecord(value) ? value[name] : undefined;
  return Array.isArray(found) ? found : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function unescaped(key: string): string {
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~');
}
