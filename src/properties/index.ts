/** All properties, in the order in which a person would ask: the money, the promises, the machinery. */
import { auditComplete } from './audit-complete.ts';
import { balancesFollowEvents } from './balances-follow-events.ts';
import { breakerRespected } from './breaker-respected.ts';
import { cancelTakesEffect } from './cancel-takes-effect.ts';
import { causationChain } from './causation-chain.ts';
import { compensationPairs } from './compensation-pairs.ts';
import { completedIffChargedAndSettled } from './completed-iff-charged-and-settled.ts';
import { deadLettersAccounted } from './dead-letters-accounted.ts';
import { effectAtMostOnce } from './effect-at-most-once.ts';
import { everythingFinishes } from './everything-finishes.ts';
import { frozenWalletUntouched } from './frozen-wallet-untouched.ts';
import { idempotencyKeySameAnswer } from './idempotency-key-same-answer.ts';
import { machineConformance } from './machine-conformance.ts';
import { moneyConserved } from './money-conserved.ts';
import { neverNegative } from './never-negative.ts';
import { noChargeLeftOpen } from './no-charge-left-open.ts';
import { noDoubleSpend } from './no-double-spend.ts';
import { noRetryStorm } from './no-retry-storm.ts';
import { nothingAcknowledgedLost } from './nothing-acknowledged-lost.ts';
import { oneChargePerPayment } from './one-charge-per-payment.ts';
import { orderPerKey } from './order-per-key.ts';
import { outboxDrained } from './outbox-drained.ts';
import { paymentAndSagaAgree } from './payment-and-saga-agree.ts';
import { paymentsResume } from './payments-resume.ts';
import type { Property } from './property.ts';
import { providersReconcile } from './providers-reconcile.ts';
import { readModelEqualsFold } from './read-model-equals-fold.ts';
import { refundOnce } from './refund-once.ts';
import { refundTakesEffectOnce } from './refund-takes-effect-once.ts';
import { refundsWithinPayment } from './refunds-within-payment.ts';
import { specConformance } from './spec-conformance.ts';
import { terminalAbsorbing } from './terminal-absorbing.ts';
import { toldStaysTrue } from './told-stays-true.ts';
import { unknownOutcomeNotReported } from './unknown-outcome-not-reported.ts';
import { versionsWithoutGaps } from './versions-without-gaps.ts';

export type { Property, Verdict } from './property.ts';

export const properties: readonly Property[] = [
  moneyConserved,
  neverNegative,
  noDoubleSpend,
  oneChargePerPayment,
  completedIffChargedAndSettled,
  unknownOutcomeNotReported,
  refundOnce,
  compensationPairs,
  refundsWithinPayment,
  refundTakesEffectOnce,
  frozenWalletUntouched,
  providersReconcile,
  noChargeLeftOpen,
  breakerRespected,
  noRetryStorm,
  nothingAcknowledgedLost,
  cancelTakesEffect,
  toldStaysTrue,
  idempotencyKeySameAnswer,
  effectAtMostOnce,
  terminalAbsorbing,
  machineConformance,
  everythingFinishes,
  paymentAndSagaAgree,
  paymentsResume,
  readModelEqualsFold,
  balancesFollowEvents,
  versionsWithoutGaps,
  outboxDrained,
  orderPerKey,
  specConformance,
  causationChain,
  auditComplete,
  deadLettersAccounted,
];
