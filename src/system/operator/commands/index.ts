/** All commands, in the order of the help. */
import type { Command } from '../command.ts';
import { API_KEY_COMMANDS } from './api-keys.ts';
import { DATABASE_COMMANDS } from './database.ts';
import { DEAD_LETTER_COMMANDS } from './dead-letters.ts';
import { ERROR_COMMANDS } from './errors.ts';
import { OUTBOX_COMMANDS } from './outbox.ts';
import { PAYMENT_COMMANDS } from './payments.ts';
import { RECONCILE_COMMANDS } from './reconcile.ts';
import { RECOVERY_COMMANDS } from './recovery.ts';
import { SAGA_COMMANDS } from './sagas.ts';
import { TOPIC_SPLIT_COMMANDS } from './topic-split.ts';
import { WALLET_COMMANDS } from './wallets.ts';

export const COMMANDS: readonly Command[] = [
  ...PAYMENT_COMMANDS,
  ...WALLET_COMMANDS,
  ...SAGA_COMMANDS,
  ...DEAD_LETTER_COMMANDS,
  ...ERROR_COMMANDS,
  ...OUTBOX_COMMANDS,
  ...RECONCILE_COMMANDS,
  ...TOPIC_SPLIT_COMMANDS,
  ...RECOVERY_COMMANDS,
  ...DATABASE_COMMANDS,
  ...API_KEY_COMMANDS,
];
