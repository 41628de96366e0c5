-- Wallets: the shard of every ledger account, refunds that were credited, and what the consistency check has seen.

-- Up Migration

-- The slot of a wallet, 0 to 255: first byte of the SHA-256 of its id. It never changes; a shard is a range of slots. The same function is in
-- src/system/wallet/shard.ts. Ids of wallets are letters, digits, _ and -, so their text is their bytes.
CREATE FUNCTION wallet.slot_of(wallet_id text) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN get_byte(sha256(wallet_id::bytea), 0)::smallint;

-- Also the accounts that are no wallet's own (clearing, source) exist once per slot, so that a movement never leaves the shard of its wallet.
ALTER TABLE wallet.ledger_entries ADD COLUMN slot smallint GENERATED ALWAYS AS (wallet.slot_of(wallet_id)) STORED;

-- The books: what is on each account. In every slot and currency the balances add up to zero.
CREATE VIEW wallet.accounts AS
SELECT slot, currency, account, sum(amount) AS balance, count(*) AS entries
FROM wallet.ledger_entries GROUP BY slot, currency, account;

-- Refunds of settled payments that were credited: each at most once, whoever tells of it how often.
CREATE TABLE wallet.refund_credits (
  refund_id uuid NOT NULL CONSTRAINT refund_credits_pkey PRIMARY KEY,
  payment_id uuid NOT NULL,
  wallet_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0)
);
CREATE INDEX refund_credits_payment_idx ON wallet.refund_credits (payment_id);

-- Where the consistency check found a wallet to be right: the fold of its events up to `version`, from which the next check goes on.
CREATE TABLE wallet.checked_wallets (
  wallet_id text NOT NULL CONSTRAINT checked_wallets_pkey PRIMARY KEY,
  version bigint NOT NULL,
  state jsonb NOT NULL,
  checked_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- How far the check has come in its round over all wallets; one row. A check claims the row, so that instances don't do the same work.
CREATE TABLE wallet.check_rounds (
  name text NOT NULL CONSTRAINT check_rounds_pkey PRIMARY KEY,
  after_wallet_id text NOT NULL,
  claimed_until timestamptz NOT NULL
);

-- Down Migration
DROP TABLE wallet.check_rounds;
DROP TABLE wallet.checked_wallets;
DROP TABLE wallet.refund_credits;
DROP VIEW wallet.accounts;
ALTER TABLE wallet.ledger_entries DROP COLUMN slot;
DROP FUNCTION wallet.slot_of(text);
