/**
 * For the gateway's integration tests: instances of it against a real Postgres, a broker over TCP, and providers over HTTP that
 * misbehave as told and send their webhooks.
 */
import { randomUUID } from 'node:crypto';
import type { FaultOfProvider, ProviderFault } from '../../../simulation/payments/plan.ts';
import { type RunningProvider, startProvider } from '../../../simulation/payments/provider/server.ts';
import type { DataOf, Message, RunningService } from '../../platform/index.ts';
import { startEnvironment, type TestEnvironment } from '../../testing/environment.ts';
import { eventually, message, messagesOn, sendMessages } from '../../testing/topics.ts';
import { PROVIDERS, type Provider } from '../attempt.ts';
import { startGatewayService } from '../service.ts';

export const SECRET = 'whsec_test';
/** Calls fail by then. */
const TIMEOUT_MS = 1_000;

type Order = Partial<DataOf<'ProcessWithGateway'>>;

/** A fault of a provider: its n-th call of an operation. */
export function fault(
  provider: Provider,
  operation: ProviderFault['operation'],
  nth: number,
  behaviour: ProviderFault['behaviour'],
): ProviderFault {
  return { verb: 'provider', provider, operation, nth, behaviour };
}

/** Every call of an operation, or of some, goes wrong. */
export function outage(
  provider: Provider,
  behaviour: 'error-500' | 'timeout-lost',
  operations: readonly ProviderFault['operation'][],
): FaultOfProvider {
  return { verb: 'provider-outage', provider, atMs: 0, forMs: Number.MAX_SAFE_INTEGER, behaviour, operations };
}

export class Stage {
  readonly environment: TestEnvironment;
  readonly #closers: (() => Promise<unknown>)[] = [];
  readonly #urls: Record<string, string> = {};

  private constructor(environment: TestEnvironment) {
    this.environment = environment;
  }

  static async open(): Promise<Stage> {
    return new Stage(await startEnvironment());
  }

  /** Ends what a test has started, and forgets what it has stored. */
  async clear(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
    for (const table of ['attempts', 'breakers', 'refunds', 'webhooks', 'disputes', 'errors']) {
      await this.environment.query(`DELETE FROM gateway.${table}`);
    }
  }

  async close(): Promise<void> {
    await this.clear();
    await this.environment.close();
  }

  /** Three providers; with `tells`, their webhooks go there. */
  async providers(
    faults: readonly FaultOfProvider[] = [],
    tells?: string,
  ): Promise<Readonly<Record<Provider, RunningProvider>>> {
    const start = async (name: Provider): Promise<RunningProvider> => {
      const running = await startProvider({
        name,
        port: 0,
        workMs: { min: 0, max: 5 },
        faults,
        ...(tells === undefined ? {} : { webhook: { url: `${tells}/api/v1/webhooks/${name}`, secret: SECRET } }),
      });
      this.#closers.push(() => running.stop());
      this.#urls[`PROVIDER_${name.toUpperCase()}_URL`] = running.address;
      return running;
    };
    return { stripe: await start('stripe'), paypal: await start('paypal'), adyen: await start('adyen') };
  }

  /** One more instance of the gateway; `variables` are further settings. */
  async gateway(variables: Readonly<Record<string, string>> = {}): Promise<RunningService> {
    const secrets = PROVIDERS.map((name) => [`PROVIDER_${name.toUpperCase()}_WEBHOOK_SECRET`, SECRET]);
    const service = await startGatewayService(
      this.environment.config({
        INSTANCE: `gateway-${randomUUID()}`,
        PROVIDERS: PROVIDERS.join(','),
        PROVIDER_TIMEOUT_MS: String(TIMEOUT_MS),
        PROVIDER_RETRY_MS: '50',
        ...Object.fromEntries(secrets),
        ...this.#urls,
        ...variables,
      }),
    );
    let isRunning = true;
    const stop = async (): Promise<void> => {
      if (isRunning) await service.stop();
      isRunning = false;
    };
    this.#closers.push(stop);
    return { ...service, stop };
  }

  /** Asks the gateway to charge; returns the payment. */
  async pay(order: Order = {}): Promise<string> {
    const payment_id = order.payment_id ?? randomUUID();
    const data = {
      amount: 1_000,
      currency: 'USD',
      merchant_id: 'shop',
      method: 'wallet' as const,
      ...order,
      payment_id,
    };
    await this.send(message({ event_type: 'ProcessWithGateway', data }, 'gateway', payment_id));
    return payment_id;
  }

  /** Asks the gateway to give back; returns the refund. */
  async refund(paymentId: string, amount: number): Promise<string> {
    const refundId = randomUUID();
    const data = { payment_id: paymentId, refund_id: refundId, amount, currency: 'USD', reason: 'returned' };
    await this.send(message({ event_type: 'RefundWithGateway', data }, 'gateway', paymentId));
    return refundId;
  }

  async send(command: Message): Promise<void> {
    await sendMessages(this.environment.config(), [command]);
  }

  /** What the gateway published of a payment or of a breaker, in order. */
  events(aggregateId: string): readonly Message[] {
    return messagesOn(this.environment.broker, 'gateway-events.v1').filter((one) => one.aggregate_id === aggregateId);
  }

  /** The same, with what matters of it. */
  said(aggregateId: string): readonly string[] {
    return this.events(aggregateId).map((one) => {
      switch (one.event_type) {
        case 'GatewayRequestSent':
          return `${one.data.provider} ${one.data.operation} ${one.data.attempt}`;
        case 'GatewayResponseReceived':
          return `${one.data.provider} ${one.data.outcome}`;
        case 'GatewayFallbackTriggered':
          return `${one.data.primary_provider} to ${one.data.fallback_provider}: ${one.data.primary_failure_reason}`;
        case 'GatewayFailed':
          return one.data.error_code;
        default:
          return one.event_type;
      }
    });
  }

  /** Waits until something was said of a payment or a breaker that matches; gives everything that was said until then. */
  async until(aggregateId: string, pattern: RegExp, limitMs?: number): Promise<readonly string[]> {
    await eventually(() => this.said(aggregateId).find((one) => pattern.test(one)), limitMs);
    return this.said(aggregateId);
  }

  /** Waits for the end of a payment. */
  end(paymentId: string, limitMs?: number): Promise<readonly string[]> {
    return this.until(paymentId, /approved|declined$|^GATEWAY_/, limitMs);
  }
}
