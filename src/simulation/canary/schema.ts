/**
 * The canary's database lacks the last guard as well: the shipped one refuses a negative balance by a constraint,
 * which would turn the double-spend into a message that can never be handled.
 */
export const WEAKEN_SCHEMA = 'ALTER TABLE wallet.wallet_balances DROP CONSTRAINT wallet_balances_available_check';
