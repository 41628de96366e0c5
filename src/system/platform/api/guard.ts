/**
 * Lets a request through when its API key is in force, has calls left, has the scope of the operation, and is about what belongs to the
 * key's owner. What belongs to others looks like what does not exist. A route that the document does not know is closed to everybody.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiConfig } from '../../config.ts';
import { reader } from '../database.ts';
import { HttpError } from '../errors.ts';
import { pathParameter } from '../request.ts';
import { isRecord } from '../rows.ts';
import type { Runtime } from '../runtime.ts';
import { type Caller, callerOf, type OwnedKind, setCaller } from './caller.ts';
import { accessOf, type OwnerRule } from './document.ts';
import { KeyRing } from './key-ring.ts';
import { type OwnerLookup, OwnerMemory } from './owner-memory.ts';
import { RateLimiter } from './rate-limiter.ts';

/** How a service finds out to whom its things belong. */
export type Owners = Readonly<Partial<Record<OwnedKind, OwnerLookup>>>;

/** Puts every route of `app` that is added later under guard. Call it only when authentication is on: then, nothing costs anything. */
export function guard(app: FastifyInstance, runtime: Runtime, config: ApiConfig, owners: Owners): void {
  const database = reader(runtime.pool);
  const ring = new KeyRing(database, config);
  const limiter = new RateLimiter(database, runtime.log);
  const memory = new OwnerMemory(owners);
  app.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions;
    if (url === undefined) return;
    const access = accessOf(request.method, url);
    if (access === undefined) throw new HttpError(404, 'NOT_FOUND', `There is nothing at ${url}.`);
    if (access.scope === undefined) return;
    const key = await ring.verify(bearerToken(request));
    if (key === undefined) throw unauthenticated('The API key is not valid, has expired or was revoked.');
    const waitMs = await limiter.take(key.caller.keyId, key.allowance);
    if (waitMs > 0) throw tooMany(waitMs);
    if (!key.caller.scopes.has(access.scope)) throw missingScope(access.scope);
    setCaller(request, key.caller);
  });
  app.addHook('preHandler', async (request) => {
    const caller = callerOf(request);
    if (caller === undefined || caller.kind === 'operator') return;
    const { url } = request.routeOptions;
    const rule = url === undefined ? undefined : accessOf(request.method, url)?.owner;
    if (rule !== undefined) await checkOwner(request, caller, rule, memory);
  });
}

function bearerToken({ headers }: FastifyRequest): string {
  const { authorization } = headers;
  if (authorization === undefined) throw unauthenticated('Send your API key as "Authorization: Bearer tmb_…".');
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw unauthenticated('The Authorization header must be "Bearer tmb_…", with your API key.');
  return token;
}

async function checkOwner(
  request: FastifyRequest,
  caller: Caller,
  rule: OwnerRule,
  memory: OwnerMemory,
): Promise<void> {
  if (rule.in === 'path') {
    const id = pathParameter(request.params, 'id');
    if (!(await memory.owns(caller, rule.of, id))) throw notTheirs(rule.of, id);
    return;
  }
  const field = caller.kind === 'user' ? 'user_id' : 'merchant_id';
  if (!rule.fields.includes(field)) throw forbidden(`Keys of a ${caller.kind} can not do this.`);
  if (rule.in === 'query') narrow(request.query, field, caller);
  else checkBody(request.body, field, caller);
}

/** Lists show what is the caller's own. */
function narrow(query: unknown, field: string, caller: Caller): void {
  if (!isRecord(query)) return;
  const asked = query[field];
  if (asked !== undefined && asked !== caller.id) throw notYours(field, caller);
  Reflect.set(query, field, caller.id);
}

/** A body that lacks the field, or has nonsense in it, is for the route to refuse. */
function checkBody(body: unknown, field: string, caller: Caller): void {
  if (!isRecord(body)) return;
  const named = body[field];
  if (typeof named === 'string' && named !== caller.id) throw notYours(field, caller);
  if (caller.kind === 'merchant' && body['method'] === 'wallet') {
    throw forbidden(
      'Only the key of the user (or of an operator) can pay out of a wallet; a merchant can take external payments.',
    );
  }
}

function unauthenticated(message: string): HttpError {
  return new HttpError(401, 'UNAUTHENTICATED', message, {}, { 'www-authenticate': 'Bearer' });
}

function tooMany(waitMs: number): HttpError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new HttpError(
    429,
    'RATE_LIMITED',
    `This API key has used up its requests. Try again in ${seconds} s.`,
    { retry_after_ms: waitMs },
    { 'retry-after': String(seconds) },
  );
}

function missingScope(scope: string): HttpError {
  return new HttpError(403, 'FORBIDDEN', `This API key lacks the scope ${scope}.`, { required_scope: scope });
}

function forbidden(message: string): HttpError {
  return new HttpError(403, 'FORBIDDEN', message);
}

function notYours(field: string, caller: Caller): HttpError {
  return new HttpError(
    403,
    'FORBIDDEN',
    `This API key acts for the ${caller.kind} ${caller.id} only; ${field} says otherwise.`,
    {
      field,
    },
  );
}

/** Word for word what the routes say of things that do not exist. */
function notTheirs(kind: OwnedKind, id: string): HttpError {
  return new HttpError(404, `${kind.toUpperCase()}_NOT_FOUND`, `There is no ${kind} ${id}.`);
}
