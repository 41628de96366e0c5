/** Requests and faults in words. */
import type { PaymentFault } from '../payments/plan.ts';
import type { Workload } from '../payments/workload.ts';
import type { Trigger } from '../world/plan.ts';
import { duration, money, ordinal } from './format.ts';

/** One line per request of a workload, such as `0 ms: P1 pays 8.00 EUR from W1`. */
export function describeRequests({ wallets, requests }: Workload): readonly string[] {
  return requests.map((request, index) => {
    const at = `${duration(request.atMs)}: `;
    if (request.kind === 'cancel') return `${at}cancel P${payNumber(requests, request.pay)}`;
    const sum = money(request.amount, wallets[request.wallet]?.currency ?? '?');
    if (request.kind === 'topUp') return `${at}top up W${request.wallet + 1} by ${sum}`;
    const again = request.idempotencyKey === undefined ? '' : ` (key ${request.idempotencyKey})`;
    return `${at}P${payNumber(requests, index)} pays ${sum} from W${request.wallet + 1}${again}`;
  });
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
  if (fault.verb === 'provider') {
    return `${fault.provider}: ${ordinal(fault.nth)} ${fault.operation} → ${describeBehaviour(fault.behaviour)}`;
  }
  const when = describeTrigger(fault.when);
  switch (fault.verb) {
    case 'crash':
      return `${fault.process} crashes ${when}, is back after ${duration(fault.restartAfterMs)}`;
    case 'reset':
      return `connections from ${fault.from} to ${fault.to} are cut ${when}`;
    case 'delay':
      return `${duration(fault.extraMs)} of delay between ${fault.from} and ${fault.to} ${when}, for ${duration(fault.forMs)}`;
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
    decline: 'declined',
    'error-500': 'error 500',
    reset: 'connection cut',
  };
  return words[behaviour] ?? behaviour;
}
