/** The clients' HTTP exchanges as steps. Of many polls of one payment only the last is told, with their number. */
import type { HttpExchange } from '../../payments/history.ts';
import { field, numberField, textField } from '../fields.ts';
import { money } from '../format.ts';
import type { MessageStep, Telling } from './model.ts';

export function exchangeSteps(telling: Telling): readonly MessageStep[] {
  const polls = Map.groupBy(
    telling.history.exchanges.filter(({ purpose }) => purpose === 'poll'),
    ({ request }) => request,
  );
  return telling.history.exchanges
    .filter((exchange) => exchange.purpose !== 'poll' || polls.get(exchange.request)?.at(-1) === exchange)
    .flatMap((exchange) => stepsOf(exchange, polls.get(exchange.request)?.length ?? 0, telling));
}

function stepsOf(exchange: HttpExchange, polls: number, { names, marks }: Telling): readonly MessageStep[] {
  const server = exchange.path.includes('/wallets') ? 'wallet' : 'payment';
  const marked = marks.has(exchange);
  const ask: MessageStep = {
    kind: 'message',
    atMs: exchange.sentMs,
    from: 'client',
    to: [server],
    label: names.within(requestLabel(exchange, polls)),
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

function requestLabel({ method, path, body, attempt, purpose }: HttpExchange, polls: number): string {
  const short = path.replace('/api/v1', '').replace(/\?.*$/, '');
  const amount = numberField(body, 'amount');
  const currency = textField(body, 'currency');
  const sum = amount === undefined || currency === undefined ? '' : ` ${money(amount, currency)}`;
  const again =
    purpose === 'poll' ? ` (asked ${polls === 1 ? 'once' : `${polls} times`})` : attempt > 1 ? ` (try ${attempt})` : '';
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
