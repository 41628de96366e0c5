/** The provider's HTTP API: which call a request is, and what it does to the books. */
import type { ProviderOperation } from './faults.ts';
import {
  type ChargeLedger,
  type DeclineCode,
  type NewCharge,
  type ProviderAnswer,
  problem,
  type Verdict,
} from './ledger.ts';

/** How a call is carried out: as asked, with the holder of the card in between, or declined. */
export type Manner = 'as-asked' | 'with-action' | DeclineCode;

export interface Call {
  readonly operation: ProviderOperation;
  /** Charge or payment that it is about. */
  readonly subject: string;
  run(manner: Manner): ProviderAnswer;
  /** What comes of it a minute later, when it was under way already; without it, the same as `run`. */
  readonly landLate?: () => void;
  /** Forgets the idempotency key, as if it had expired; absent where there is none. */
  readonly forgetKey?: () => void;
}

export interface ProviderRequest {
  readonly method: string;
  readonly url: URL;
  readonly idempotencyKey: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @returns the call; or the answer, where there is none to make (wrong requests, and what only a test or a person does). */
export function route(request: ProviderRequest, ledger: ChargeLedger): Call | ProviderAnswer {
  const { method, url } = request;
  const [version, resource, id = '', action = '', ...rest] = url.pathname.split('/').slice(1);
  if (version !== 'v1' || rest.length > 0) return nothingAt(url);
  if (resource === 'charges' && method === 'GET' && action === '') return readCharges(id, url, ledger);
  if (resource === 'refunds' && method === 'GET' && action === '') return readRefunds(id, url, ledger);
  if (resource !== 'charges' && resource !== 'refunds') return nothingAt(url);
  if (method !== 'POST') return problem(405, 'method_not_allowed', `${method} is not for this address`);
  if (resource === 'charges' && (action === 'complete-action' || action === 'dispute')) {
    return actOutside(action, id, request, ledger);
  }
  const key = request.idempotencyKey;
  if (key === undefined || key === '') {
    return problem(400, 'idempotency_key_missing', 'send an Idempotency-Key with every POST');
  }
  if (resource === 'refunds') return id === '' ? refund(request, key, ledger) : nothingAt(url);
  return id === '' ? create(request, key, ledger) : write(request, { id, action, key }, ledger);
}

function readCharges(id: string, url: URL, ledger: ChargeLedger): Call | ProviderAnswer {
  if (id !== '') return { operation: 'retrieve', subject: id, run: () => ledger.retrieve(id) };
  const paymentId = url.searchParams.get('payment_id');
  if (paymentId !== null) {
    return { operation: 'retrieve', subject: paymentId, run: () => ledger.search(paymentId) };
  }
  const since = Date.parse(url.searchParams.get('created_since') ?? '');
  if (Number.isNaN(since)) return problem(400, 'parameter_missing', 'ask with ?payment_id= or ?created_since=');
  const after = url.searchParams.get('after') ?? undefined;
  return { operation: 'retrieve', subject: 'the books', run: () => ledger.list(since, after) };
}

function readRefunds(id: string, url: URL, ledger: ChargeLedger): Call | ProviderAnswer {
  if (id !== '') return { operation: 'retrieve', subject: id, run: () => ledger.retrieveRefund(id) };
  const chargeId = url.searchParams.get('charge_id');
  if (chargeId === null) return problem(400, 'parameter_missing', 'ask with ?charge_id=');
  return { operation: 'retrieve', subject: chargeId, run: () => ledger.searchRefunds(chargeId) };
}

function create({ url, body }: ProviderRequest, key: string, ledger: ChargeLedger): Call | ProviderAnswer {
  const order = orderIn(body);
  if (order === undefined) return problem(400, 'parameter_invalid', 'need payment_id, amount (minor units), currency');
  return {
    operation: 'create',
    subject: order.paymentId,
    run: () => ledger.once(url.pathname, key, order, () => ledger.create(key, order)),
    forgetKey: () => ledger.forget(url.pathname, key),
  };
}

interface Target {
  readonly id: string;
  readonly action: string;
  readonly key: string;
}

function write({ url }: ProviderRequest, { id, action, key }: Target, ledger: ChargeLedger): Call | ProviderAnswer {
  const path = url.pathname;
  switch (action) {
    case 'confirm':
      return {
        operation: 'confirm',
        subject: id,
        run: (manner) => confirm(id, { path, key }, verdictOf(manner, ledger.sourceOf(id)), ledger),
        landLate: () => ledger.landLate(id),
        forgetKey: () => ledger.forget(path, key),
      };
    case 'cancel':
      return { operation: 'cancel', subject: id, run: () => ledger.cancel(id) };
    case 'void':
      return {
        operation: 'void',
        subject: id,
        run: () => ledger.once(path, key, {}, () => ledger.void(key, id)),
        forgetKey: () => ledger.forget(path, key),
      };
    default:
      return nothingAt(url);
  }
}

/** While the holder of the card is awaited, the answer is not final, so it is not kept under the key. */
function confirm(
  id: string,
  { path, key }: { readonly path: string; readonly key: string },
  verdict: Verdict,
  ledger: ChargeLedger,
): ProviderAnswer {
  return verdict === 'requires-action'
    ? ledger.confirm(id, verdict)
    : ledger.once(path, key, {}, () => ledger.confirm(id, verdict));
}

function refund({ url, body }: ProviderRequest, key: string, ledger: ChargeLedger): Call | ProviderAnswer {
  const { charge_id: chargeId, amount } = body;
  if (typeof chargeId !== 'string' || !isAmount(amount)) {
    return problem(400, 'parameter_invalid', 'need charge_id and amount (minor units)');
  }
  return {
    operation: 'refund',
    subject: chargeId,
    run: (manner) =>
      ledger.once(url.pathname, key, { chargeId, amount }, () =>
        ledger.refund(key, chargeId, amount, manner !== 'as-asked'),
      ),
    forgetKey: () => ledger.forget(url.pathname, key),
  };
}

/** What the holder of the card does: agree or not, and dispute afterwards. Not part of what a merchant calls. */
function actOutside(
  action: 'complete-action' | 'dispute',
  id: string,
  { body }: ProviderRequest,
  ledger: ChargeLedger,
): ProviderAnswer {
  if (action === 'dispute') {
    const reason = body['reason'];
    return ledger.dispute(id, typeof reason === 'string' && reason !== '' ? reason : 'fraudulent');
  }
  const outcome = body['outcome'];
  return outcome === 'succeed' || outcome === 'decline'
    ? ledger.completeAction(id, outcome === 'succeed' ? outcome : 'card_declined')
    : problem(400, 'parameter_invalid', 'need outcome: succeed or decline');
}

/** Tokens for trying things out: `tok_…_declined` is declined, `tok_…_action` asks its holder. */
function verdictOf(manner: Manner, source: string | undefined): Verdict {
  if (manner === 'with-action') return 'requires-action';
  if (manner !== 'as-asked') return manner;
  if (source?.endsWith('_declined') === true) return 'card_declined';
  return source?.endsWith('_action') === true ? 'requires-action' : 'succeed';
}

function orderIn(body: ProviderRequest['body']): NewCharge | undefined {
  const { payment_id: paymentId, amount, currency, source } = body;
  if (typeof paymentId !== 'string' || paymentId === '') return undefined;
  if (!isAmount(amount)) return undefined;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return undefined;
  if (source === undefined) return { paymentId, amount, currency };
  if (typeof source !== 'string' || !source.startsWith('tok_')) return undefined;
  return { paymentId, amount, currency, source };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function nothingAt(url: URL): ProviderAnswer {
  return problem(404, 'not_found', `there is nothing at ${url.pathname}`);
}
