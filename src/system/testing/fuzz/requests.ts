/** Requests for every documented operation: what the document allows, and from there one or two steps away from it. */
import fc, { type Arbitrary } from 'fast-check';
import { isRecord } from '../../platform/rows.ts';
import { nameOf, OPERATIONS, type Operation, resolved } from '../conformance.ts';
import { type Known, strangeValues, valuesOf } from './schema-values.ts';

/** A request as it goes over the wire. */
export interface FuzzRequest {
  /** Such as `POST /api/v1/payments`. */
  readonly operation: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** What was done to it; empty when the document allows it. */
  readonly changes: readonly string[];
}

interface Draft {
  readonly operation: Operation;
  readonly method: string;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The body's text, where it is not the JSON of `body`. */
  readonly text: string | undefined;
  readonly changes: readonly string[];
}

type Change = (draft: Draft) => Draft;

/** Requests for the operations of some services, with up to two changes each. */
export function requests(known: Known, keys: Arbitrary<string | undefined>): Arbitrary<FuzzRequest> {
  return fc
    .constantFrom(...OPERATIONS)
    .chain((operation) => drafts(operation, known, keys))
    .chain((draft) =>
      fc.array(changes, { maxLength: 2 }).map((list) => list.reduce((made, change) => change(made), draft)),
    )
    .map(wire);
}

function drafts(operation: Operation, known: Known, keys: Arbitrary<string | undefined>): Arbitrary<Draft> {
  const place = (where: string): Arbitrary<Record<string, unknown>> => {
    const members = operation.parameters.filter((one) => one['in'] === where);
    const values = members.map(
      ({ name, schema }) => [String(name), known[String(name)] ?? valuesOf(schema, known)] as const,
    );
    const requiredKeys = members.filter((one) => one['required'] === true).map(({ name }) => String(name));
    return fc.record(Object.fromEntries(values), { requiredKeys });
  };
  const schema = bodySchema(operation);
  return fc
    .record({ path: place('path'), query: place('query'), headers: place('header'), key: keys })
    .chain(({ path, query, headers, key }) =>
      (schema === undefined ? fc.constant(undefined) : valuesOf(schema, known)).map((body) => ({
        operation,
        method: operation.method,
        path,
        query,
        headers: { ...textsOf(headers), ...(key === undefined ? {} : { authorization: key }) },
        body,
        text: undefined,
        changes: [],
      })),
    );
}

/** The schema of an operation's JSON body, if it takes one. */
export function bodySchema(operation: Operation): unknown {
  return bodyContent(operation)['schema'];
}

/** What the document says of an operation's JSON body: its schema and its example; nothing when it takes none. */
export function bodyContent({ details }: Operation): Readonly<Record<string, unknown>> {
  const body = resolved(details['requestBody']);
  const content = isRecord(body['content']) ? body['content']['application/json'] : undefined;
  return isRecord(content) ? content : {};
}

const named =
  (name: string, change: Change): Change =>
  (draft) => ({
    ...change(draft),
    changes: [...draft.changes, name],
  });

const changes: Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(), strangeValues)
      .map(([index, value]) =>
        named('a field is strange', (draft) => ({ ...draft, body: withField(draft.body, index, value) })),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .nat()
      .map((index) => named('a field is missing', (draft) => ({ ...draft, body: withoutField(draft.body, index) }))),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.string(), strangeValues).map(([name, value]) =>
      named('a field is too many', (draft) => ({
        ...draft,
        body: isRecord(draft.body) ? { ...draft.body, [name]: value } : draft.body,
      })),
    ),
  },
  { weight: 1, arbitrary: strangeValues.map((body) => named('the body is strange', (draft) => ({ ...draft, body }))) },
  {
    weight: 1,
    arbitrary: fc.nat().map((at) =>
      named('the body ends early', (draft) => ({
        ...draft,
        text: JSON.stringify(draft.body ?? {}).slice(0, at % 60),
      })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        '[]',
        'nul',
        '{"__proto__":{"a":1}}',
        '{"a":1,"a":2}',
        '\ufeff{}',
        `${'['.repeat(20_000)}`,
        `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
        'a=b',
        '\u0000',
      )
      .map((text) => named('the body is no JSON of ours', (draft) => ({ ...draft, text }))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        'text/plain',
        'application/xml',
        'application/json; charset=utf-16',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'json',
        '',
        '*/*',
      )
      .map((type) =>
        named('the content type is strange', (draft) => ({
          ...draft,
          headers: { ...draft.headers, 'content-type': type },
        })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'idempotency-key',
          'provider-signature',
          'x-correlation-id',
          'expect',
          'transfer-encoding',
          'content-encoding',
          'accept',
          'range',
          'if-match',
          'x-http-method-override',
        ),
        headerText(),
      )
      .map(([name, value]) =>
        named('a header is strange', (draft) => ({ ...draft, headers: { ...draft.headers, [name]: value } })),
      ),
  },
  { weight: 1, arbitrary: fc.constant(named('there are no headers', (draft) => ({ ...draft, headers: {} }))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(), strangeValues)
      .map(([index, value]) =>
        named('a parameter is strange', (draft) => ({ ...draft, query: withField(draft.query, index, value) })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string(), strangeValues)
      .map(([name, value]) =>
        named('a parameter is too many', (draft) => ({ ...draft, query: { ...draft.query, [name]: value } })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(), strangeValues)
      .map(([index, value]) =>
        named('the path is strange', (draft) => ({ ...draft, path: withField(draft.path, index, value) })),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'POST', 'GET')
      .map((method) => named('the method is strange', (draft) => ({ ...draft, method }))),
  },
);

/** Characters that Node's client lets into a header. */
function headerText(): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('', ' ', '0', 'x'.repeat(300), 't=0,v1=', 'gzip', 'chunked', '100-continue', 'a, b'),
    fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,40}$/),
  );
}

function withField(value: unknown, index: number, strange: unknown): Record<string, unknown> {
  const fields = isRecord(value) ? Object.entries(value) : [];
  const [name = 'x'] = fields[index % Math.max(fields.length, 1)] ?? [];
  return { ...Object.fromEntries(fields), [name]: strange };
}

function withoutField(value: unknown, index: number): unknown {
  if (!isRecord(value)) return value;
  const fields = Object.entries(value);
  return Object.fromEntries(fields.filter((_field, at) => at !== index % Math.max(fields.length, 1)));
}

function wire(draft: Draft): FuzzRequest {
  const { operation, method, body, text, changes: made } = draft;
  const query = new URLSearchParams(textsOf(draft.query)).toString();
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => escaped(draft.path[name]));
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = sent === undefined || 'content-type' in draft.headers ? {} : { 'content-type': 'application/json' };
  return {
    operation: nameOf(operation),
    method,
    path: query === '' ? path : `${path}?${query}`,
    headers: { ...type, ...draft.headers },
    body: sent,
    changes: made,
  };
}

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toWellFormed(), textOf(value)]));
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed().slice(0, 4_000);
}

function escaped(value: unknown): string {
  return encodeURIComponent(textOf(value));
}
