/**
 * What follows a payment after its end: refunds on their way between the payment and the gateway service, and disputes. Pure, and without a
 * state of its own: each message leads to one command, each command has one effect however often it comes, and what a refund is at
 * is known by its aggregate. The saga stays in the state in which it ended.
 */
import type { DataOf } from '../platform/messages.ts';
import * as command from './commands.ts';
import * as event from './events.ts';
import type { FollowUp } from './inputs.ts';
import type { Decision, Saga } from './saga.ts';

/** Longest reason that a message may give. */
const TEXT_MAX = 1_000;

/** What the message leads to. */
export function followUp(saga: Saga, message: FollowUp): Decision {
  switch (message.event_type) {
    case 'RefundRequested':
      return { saga, events: [], commands: [command.refundWithGateway(message.data)] };
    case 'GatewayRefunded':
      return { saga, events: [], commands: [command.completeRefund(message.data)] };
    case 'GatewayRefundFailed':
      return { saga, events: [], commands: [command.markRefundAsFailed(message.data)] };
    case 'GatewayDisputeOpened':
      return disputed(saga, message.data);
    case 'RefundCompleted':
      return undone(saga);
    case 'RefundFailed':
      return notUndone(saga, message.data);
  }
}

/** The money may be asked back from the merchant, so what is left in the wallet stays there until a person has looked. */
function disputed(saga: Saga, dispute: DataOf<'GatewayDisputeOpened'>): Decision {
  const { dispute_id: id, provider, provider_charge_id: charge, amount, currency, reason } = dispute;
  const what =
    `dispute ${id} at ${provider} over ${amount} minor units of ${currency} (charge ${charge}): ${reason}`.slice(
      0,
      TEXT_MAX,
    );
  return {
    saga,
    events: [event.recoveryRequired(saga, 'alert', what)],
    commands: saga.walletId === undefined ? [] : [command.lockWallet(saga.walletId, what)],
  };
}

/** A confirmation that was to be cancelled has been, once its money was given back. */
function undone(saga: Saga): Decision {
  if (!isUndoing(saga)) return { saga, events: [], commands: [] };
  return { saga: { ...saga, compensating: false }, events: [event.compensationCompleted(saga)], commands: [] };
}

function notUndone(saga: Saga, { refund_id, error_code, reason }: DataOf<'RefundFailed'>): Decision {
  if (!isUndoing(saga)) return { saga, events: [], commands: [] };
  const what = `the confirmation was to be cancelled, but refund ${refund_id} failed (${error_code}): ${reason}`.slice(
    0,
    TEXT_MAX,
  );
  return { saga, events: [event.recoveryRequired(saga, 'alert', what)], commands: [] };
}

function isUndoing(saga: Saga): boolean {
  return saga.state === 'COMPLETED' && saga.compensating;
}
