/**
 * Validators as plain JavaScript: Ajv standalone, one function per message and mode, bundled by esbuild because Ajv's own
 * ESM output still calls `require`. A Map dispatches on event_type; a `oneOf` over all messages would be five times slower.
 */
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import type { Catalogue } from '../specs/catalogue.ts';
import type { FlatSchemas } from '../specs/flatten.ts';
import { closed } from '../specs/flatten.ts';
import { codeHead } from './head.ts';
import { envelopeNames } from './names.ts';

const DEAD_LETTER = 'DeadLetter';

/** The text of `validators.js`. `root` is a directory from which `ajv` and `ajv-formats` can be resolved. */
export async function emitValidators(catalogue: Catalogue, flat: FlatSchemas, root: string): Promise<string> {
  const names = envelopeNames(catalogue);
  const modules: Record<string, string> = {
    strict: validatorModule(closed(flat.definitions), names),
    tolerant: validatorModule(flat.definitions, names),
    entry: entryModule(names),
  };
  const result = await build({
    stdin: { contents: modules['entry'] ?? '', resolveDir: root, sourcefile: 'entry.js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    absWorkingDir: root,
    plugins: [
      {
        name: 'generated-modules',
        setup(plugin) {
          plugin.onResolve({ filter: /^validators:/ }, ({ path }) => ({ path: path.slice(11), namespace: 'validators' }));
          plugin.onLoad({ filter: /.*/, namespace: 'validators' }, ({ path }) => ({
            contents: modules[path] ?? '',
            resolveDir: root,
          }));
        },
      },
    ],
  });
  const code = result.outputFiles[0]?.text ?? '';
  // esbuild names its inputs in comments; they would differ between machines with another layout of node_modules.
  return codeHead('Validators of all messages (see validators.d.ts).') + code.replaceAll(/^\/\/ .*\n/gm, '');
}

function validatorModule(definitions: FlatSchemas['definitions'], names: readonly string[]): string {
  const ajv = new Ajv({ allErrors: true, strict: true, inlineRefs: false, code: { source: true, esm: true } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'contracts', definitions });
  const exported = Object.fromEntries([...names, DEAD_LETTER].map((name) => [name, `contracts#/definitions/${name}`]));
  return standalone.default(ajv, exported);
}

function entryModule(names: readonly string[]): string {
  const list = (module: string): string => names.map((name) => `  ['${name}', ${module}.${name}],`).join('\n');
  const predicates = names.map((name) => `export function is${name}(value) {\n  return strictValidators.get('${name}')(value);\n}`);
  return `import * as strict from 'validators:strict';
import * as tolerant from 'validators:tolerant';

const strictValidators = new Map([
${list('strict')}
]);
const tolerantValidators = new Map([
${list('tolerant')}
]);

export function parseMessage(value, mode) {
  if (typeof value !== 'object' || value === null) return { ok: false, errors: ['the message is no JSON object'] };
  const validate = (mode === 'strict' ? strictValidators : tolerantValidators).get(value.event_type);
  if (validate === undefined) return { ok: false, errors: [unknownType(value.event_type)] };
  return validate(value) ? { ok: true, message: value } : { ok: false, errors: validate.errors.map(describe) };
}

export function validateStrict(value) {
  const result = parseMessage(value, 'strict');
  return result.ok ? [] : result.errors;
}

export function parseDeadLetter(value, mode) {
  const validate = mode === 'strict' ? strict.${DEAD_LETTER} : tolerant.${DEAD_LETTER};
  return validate(value) ? { ok: true, message: value } : { ok: false, errors: validate.errors.map(describe) };
}

export function is${DEAD_LETTER}(value) {
  return strict.${DEAD_LETTER}(value);
}

${predicates.join('\n\n')}

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
  const names = envelopeNames(catalogue);
  const predicates = names.map((name) => `export declare function is${name}(value: unknown): value is ${name};`);
  return `${codeHead('Validators of all messages; the functions are in validators.js.')}import type { ${[...names, DEAD_LETTER].join(', ')}, Message } from './types.ts';

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
