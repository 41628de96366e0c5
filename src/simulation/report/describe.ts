/** Requests and faults in words. */
import type { PaymentFault } from '../payments/plan.ts';
import { type ClientRequest, type Workload, walletOf } from '../payments/workload.ts';
import type { Trigger } from '../world/plan.ts';
import { duration, money, ordinal } from './format.ts';

/** One line per request of a workload, such as `0 ms: P1 pays 8.00 EUR from W1`. */
export function describeRequests({ wallets, requests }: Workload): readonly string[] {
  return requests.map((request, index) => {
    const at = `${duration(request.atMs)}: `;
    return `${at}${describeRequest(request, index, { wallets, requests })}`;
  });
}

function describeRequest(request: ClientRequest, index: number, { wallets, requests }: Workload): string {
  const currency = wallets[walletOf(request) ?? -1]?.currency ?? '?';
  switch (request.kind) {
    case 'pay': {
      const again = request.idempotencyKey === undefined ? '' : ` (key ${request.idempotencyKey})`;
      const from = request.source === undefined ? `from W${request.wallet + 1}` : `by card ${request.source}`;
      const to = request.merchant === undefined ? '' : ` to ${request.merchant}`;
      const sum = money(request.amount, request.currency ?? currency);
      return `P${payNumber(requests, index)} pays ${sum} ${from}${to}${again}`;
    }
    case 'topUp':
      return `top up W${request.wallet + 1} by ${money(request.amount, currency)}`;
    case 'cancel':
      return `cancel P${payNumber(requests, request.pay)}`;
    case 'refund': {
      const pay = requests[request.pay];
      const paid = pay?.kind === 'pay' ? (pay.currency ?? wallets[pay.wallet]?.currency ?? '?') : '?';
      const sum = request.amount === undefined ? 'all that is left' : money(request.amount, paid);
      const when = request.early === true ? ', at once' : '';
      return `refund ${sum} of P${payNumber(requests, request.pay)}${when}`;
    }
    case 'freeze':
    case 'unfreeze':
      return `${request.kind} W${request.wallet + 1}`;
    case 'readWallet':
      return `look at W${request.wallet + 1}`;
    case 'readPayment':
      return `look at P${payNumber(requests, request.pay)}, waiting up to ${request.waitSeconds} s`;
    case 'operate':
      return `an operator asks for ${request.path} ${Object.values(request.body).join(' ')}`;
  }
}

/** One line per wallet, such as `W1: 10.00 EUR of user-1`. */
export function describeWallets({ wallets }: Workload): readonly string[] {
  return wallets.map(({ userId, currency, topUp }, index) => `W${index + 1}: ${money(topUp, currency)}, of ${userId}`);
}

/** Number of a `pay` among the payments, from 1. */
export function payNumber(requests: Workload['requests'], index: number): number {
  return requests.slice(0, index + 1).filter(({ kind }) => kind === 'pay').length;
}

/** What a fault does and when, such as `wallet-1 crashes at the 2nd postgres.commit.done of wallet-1`. */
export function describeFault(fault: PaymentFault): string {
  switch (fault.verb) {
    case 'provider':
      return `${fault.provider}: ${ordinal(fault.nth)} ${fault.operation} → ${describeBehaviour(fault.behaviour)}`;
    case 'provider-outage': {
      const what = fault.operations === undefined ? 'every call' : `every ${fault.operations.join(', ')}`;
      return `${fault.provider}: ${what} → ${describeBehaviour(fault.behaviour)}, from ${duration(fault.atMs)} for ${duration(fault.forMs)}`;
    }
    case 'webhook':
      return `${fault.provider}: ${ordinal(fault.nth)} webhook ${fault.behaviour === 'late' ? `${duration(fault.delayMs)} late` : fault.behaviour}`;
    case 'outage':
      return `${fault.server} cannot be reached, from ${duration(fault.atMs)} for ${duration(fault.forMs)}`;
    case 'crash':
      return `${fault.process} crashes ${describeTrigger(fault.when)}, is back after ${duration(fault.restartAfterMs)}`;
    case 'reset':
      return `connections from ${fault.from} to ${fault.to} are cut ${describeTrigger(fault.when)}`;
    case 'delay':
      return `${duration(fault.extraMs)} of delay between ${fault.from} and ${fault.to} ${describeTrigger(fault.when)}, for ${duration(fault.forMs)}`;
  }
}

function describeTrigger(when: Trigger): string {
  if ('atMs' in when) return `at ${duration(when.atMs)}`;
  const who = when.process === undefined ? '' : ` of ${when.process}`;
  const what = when.label === undefined ? '' : ` with ${when.label}`;
  return `at the ${ordinal(when.nth)} ${when.point}${who}${what}`;
}

/** What the caller of a provider meets. */
export function describeBehaviour(behaviour: string): string {
  const words: Readonly<Record<string, string>> = {
    'timeout-lands': 'no answer, but it took effect',
    'timeout-lost': 'no answer, and no effect',
    'lands-late': 'no answer, and it takes effect a minute later',
    slow: 'a slow answer',
    decline: 'declined',
    'requires-action': 'the holder of the card has to agree',
    'error-500': 'error 500',
    reset: 'connection cut',
  };
  return words[behaviour] ?? behaviour;
}
