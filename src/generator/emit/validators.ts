/**
 * Validators as plain JavaScript: Ajv standalone, one function per message, bundled by esbuild because Ajv's own ESM
 * output still calls `require`. A Map dispatches on event_type; a `oneOf` over all messages would be five times slower.
 * One strict set serves both modes: since all errors are collected, a tolerant consumer only disregards those about
 * additional properties. (That holds as long as no schema uses anyOf, oneOf or not, which the lint refuses.)
 */
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import type { Catalogue } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import { closed, REF_PREFIX } from '../specs/flatten.ts';
import type { JsonObject } from '../specs/json.ts';
import { objectField } from '../specs/json.ts';
import { codeHead } from './head.ts';
import { envelopeNames, formerNames } from './names.ts';

const DEAD_LETTER = 'DeadLetter';
/**
 * A UUID as it is written everywhere, in small letters. Ajv's own format also takes capitals and the prefix `urn:uuid:`: another text
 * for the same identity, which a database would give back differently, or refuse.
 */
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The text of `validators.js`. `root` is a directory from which `ajv` and `ajv-formats` can be resolved. */
export async function emitValidators(catalogue: Catalogue, flat: FlatSchemas, root: string): Promise<string> {
  const names = envelopeNames(catalogue);
  const former = formerNames(catalogue);
  const code = await bundle(entryModule(names, former), validatorModule(closed(flat.definitions), names, former), root);
  // esbuild names its inputs in comments; they would differ between machines with another layout of node_modules.
  return codeHead('Validators of all messages (see validators.d.ts).') + code.replaceAll(/^ *\/\/ .*\n/gm, '');
}

async function bundle(entry: string, validators: string, root: string): Promise<string> {
  const result = await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: 'entry.js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    minifySyntax: true,
    absWorkingDir: root,
    preserveSymlinks: true, // paths of modules get into the output and must not tell where they are stored
    plugins: [
      {
        name: 'validators',
        setup(plugin) {
          plugin.onResolve({ filter: /^validators:/ }, ({ path }) => ({ path, namespace: 'validators' }));
          plugin.onLoad({ filter: /.*/, namespace: 'validators' }, () => ({ contents: validators, resolveDir: root }));
        },
      },
    ],
  });
  return result.outputFiles[0]?.text ?? '';
}

function validatorModule(
  definitions: FlatSchemas['definitions'],
  names: readonly string[],
  former: readonly string[],
): string {
  const ajv = new Ajv({ allErrors: true, strict: true, inlineRefs: false, code: { source: true, esm: true } });
  addFormats.default(ajv);
  ajv.addFormat('uuid', UUID);
  const narrowed = names.map((name) => [name, narrowing(definitions, name)]);
  ajv.addSchema({ $id: 'contracts', definitions: { ...definitions, ...Object.fromEntries(narrowed) } });
  const exported = Object.fromEntries(
    [...names, ...former, DEAD_LETTER].map((name) => [name, `contracts${REF_PREFIX}${name}`]),
  );
  return standalone.default(ajv, exported);
}

/** A message as the envelope and what it narrows, so that the code for the envelope exists once. */
function narrowing(definitions: FlatSchemas['definitions'], name: string): JsonObject {
  const envelope = objectField(definitions['Envelope'], 'properties');
  const own = Object.entries(objectField(definitions[name], 'properties')).filter(
    ([key, schema]) => JSON.stringify(schema) !== JSON.stringify(envelope[key]),
  );
  return { type: 'object', allOf: [{ $ref: `${REF_PREFIX}Envelope` }], properties: Object.fromEntries(own) };
}

function entryModule(names: readonly string[], former: readonly string[]): string {
  const entries = names.map((name) => `  ['${name}', validators.${name}],`);
  const predicates = [...names, ...former].map(
    (name) => `export const is${name} = (value) => validators.${name}(value);`,
  );
  return `import * as validators from 'validators:';

const byType = new Map([
${entries.join('\n')}
]);

export function parseMessage(value, mode) {
  if (typeof value !== 'object' || value === null) return { ok: false, errors: ['the message is no JSON object'] };
  const validate = byType.get(value.event_type);
  return validate === undefined ? { ok: false, errors: [unknownType(value.event_type)] } : judge(validate, value, mode);
}

export function validateStrict(value) {
  const result = parseMessage(value, 'strict');
  return result.ok ? [] : result.errors;
}

export const parseDeadLetter = (value, mode) => judge(validators.${DEAD_LETTER}, value, mode);

export const is${DEAD_LETTER} = (value) => validators.${DEAD_LETTER}(value);

${predicates.join('\n')}

function judge(validate, value, mode) {
  if (validate(value)) return { ok: true, message: value };
  const errors = mode === 'strict' ? validate.errors : validate.errors.filter(counts);
  return errors.length === 0 ? { ok: true, message: value } : { ok: false, errors: [...new Set(errors.map(describe))] };
}

function counts(error) {
  return error.keyword !== 'additionalProperties';
}

function unknownType(type) {
  return typeof type === 'string' ? 'unknown event_type ' + JSON.stringify(type) : 'event_type is missing';
}

function describe(error) {
  const where = error.instancePath === '' ? 'message' : error.instancePath.slice(1).replaceAll('/', '.');
  return where + ' ' + error.message + detail(error);
}

function detail(error) {
  if (error.keyword === 'additionalProperties') return ': ' + error.params.additionalProperty;
  if (error.keyword === 'enum') return ': ' + error.params.allowedValues.join(', ');
  return error.keyword === 'const' ? ' ' + JSON.stringify(error.params.allowedValue) : '';
}
`;
}

/** The text of `validators.d.ts`. */
export function emitValidatorTypes(catalogue: Catalogue): string {
  const all = [...envelopeNames(catalogue), ...formerNames(catalogue)];
  const predicates = all.map((name) => `export declare function is${name}(value: unknown): value is ${name};`);
  return `${codeHead('Validators of all messages; the functions are in validators.js.')}import type { ${[...all, DEAD_LETTER].join(', ')}, Message } from './types.ts';

/** \`strict\` for what we send: nothing beyond the specification. \`tolerant\` for what we receive: unknown fields are let pass. */
export type Mode = 'strict' | 'tolerant';

/** The message with its type, or everything that is wrong with it, e.g. \`data.amount must be integer\`. */
export type Parsed<T> =
  | { readonly ok: true; readonly message: T }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Checks a parsed JSON value against the schema of its event_type. The value itself is returned, not a copy. */
export declare function parseMessage(value: unknown, mode: Mode): Parsed<Message>;

/** What keeps a message from being sent; empty when it is valid. */
export declare function validateStrict(value: unknown): readonly string[];

/** Checks a parsed JSON value against the schema of dead letters. */
export declare function parseDeadLetter(value: unknown, mode: Mode): Parsed<DeadLetter>;

/** True for a dead letter without anything beyond the specification. The other predicates are strict likewise. */
export declare function isDeadLetter(value: unknown): value is DeadLetter;
${predicates.join('\n')}
`;
}
