/**
 * The HTTP side of the gateway: webhooks of the providers, and the operators' reconciliation. Webhooks carry no API key, they are signed;
 * and the signature is over the body as it was sent, so for them alone the body is not parsed before it is looked at.
 */
import type { FastifyInstance } from 'fastify';
import { HttpError, pathParameter, RequestReader } from '../platform/index.ts';
import { isProvider, type Provider } from './attempt.ts';
import type { Reconciliation } from './reconciliation.ts';
import { parseWebhook } from './webhook.ts';
import type { WebhookInbox } from './webhook-inbox.ts';
import { type SignatureVerdict, verifySignature } from './webhook-signature.ts';

/** Secrets of the configured providers; one without secrets sends no webhooks. */
export type WebhookSecrets = ReadonlyMap<Provider, readonly string[]>;

const REFUSALS: Readonly<Record<Exclude<SignatureVerdict, 'valid'>, readonly [number, string, string]>> = {
  malformed: [
    400,
    'SIGNATURE_MALFORMED',
    'Send provider-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">.',
  ],
  wrong: [401, 'SIGNATURE_INVALID', 'The signature does not fit the body. Is the secret the one configured here?'],
  old: [
    401,
    'SIGNATURE_EXPIRED',
    'The signature is older than 5 minutes. Sign each delivery anew, and check the clock.',
  ],
};

/** How far back a reconciliation looks when it is not told. */
const LOOK_BACK_MS = 86_400_000;

export interface GatewayRoutes {
  readonly inbox: WebhookInbox;
  readonly secrets: WebhookSecrets;
  readonly reconciliation: Reconciliation;
}

export function gatewayRoutes(app: FastifyInstance, { inbox, secrets, reconciliation }: GatewayRoutes): void {
  app.get('/api/v1/admin/reconciliation', async (request) => {
    return reconciliation.run(sinceOf(request.query), false);
  });
  app.post('/api/v1/admin/reconciliation/void-surplus', async (request) => {
    return reconciliation.run(sinceOf(request.body ?? {}), true);
  });
  // A scope of its own, so that all other routes keep the usual parser. What is thrown in here is answered like anywhere else.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post('/api/v1/webhooks/:provider', async (request) => {
      const provider = knownProvider(pathParameter(request.params, 'provider'), secrets);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = request.headers['provider-signature'];
      const signature = typeof header === 'string' ? header : undefined;
      const verdict = verifySignature(signature, body, secrets.get(provider) ?? [], Date.now());
      if (verdict !== 'valid') throw new HttpError(...REFUSALS[verdict]);
      const webhook = parseWebhook(body);
      if (webhook === undefined) {
        throw new HttpError(400, 'WEBHOOK_INVALID', 'The body must be JSON with "id", "type" and an object "data".');
      }
      return { received: true, outcome: await inbox.take(provider, webhook) };
    });
    done();
  });
}

/** ISO 8601; a day back when it is not said. */
function sinceOf(source: unknown): string {
  const read = new RequestReader(source);
  const since = read.optionalInstant('since');
  read.finish();
  return since ?? new Date(Date.now() - LOOK_BACK_MS).toISOString();
}

function knownProvider(name: string, secrets: WebhookSecrets): Provider {
  if (isProvider(name) && (secrets.get(name)?.length ?? 0) > 0) return name;
  throw new HttpError(
    404,
    'PROVIDER_NOT_FOUND',
    'Webhooks of this provider are not taken: it is not configured, or has no webhook secret.',
  );
}
