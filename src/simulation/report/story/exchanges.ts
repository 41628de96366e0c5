/** The clients' HTTP exchanges as steps. Of many polls of one payment only the last is told, with their number. */
import type { HttpExchange } from '../../payments/history.ts';
import { field, numberField, textField } from '../fields.ts';
import { money } from '../format.ts';
import type { MessageStep, Telling } from './model.ts';

export function exchangeSteps(telling: Telling): readonly MessageStep[] {
  const { exchanges } = telling.history;
  const last = new Map(exchanges.filter(isPoll).map((poll) => [`${poll.purpose} ${poll.request}`, poll]));
  return exchanges
    .filter((exchange) => !isPoll(exchange) || last.get(`${exchange.purpose} ${exchange.request}`) === exchange)
    .flatMap((exchange) => stepsOf(exchange, telling));
}

function isPoll({ purpose }: HttpExchange): boolean {
  return purpose === 'poll' || purpose === 'poll-refunds';
}

function stepsOf(exchange: HttpExchange, { names, marks }: Telling): readonly MessageStep[] {
  const server = exchange.path.includes('/wallets') ? 'wallet' : 'payment';
  const marked = marks.has(exchange);
  const ask: MessageStep = {
    kind: 'message',
    atMs: exchange.sentMs,
    from: 'client',
    to: [server],
    label: names.within(requestLabel(exchange)),
    style: 'request',
    marked,
  };
  const { answer } = exchange;
  if (answer !== undefined) {
    const label = names.within(answerLabel(exchange.purpose, answer.status, answer.body));
    return [ask, { ...ask, atMs: answer.receivedMs, from: server, to: ['client'], label, style: 'answer' }];
  }
  if (exchange.error === undefined) return [ask];
  return [ask, { ...ask, from: server, to: ['client'], label: `no answer: ${exchange.error}`, style: 'lost' }];
}

function requestLabel(exchange: HttpExchange): string {
  const { method, path, body, attempt } = exchange;
  const short = path.replace('/api/v1', '').replace(/\?.*$/, '');
  const amount = numberField(body, 'amount');
  const currency = textField(body, 'currency');
  const sum = amount === undefined || currency === undefined ? '' : ` ${money(amount, currency)}`;
  const asked = attempt === 1 ? ' (asked once)' : ` (asked ${attempt} times)`;
  const again = isPoll(exchange) ? asked : attempt > 1 ? ` (try ${attempt})` : '';
  return `${method} ${short}${sum}${again}`;
}

function answerLabel(purpose: HttpExchange['purpose'], status: number, body: unknown): string {
  const error = field(body, 'error');
  const code = textField(error, 'code');
  const state = textField(body, 'status');
  const currency = textField(body, 'currency');
  const available = numberField(body, 'available');
  const parts = [String(status)];
  const id =
    purpose === 'pay'
      ? textField(body, 'payment_id')
      : purpose === 'open-wallet'
        ? textField(body, 'wallet_id')
        : undefined;
  if (id !== undefined) parts.push(id);
  if (state !== undefined) parts.push(state);
  if (code !== undefined) parts.push(code);
  if (available !== undefined && currency !== undefined) parts.push(`${money(available, currency)} available`);
  return parts.join(' ');
}
