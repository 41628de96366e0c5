/**
 * The states of a payment and what may lead from one to another, as an XState machine.
 *
 * It is used through the pure `transition` only: nothing runs inside of it, no actor is kept in memory, and it has
 * no delayed transitions, because those do not survive a restart. Whoever changes `payment.payment_status` asks
 * `transitionPayment` first; what it does not accept is recorded as an error and changes nothing.
 *
 * The machine has no context: a state says everything that the next step may depend on. Whether a payment goes
 * through the wallet (`WALLET_CHECKED`, `WALLET_DEDUCTED`) or straight from `VALIDATED` to the provider is a matter
 * of its method, which the saga knows.
 */
import { setup } from 'xstate';
import { acceptor, type Outcome, type Transition, terminalStates, transitionsOf } from '../state-machine.ts';

/** What happened to the payment; names follow the commands by which the payment service hears of it. */
export type PaymentMachineEvent =
  | { readonly type: 'VALIDATE' }
  | { readonly type: `RECORD_${PaymentProgress}` }
  | { readonly type: 'CONFIRM' }
  | { readonly type: 'FAIL' }
  | { readonly type: 'CANCEL' };

/** States that a `RecordPaymentProgress` command may ask for. */
export const PAYMENT_PROGRESS = [
  'WALLET_CHECKED',
  'WALLET_DEDUCTED',
  'GATEWAY_PROCESSING',
  'GATEWAY_RETRYING',
  'GATEWAY_FALLBACK',
  'PENDING_REVIEW',
] as const;

export type PaymentProgress = (typeof PAYMENT_PROGRESS)[number];

export const PAYMENT_STATES = [
  'INITIATED',
  'VALIDATED',
  ...PAYMENT_PROGRESS,
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;

export type PaymentState = (typeof PAYMENT_STATES)[number];

const types: { events: PaymentMachineEvent } = { events: { type: 'VALIDATE' } };

/** Until the provider is asked, a payment can still fail for its own reasons or be called off. */
const beforeGateway = { FAIL: 'FAILED', CANCEL: 'CANCELLED' } as const;

/** The gateway has given the charge up and only wants to know what became of it: no provider is tried again, so it ends one way or the other. */
const underReview = { CONFIRM: 'COMPLETED', FAIL: 'FAILED' } as const;

/**
 * Once the provider is asked, only the gateway's answer ends the payment. Retries and fallbacks follow one another in any order and more
 * than once (three time-outs, three providers), which is why they may be recorded again.
 */
const atGateway = {
  ...underReview,
  // The holder of the card has to agree, which is part of the ordinary processing.
  RECORD_GATEWAY_PROCESSING: 'GATEWAY_PROCESSING',
  RECORD_GATEWAY_RETRYING: 'GATEWAY_RETRYING',
  RECORD_GATEWAY_FALLBACK: 'GATEWAY_FALLBACK',
  RECORD_PENDING_REVIEW: 'PENDING_REVIEW',
  // The gateway says that it was called off before any money was moved.
  CANCEL: 'CANCELLED',
} as const;

export const paymentMachine = setup({ types }).createMachine({
  id: 'payment',
  initial: 'INITIATED',
  states: {
    // A cancel waits for the answer of the validation that is under way, so it never comes here.
    INITIATED: { on: { VALIDATE: 'VALIDATED', FAIL: 'FAILED' } },
    VALIDATED: {
      on: {
        RECORD_WALLET_CHECKED: 'WALLET_CHECKED',
        RECORD_GATEWAY_PROCESSING: 'GATEWAY_PROCESSING',
        ...beforeGateway,
      },
    },
    WALLET_CHECKED: { on: { RECORD_WALLET_DEDUCTED: 'WALLET_DEDUCTED', ...beforeGateway } },
    WALLET_DEDUCTED: { on: { RECORD_GATEWAY_PROCESSING: 'GATEWAY_PROCESSING', ...beforeGateway } },
    GATEWAY_PROCESSING: { on: atGateway },
    GATEWAY_RETRYING: { on: atGateway },
    GATEWAY_FALLBACK: { on: atGateway },
    PENDING_REVIEW: { on: underReview },
    COMPLETED: { type: 'final' },
    FAILED: { type: 'final' },
    CANCELLED: { type: 'final' },
  },
});

const TERMINAL = terminalStates(paymentMachine, PAYMENT_STATES);
const accept = acceptor<PaymentMachineEvent, PaymentState>(paymentMachine, PAYMENT_STATES);

/**
 * The state that `event` leads to from `state`; or, where the machine does not accept it there, why not.
 * Pure. Terminal states accept nothing.
 */
export function transitionPayment(state: PaymentState, event: PaymentMachineEvent): Outcome<PaymentState> {
  return accept(state, event);
}

/** Every transition that a payment can make, in the order of the states. */
export function paymentTransitions(): readonly Transition<PaymentState>[] {
  return transitionsOf(paymentMachine, PAYMENT_STATES);
}

/** The machine's event for one state of a `RecordPaymentProgress` command. */
export function progressEvent(progress: PaymentProgress): PaymentMachineEvent {
  return { type: `RECORD_${progress}` };
}

export function isPaymentState(value: unknown): value is PaymentState {
  return PAYMENT_STATES.some((state) => state === value);
}

/** Whether a payment in `state` has ended for good. */
export function isTerminalPaymentState(state: PaymentState): boolean {
  return TERMINAL.has(state);
}
