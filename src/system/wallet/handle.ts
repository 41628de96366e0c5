/** Handles the messages that concern wallets: read all, decide one after the other, write all. */
import { causeOf, type Message, type Step } from '../platform/index.ts';
import { loadForDecision } from './consistency/restore.ts';
import { decide, type WalletInput } from './decide.ts';
import { shardOf } from './shard.ts';
import { saveWallets } from './store.ts';
import { evolve, type Wallet } from './wallet.ts';

interface Addressed {
  readonly walletId: string;
  readonly input: WalletInput;
}

/**
 * Handles a batch; every message's answer rests on what those before it have left.
 *
 * @param onLocked told how long wallets were waited for, when others were changing them.
 */
export async function handleWalletMessages(
  step: Step,
  messages: readonly Message[],
  onLocked?: (seconds: number) => void,
): Promise<void> {
  const inputs = messages.flatMap(addressed);
  if (inputs.length === 0) return;
  const before = await loadForDecision(step, {
    walletIds: inputs.map(({ walletId }) => walletId),
    paymentIds: inputs.flatMap(({ input }) => ('payment_id' in input.data ? [input.data.payment_id] : [])),
    refunds: inputs.flatMap(({ input }) => (input.event_type === 'RefundCompleted' ? [input.data] : [])),
    onLocked,
  });
  const after = new Map(before);
  const stored: Message[] = [];
  for (const { walletId, input } of inputs) {
    const wallet = after.get(walletId);
    if (wallet === undefined) throw new Error(`Wallet ${walletId} was not loaded.`);
    const answered = answer(step, wallet, input);
    after.set(walletId, answered.wallet);
    stored.push(...answered.stored);
  }
  const changes = [...before].flatMap(([id, wallet]) => {
    const changed = after.get(id) ?? wallet;
    return changed.version === wallet.version ? [] : [{ before: wallet, after: changed }];
  });
  await saveWallets(step.tx, changes, stored);
}

function answer(step: Step, wallet: Wallet, input: WalletInput): { wallet: Wallet; stored: readonly Message[] } {
  const { events, problem } = decide(wallet, input);
  const cause = causeOf(input);
  if (problem !== undefined) {
    step.recordError({ ...problem, aggregateId: wallet.walletId, eventId: input.event_id });
  }
  if (wallet.status === 'unknown') {
    for (const event of events) step.announce({ type: 'wallet', id: wallet.walletId }, event, cause);
    return { wallet, stored: [] };
  }
  const stored = step.append({ type: 'wallet', id: wallet.walletId, version: wallet.version }, events, cause);
  return { wallet: events.reduce(evolve, wallet), stored };
}

/** In which of `shards` a message takes effect; what is about no wallet does nowhere. */
export function shardOfMessage(message: Message, shards: number): number {
  const [input] = addressed(message);
  return input === undefined ? 0 : shardOf(input.walletId, shards);
}

/** Which wallet a message is about; payments and refunds without one are none of ours. */
function addressed(input: Message): readonly Addressed[] {
  switch (input.event_type) {
    case 'CheckWalletBalance':
    case 'DeductWalletBalance':
    case 'RefundWalletBalance':
    case 'LockWallet':
    case 'UnlockWallet':
      return [{ walletId: input.data.wallet_id, input }];
    case 'PaymentCompleted':
    case 'RefundCompleted': {
      const walletId = input.data.wallet_id;
      return walletId === undefined ? [] : [{ walletId, input }];
    }
    default:
      return [];
  }
}
