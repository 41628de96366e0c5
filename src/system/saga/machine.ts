/**
 * The states of a saga and what may lead from one to another, as an XState machine.
 *
 * It is used through the pure `transition` only. Time-outs are events like all others: their deadlines are stored,
 * because XState's own delays do not survive a restart. The machine has no context; where the way depends on the
 * payment's method or on an answer's content, the event carries it and a guard reads it.
 *
 * Three rules shape it:
 * - What was asked of another service and not yet answered has an unknown outcome. A deduction that is overdue is
 *   therefore awaited (`DEDUCTION_OVERDUE`) and then given back; nothing is compensated on a guess.
 * - A cancel stops the saga at the next boundary between two steps (`STOPPING_…`), for the same reason.
 * - While the gateway has an attempt unresolved (`AWAITING_GATEWAY`, `AWAITING_VERIFICATION`), no time-out and no
 *   user moves the saga: a refund beside a charge that lands later would lose the money. A cancel is handed on to the
 *   gateway, which alone knows whether money may have moved; what it answers counts.
 */
import { setup } from 'xstate';
import { acceptor, type Outcome, type Transition, terminalStates, transitionsOf } from '../state-machine.ts';

/** `wallet`: funds are held in the wallet before the provider is asked. `external`: the provider alone. */
export type PaymentMethod = 'wallet' | 'external';

export type SagaMachineEvent =
  | { readonly type: 'PAYMENT_VALIDATED'; readonly method: PaymentMethod }
  | { readonly type: 'PAYMENT_COMPLETED' }
  | { readonly type: 'PAYMENT_FAILED' }
  | { readonly type: 'PAYMENT_CANCELLED' }
  | { readonly type: 'BALANCE_CHECKED'; readonly sufficient: boolean }
  | { readonly type: 'WALLET_DEDUCTED' }
  | { readonly type: 'WALLET_DEDUCTION_FAILED' }
  | { readonly type: 'WALLET_REFUNDED' }
  | { readonly type: 'GATEWAY_APPROVED' }
  | { readonly type: 'GATEWAY_REFUSED'; readonly method: PaymentMethod }
  | { readonly type: 'GATEWAY_CANCELLED'; readonly method: PaymentMethod }
  | { readonly type: 'GATEWAY_TIMED_OUT' }
  | { readonly type: 'GATEWAY_FELL_BACK' }
  | { readonly type: 'GATEWAY_ACTION_REQUIRED' }
  | { readonly type: 'GATEWAY_VERIFICATION_REQUIRED' }
  | { readonly type: 'CANCEL' }
  | { readonly type: 'STEP_TIMED_OUT' }
  | { readonly type: 'SAGA_TIMED_OUT' };

