/**
 * A payment as all services together tell it: one row of `saga_projections`, and how it follows from their events. Pure.
 *
 * Events of different services have no common order, so each group of fields follows one stream and has its version; what came before, or comes
 * again, changes nothing. In whatever order the streams are mixed, the same row comes out.
 */
import type { Message, MessageOf, MessageType } from '../../platform/index.ts';

/** Fields that are not known yet are undefined. Amounts are minor units, times ISO 8601. */
export interface Overview {
  readonly paymentId: string;
  readonly paymentVersion: number;
  /** The last state that has an event: between VALIDATED and the end the other fields say more. */
  readonly paymentStatus: 'INITIATED' | 'VALIDATED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | undefined;
  readonly method: string | undefined;
  readonly userId: string | undefined;
  readonly merchantId: string | undefined;
  readonly walletId: string | undefined;
  readonly amount: number | undefined;
  readonly currency: string | undefined;
  readonly errorCode: string | undefined;
  readonly initiatedAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly walletVersion: number;
  /** What became of the funds in the wallet. */
  readonly hold: 'refused' | 'held' | 'settled' | 'released' | undefined;
  readonly gatewayVersion: number;
  readonly gatewayStatus: GatewayStatus | undefined;
  readonly provider: string | undefined;
  readonly providerChargeId: string | undefined;
  readonly sagaVersion: number;
  readonly sagaId: string | undefined;
  /** The last step that was completed. */
  readonly sagaStep: string | undefined;
  readonly sagaOutcome: 'RUNNING' | 'COMPENSATING' | 'COMPLETED' | 'FAILED' | undefined;
  /** By refund id. */
  readonly refunds: Readonly<Record<string, RefundOverview>>;
}

export interface RefundOverview {
  readonly version: number;
  readonly status: 'REQUESTED' | 'COMPLETED' | 'FAILED';
  readonly amount: number;
}

export const GATEWAY_STATUSES = [
  'ASKED',
  'TIMED_OUT',
  'FALLBACK',
  'ACTION_REQUIRED',
  'VERIFYING',
  'APPROVED',
  'DECLINED',
  'FAILED',
  'CANCELLED',
  'DISPUTED',
] as const;
export type GatewayStatus = (typeof GATEWAY_STATUSES)[number];

/** A payment of which nothing was heard yet. */
export function unheardOf(paymentId: string): Overview {
  return {
    paymentId,
    paymentVersion: 0,
    paymentStatus: undefined,
    method: undefined,
    userId: undefined,
    merchantId: undefined,
    walletId: undefined,
    amount: undefined,
    currency: undefined,
    errorCode: undefined,
    initiatedAt: undefined,
    endedAt: undefined,
    walletVersion: 0,
    hold: undefined,
    gatewayVersion: 0,
    gatewayStatus: undefined,
    provider: undefined,
    providerChargeId: undefined,
    sagaVersion: 0,
    sagaId: undefined,
    sagaStep: undefined,
    sagaOutcome: undefined,
    refunds: {},
  };
}

/** The payment that an event is about; undefined for events about something else. */
export function subjectOf({ data }: Message): string | undefined {
  return 'payment_id' in data ? data.payment_id : undefined;
}

/** The payment after one more event about it. */
export function project(overview: Overview, event: Message): Overview {
  switch (event.aggregate_type) {
    case 'payment':
      return event.aggregate_version > overview.paymentVersion
        ? { ...overview, ...ofPayment(event), paymentVersion: event.aggregate_version }
        : overview;
    case 'wallet':
      return event.aggregate_version > overview.walletVersion
        ? { ...overview, ...ofWallet(event), walletVersion: event.aggregate_version }
        : overview;
    case 'gateway':
      return event.aggregate_version > overview.gatewayVersion
        ? { ...overview, ...ofGateway(event), gatewayVersion: event.aggregate_version }
        : overview;
    case 'saga':
      return event.aggregate_version > overview.sagaVersion
        ? { ...overview, ...ofSaga(event), sagaVersion: event.aggregate_version }
        : overview;
    case 'refund':
      return { ...overview, refunds: withRefund(overview.refunds, event) };
    default:
      return overview;
  }
}

