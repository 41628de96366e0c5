/** Who calls, and what is theirs. */
import type { FastifyRequest } from 'fastify';

export const OWNER_KINDS = ['user', 'merchant', 'operator'] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

export const SCOPES = [
  'payments:read',
  'payments:write',
  'wallets:read',
  'wallets:write',
  'refunds:write',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Whoever a key belongs to. */
export interface KeyOwner {
  readonly kind: OwnerKind;
  /** User id, merchant id, or the operator's name. */
  readonly id: string;
}

/** A caller whose key was verified. */
export interface Caller extends KeyOwner {
  readonly keyId: string;
  readonly scopes: ReadonlySet<string>;
}

/** To whom a payment or a wallet belongs. */
export interface Ownership {
  readonly userId?: string;
  readonly merchantId?: string;
}

/** The kinds of things that have owners. */
export type OwnedKind = 'payment' | 'wallet';

const callers = new WeakMap<FastifyRequest, Caller>();

/** Who sent a request; undefined when authentication is off, or the route is open to everybody. */
export function callerOf(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** Notes who sent a request. */
export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Whether something is the caller's own. To operators everything is. */
export function owns(caller: KeyOwner, { userId, merchantId }: Ownership): boolean {
  if (caller.kind === 'operator') return true;
  return caller.id === (caller.kind === 'user' ? userId : merchantId);
}

export function isScope(value: string): value is Scope {
  return SCOPES.some((scope) => scope === value);
}

export function isOwnerKind(value: string): value is OwnerKind {
  return OWNER_KINDS.some((kind) => kind === value);
}