export const SAGA_STATES = [
  'VALIDATING',
  'CHECKING_BALANCE',
  'DEDUCTING',
  'DEDUCTION_OVERDUE',
  'AWAITING_GATEWAY',
  'AWAITING_VERIFICATION',
  'CONFIRMING',
  'REFUNDING',
  'FAILING',
  'STOPPING_VALIDATION',
  'STOPPING_CHECK',
  'STOPPING_DEDUCTION',
  'CANCEL_REFUNDING',
  'CANCELLING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const;

export type SagaState = (typeof SAGA_STATES)[number];

const types: { events: SagaMachineEvent } = { events: { type: 'CANCEL' } };

function timedOut<To extends SagaState>(to: To) {
  return { STEP_TIMED_OUT: to, SAGA_TIMED_OUT: to } as const;
}

/** A second wish to cancel changes nothing; it is no error of anybody. */
function alreadyCancelling<Same extends SagaState>(same: Same) {
  return { CANCEL: same, ...timedOut(same) } as const;
}

const machineSetup = setup({
  types,
  guards: {
    fromWallet: ({ event }) => 'method' in event && event.method === 'wallet',
    sufficient: ({ event }) => 'sufficient' in event && event.sufficient,
  },
});

/** The gateway knows what became of the charge. */
const gatewayAnswers = {
  GATEWAY_APPROVED: 'CONFIRMING',
  GATEWAY_REFUSED: [{ guard: 'fromWallet', target: 'REFUNDING' }, { target: 'FAILING' }],
} as const;

export const sagaMachine = machineSetup.createMachine({
  id: 'saga',
  initial: 'VALIDATING',
  states: {
    VALIDATING: {
      on: {
        PAYMENT_VALIDATED: [{ guard: 'fromWallet', target: 'CHECKING_BALANCE' }, { target: 'AWAITING_GATEWAY' }],
        PAYMENT_FAILED: 'FAILED',
        CANCEL: 'STOPPING_VALIDATION',
        ...timedOut('FAILING'),
      },
    },
    CHECKING_BALANCE: {
      on: {
        BALANCE_CHECKED: [{ guard: 'sufficient', target: 'DEDUCTING' }, { target: 'FAILING' }],
        WALLET_DEDUCTION_FAILED: 'FAILING',
        CANCEL: 'STOPPING_CHECK',
        ...timedOut('FAILING'),
      },
    },
    DEDUCTING: {
      on: {
        WALLET_DEDUCTED: 'AWAITING_GATEWAY',
        WALLET_DEDUCTION_FAILED: 'FAILING',
        CANCEL: 'STOPPING_DEDUCTION',
        ...timedOut('DEDUCTION_OVERDUE'),
      },
    },
    DEDUCTION_OVERDUE: {
      on: { WALLET_DEDUCTED: 'REFUNDING', WALLET_DEDUCTION_FAILED: 'FAILING', ...timedOut('DEDUCTION_OVERDUE') },
    },
    AWAITING_GATEWAY: {
      on: {
        ...gatewayAnswers,
        GATEWAY_CANCELLED: [{ guard: 'fromWallet', target: 'CANCEL_REFUNDING' }, { target: 'CANCELLING' }],
        CANCEL: 'AWAITING_GATEWAY',
        GATEWAY_TIMED_OUT: 'AWAITING_GATEWAY',
        GATEWAY_FELL_BACK: 'AWAITING_GATEWAY',
        GATEWAY_ACTION_REQUIRED: 'AWAITING_GATEWAY',
        GATEWAY_VERIFICATION_REQUIRED: 'AWAITING_VERIFICATION',
        ...timedOut('AWAITING_GATEWAY'),
      },
    },
    // The gateway has given the charge up: it asks what became of it, and tries no provider again.
    AWAITING_VERIFICATION: { on: { ...gatewayAnswers, ...timedOut('AWAITING_VERIFICATION') } },
    CONFIRMING: { on: { PAYMENT_COMPLETED: 'COMPLETED', ...timedOut('CONFIRMING') } },
    REFUNDING: { on: { WALLET_REFUNDED: 'FAILING', ...timedOut('REFUNDING') } },
    FAILING: { on: { PAYMENT_FAILED: 'FAILED', ...timedOut('FAILING') } },
    STOPPING_VALIDATION: {
      on: { PAYMENT_VALIDATED: 'CANCELLING', PAYMENT_FAILED: 'FAILED', ...alreadyCancelling('STOPPING_VALIDATION') },
    },
    STOPPING_CHECK: {
      on: {
        BALANCE_CHECKED: 'CANCELLING',
        WALLET_DEDUCTION_FAILED: 'CANCELLING',
        ...alreadyCancelling('STOPPING_CHECK'),
      },
    },
    STOPPING_DEDUCTION: {
      on: {
        WALLET_DEDUCTED: 'CANCEL_REFUNDING',
        WALLET_DEDUCTION_FAILED: 'CANCELLING',
        ...alreadyCancelling('STOPPING_DEDUCTION'),
      },
    },
    CANCEL_REFUNDING: { on: { WALLET_REFUNDED: 'CANCELLING', ...alreadyCancelling('CANCEL_REFUNDING') } },
    CANCELLING: { on: { PAYMENT_CANCELLED: 'CANCELLED', ...alreadyCancelling('CANCELLING') } },
    COMPLETED: { type: 'final' },
    FAILED: { type: 'final' },
    CANCELLED: { type: 'final' },
  },
});

const TERMINAL = terminalStates(sagaMachine, SAGA_STATES);
const accept = acceptor<SagaMachineEvent, SagaState>(sagaMachine, SAGA_STATES);

/**
 * The state that `event` leads to from `state`; or, where the machine does not accept it there, why not.
 * Pure. Terminal states accept nothing.
 */
export function transitionSaga(state: SagaState, event: SagaMachineEvent): Outcome<SagaState> {
  return accept(state, event);
}

/** Every transition that a saga can make, in the order of the states. */
export function sagaTransitions(): readonly Transition<SagaState>[] {
  return transitionsOf(sagaMachine, SAGA_STATES);
}

export function isSagaState(value: unknown): value is SagaState {
  return SAGA_STATES.some((state) => state === value);
}

/** Whether a saga in `state` has ended for good. */
export function isTerminalSagaState(state: SagaState): boolean {
  return TERMINAL.has(state);
}

/** The command whose answer a state waits for. */
export const CURRENT_STEP: Readonly<Partial<Record<SagaState, string>>> = {
  VALIDATING: 'ValidatePayment',
  STOPPING_VALIDATION: 'ValidatePayment',
  CHECKING_BALANCE: 'CheckWalletBalance',
  STOPPING_CHECK: 'CheckWalletBalance',
  DEDUCTING: 'DeductWalletBalance',
  STOPPING_DEDUCTION: 'DeductWalletBalance',
  DEDUCTION_OVERDUE: 'DeductWalletBalance',
  AWAITING_GATEWAY: 'ProcessWithGateway',
  AWAITING_VERIFICATION: 'ProcessWithGateway',
  CONFIRMING: 'ConfirmPayment',
  REFUNDING: 'RefundWalletBalance',
  CANCEL_REFUNDING: 'RefundWalletBalance',
  FAILING: 'MarkPaymentAsFailed',
  CANCELLING: 'MarkPaymentAsCancelled',
};