function ofPayment(event: Message): Partial<Overview> {
  switch (event.event_type) {
    case 'PaymentInitiated': {
      const { method, user_id, merchant_id, wallet_id, amount, currency } = event.data;
      const who = { userId: user_id, merchantId: merchant_id, walletId: wallet_id };
      return { paymentStatus: 'INITIATED', method, ...who, amount, currency, initiatedAt: event.occurred_at };
    }
    case 'PaymentValidated':
      return { paymentStatus: 'VALIDATED' };
    case 'PaymentCompleted':
      return { paymentStatus: 'COMPLETED', endedAt: event.occurred_at };
    case 'PaymentFailed':
      return { paymentStatus: 'FAILED', errorCode: event.data.error_code, endedAt: event.occurred_at };
    case 'PaymentCancelled':
      return { paymentStatus: 'CANCELLED', errorCode: 'CANCELLED', endedAt: event.occurred_at };
    default:
      return {};
  }
}

function ofWallet({ event_type: type }: Message): Partial<Overview> {
  switch (type) {
    case 'WalletDeductionFailed':
      return { hold: 'refused' };
    case 'WalletDeducted':
      return { hold: 'held' };
    case 'WalletSettled':
      return { hold: 'settled' };
    case 'WalletRefunded':
      return { hold: 'released' };
    default:
      return {};
  }
}

function ofGateway(event: Message): Partial<Overview> {
  switch (event.event_type) {
    case 'GatewayRequestSent':
      return asked(event.data);
    case 'GatewayTimeoutOccurred':
      return { gatewayStatus: 'TIMED_OUT', provider: event.data.provider };
    case 'GatewayFallbackTriggered':
      return { gatewayStatus: 'FALLBACK', provider: event.data.fallback_provider };
    case 'GatewayActionRequired':
      return { gatewayStatus: 'ACTION_REQUIRED', provider: event.data.provider };
    case 'GatewayVerificationRequired':
      return { gatewayStatus: 'VERIFYING', provider: event.data.provider };
    case 'GatewayResponseReceived':
      return answered(event.data);
    case 'GatewayFailed':
      return { gatewayStatus: 'FAILED', provider: event.data.provider };
    case 'GatewayChargeCancelled':
      return { gatewayStatus: 'CANCELLED', provider: event.data.provider };
    case 'GatewayDisputeOpened':
      return { gatewayStatus: 'DISPUTED', provider: event.data.provider };
    default:
      return {};
  }
}

/** Only what may still charge the payment; a refund, a look or a cancel says nothing new of it. */
function asked({ operation, provider }: MessageOf<'GatewayRequestSent'>['data']): Partial<Overview> {
  return operation === 'create' || operation === 'confirm' ? { gatewayStatus: 'ASKED', provider } : {};
}

function answered({
  outcome,
  provider,
  provider_charge_id,
}: MessageOf<'GatewayResponseReceived'>['data']): Partial<Overview> {
  const gatewayStatus = outcome === 'approved' ? 'APPROVED' : 'DECLINED';
  return { gatewayStatus, provider, providerChargeId: provider_charge_id };
}

function ofSaga(event: Message): Partial<Overview> {
  switch (event.event_type) {
    case 'SagaStarted':
      return { sagaId: event.data.saga_id, sagaOutcome: 'RUNNING' };
    case 'SagaStepCompleted':
      return { sagaStep: event.data.step };
    case 'CompensationStarted':
      return { sagaOutcome: 'COMPENSATING' };
    case 'SagaCompleted':
      return { sagaOutcome: 'COMPLETED' };
    case 'SagaFailed':
      return { sagaOutcome: 'FAILED' };
    default:
      return {};
  }
}

const REFUND_STATUS: Readonly<Partial<Record<MessageType, RefundOverview['status']>>> = {
  RefundRequested: 'REQUESTED',
  RefundCompleted: 'COMPLETED',
  RefundFailed: 'FAILED',
};

function withRefund(refunds: Overview['refunds'], event: Message): Overview['refunds'] {
  const { aggregate_id: id, aggregate_version: version, data } = event;
  const status = REFUND_STATUS[event.event_type];
  if (status === undefined || !('amount' in data) || (refunds[id]?.version ?? 0) >= version) return refunds;
  return { ...refunds, [id]: { version, status, amount: data.amount } };
}
