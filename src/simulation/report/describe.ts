/** Requests and faults in words. */
import { type PaymentFault, paymentFaults } from '../payments/plan.ts';
import { type ClientRequest, type Workload, walletOf } from '../payments/workload.ts';
import { type Parameter, type Trigger, trigger } from '../world/index.ts';
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
      const last = request.last === true ? ', when everything else rests' : '';
      return `P${payNumber(requests, index)} pays ${sum} ${from}${to}${again}${last}`;
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
  const kind = paymentFaults.kindOf(fault);
  return kind.sentence(fault).replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = kind.parameters[name];
    return parameter === undefined ? '' : describeValue(parameter, Reflect.get(fault, name));
  });
}

function describeValue({ wording, meanings }: Parameter<unknown>, value: unknown): string {
  if (typeof value === 'string') return meanings?.[value] || value;
  if (Array.isArray(value)) return value.join(', ');
  if (trigger.is(value)) return describeTrigger(value);
  if (typeof value !== 'number') return '';
  if (wording === 'ordinal') return ordinal(value);
  return wording === 'duration' ? duration(value) : String(value);
}

function describeTrigger(when: Trigger): string {
  if ('atMs' in when) return `at ${duration(when.atMs)}`;
  if ('event' in when) return `after the ${ordinal(when.event)} event of ${when.process}`;
  const who = when.process === undefined ? '' : ` of ${when.process}`;
  const what = when.label === undefined ? '' : ` with ${when.label}`;
  return `at the ${ordinal(when.nth)} ${when.point}${who}${what}`;
}
