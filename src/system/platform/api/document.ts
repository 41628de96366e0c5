/**
 * The OpenAPI document, as far as a running service needs it: what it serves, and who may call what. Scopes and ownership are written
 * there and nowhere else, so that what is documented is what is enforced.
 */
import { OPENAPI } from '../../../../generated/http/openapi.ts';
import { isRecord } from '../rows.ts';
import { isScope, type OwnedKind, type Scope } from './caller.ts';

/** Where a request says whose it is about; see `x-owner` in the document. */
export type OwnerRule =
  | { readonly in: 'path'; readonly of: OwnedKind }
  | { readonly in: 'body' | 'query'; readonly fields: readonly string[] };

/** What it takes to call an operation. */
export interface Access {
  /** Undefined for operations that are open to everybody. */
  readonly scope: Scope | undefined;
  /** Undefined when the scope alone decides. */
  readonly owner: OwnerRule | undefined;
}

interface Operation {
  readonly method: string;
  /** As in the document, such as `/api/v1/payments/{id}`. */
  readonly path: string;
  readonly services: readonly string[];
  readonly access: Access;
}

/** A document that the code can't follow; found when the process starts. */
class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPERATIONS = operationsOf(OPENAPI);
const ACCESS = new Map(OPERATIONS.map(({ method, path, access }) => [`${method} ${path}`, access]));

/** What it takes to call a route (with `:name` for parameters); undefined when it is not documented. */
export function accessOf(method: string, route: string): Access | undefined {
  return ACCESS.get(`${method === 'HEAD' ? 'GET' : method} ${documentPath(route)}`);
}

/** The document of one service: its own paths, and everything else as it is. */
export function documentOf(service: string): Readonly<Record<string, unknown>> {
  const own = new Set(OPERATIONS.filter(({ services }) => services.includes(service)).map(({ path }) => path));
  const paths = Object.entries(record(OPENAPI['paths'], 'paths')).filter(([path]) => own.has(path));
  return { ...OPENAPI, paths: Object.fromEntries(paths) };
}

/** Every documented operation of a service, in the way routes are written. */
export function operationsOfService(service: string): readonly { readonly method: string; readonly path: string }[] {
  return OPERATIONS.filter(({ services }) => services.includes(service)).map(({ method, path }) => ({
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
  }));
}

function documentPath(route: string): string {
  return route.replaceAll(/:(\w+)/g, '{$1}');
}

function operationsOf(document: Readonly<Record<string, unknown>>): readonly Operation[] {
  return Object.entries(record(document['paths'], 'paths')).flatMap(([path, item]) => {
    const methods = record(item, path);
    const services = strings(methods['x-services'], `${path}: x-services`);
    return METHODS.filter((method) => method in methods).map((method) => ({
      method: method.toUpperCase(),
      path,
      services,
      access: access(record(methods[method], path), `${method} ${path}`),
    }));
  });
}

function access(operation: Readonly<Record<string, unknown>>, where: string): Access {
  const security = operation['security'];
  if (!Array.isArray(security))
    throw new DocumentError(`${where} has no security; write [] if it is open to everybody.`);
  if (security.length === 0) return { scope: undefined, owner: undefined };
  const [scope, ...more] = strings(record(security[0], where)['apiKey'], `${where}: security`);
  if (scope === undefined || !isScope(scope) || more.length > 0 || security.length > 1) {
    throw new DocumentError(`${where} needs exactly one known scope.`);
  }
  const rule = operation['x-owner'];
  return { scope, owner: rule === undefined ? undefined : ownerRule(record(rule, where), where) };
}

function ownerRule(rule: Readonly<Record<string, unknown>>, where: string): OwnerRule {
  const { in: place, of: kind, fields } = rule;
  if (place === 'path' && (kind === 'payment' || kind === 'wallet')) return { in: place, of: kind };
  if (place === 'body' || place === 'query') return { in: place, fields: strings(fields, `${where}: x-owner`) };
  throw new DocumentError(`${where}: x-owner is not understood.`);
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new DocumentError(`The OpenAPI document has no object at ${where}.`);
}

function strings(value: unknown, where: string): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new DocumentError(`The OpenAPI document has no list of texts at ${where}.`);
}
