import { expect, test } from 'vitest';
import { differences, type TriedCustomer, type TriedPayment } from './books.ts';

const completed: TriedPayment = {
  paymentId: 'p1',
  status: 'COMPLETED',
  amount: 100,
  walletId: 'w',
  refunded: 30,
  charged: 70,
};
const byCard: TriedPayment = { paymentId: 'p2', status: 'COMPLETED', amount: 5, refunded: 0, charged: 5 };
const failed: TriedPayment = { ...completed, paymentId: 'p3', status: 'FAILED', refunded: 0, charged: 0 };
const fine: TriedCustomer = {
  walletId: 'w',
  paidIn: 1_000,
  available: 930,
  locked: 0,
  accepted: ['p1', 'p2', 'p3'],
  payments: [completed, byCard, failed],
};

test('books that are in order differ in nothing', () => {
  expect(differences([fine])).toEqual([]);
});

test.each<[string, TriedCustomer, string]>([
  ['a payment that is lost', { ...fine, accepted: [...fine.accepted, 'p4'] }, 'p4 was accepted, and is lost'],
  ['a payment that was made twice', { ...fine, accepted: ['p1', 'p2'] }, 'p3 exists, though nobody was told'],
  ['a charge of a payment that failed', with3({ charged: 100 }), 'hold 100 of payment p3 (FAILED); it should be 0'],
  ['a payment that hangs', with3({ status: 'GATEWAY_PROCESSING' }), 'p3 has not ended; it is GATEWAY_PROCESSING'],
  ['money that stays locked', { ...fine, locked: 7 }, '7 are still locked in wallet w'],
  ['money that is gone', { ...fine, available: 929 }, 'has 929; it should be 1000 paid in less 70 spent'],
])('%s is told', (_what, customer, told) => {
  expect(differences([customer])).toEqual([expect.stringContaining(told)]);
});

function with3(other: Partial<TriedPayment>): TriedCustomer {
  return { ...fine, payments: [completed, byCard, { ...failed, ...other }] };
}
