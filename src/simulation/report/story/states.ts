/** What changed in the database, as notes at the service that owns it. */
import { money } from '../format.ts';
import type { NoteStep, Telling } from './model.ts';

const good: ReadonlySet<string> = new Set(['COMPLETED']);
const bad: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'PENDING_REVIEW']);

export function stateSteps({ history, names, marks }: Telling): readonly NoteStep[] {
  const currencies = new Map(names.wallets.map(({ id, currency }) => [id, currency]));
  const notes = history.paymentStates.map(
    (change): NoteStep => ({
      kind: 'note',
      atMs: change.atMs,
      over: 'payment',
      text: `${names.of(change.id)} ${change.to}`,
      tone: good.has(change.to) ? 'good' : bad.has(change.to) ? 'bad' : 'plain',
      marked: marks.has(change),
    }),
  );
  const balances = history.balances.map((change): NoteStep => {
    const currency = currencies.get(change.walletId) ?? '?';
    const locked = change.locked === 0 ? '' : `, ${money(change.locked, currency)} locked`;
    return {
      kind: 'note',
      atMs: change.atMs,
      over: 'wallet',
      text: `${names.of(change.walletId)} ${money(change.available, currency)}${locked}`,
      tone: change.available < 0 || change.locked < 0 ? 'bad' : 'plain',
      marked: marks.has(change),
    };
  });
  return [...notes, ...balances];
}
