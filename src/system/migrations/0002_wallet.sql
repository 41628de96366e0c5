-- Wallets: balances, holds of payments, the double-entry ledger, answers to repeated requests.

-- Up Migration
CREATE TABLE wallet.wallet_balances (
  wallet_id text NOT NULL CONSTRAINT wallet_balances_pkey PRIMARY KEY,
  user_id text NOT NULL,
  currency text NOT NULL,
  available bigint NOT NULL CHECK (available >= 0),
  locked bigint NOT NULL CHECK (locked >= 0),
  frozen boolean NOT NULL,
  version bigint NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT wallet_balances_user_currency_key UNIQUE (user_id, currency)
) WITH (fillfactor = 70);

-- What a payment has locked in a wallet. There is at most one hold per payment, and it ends at most once.
CREATE TABLE wallet.holds (
  payment_id uuid NOT NULL CONSTRAINT holds_pkey PRIMARY KEY,
  wallet_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  state text NOT NULL CHECK (state IN ('held', 'settled', 'refunded')),
  -- Version of the wallet at which it was made; the higher, the newer.
  held_version bigint NOT NULL
);
CREATE INDEX holds_open_idx ON wallet.holds (wallet_id) WHERE state = 'held';

-- Each movement has entries that add up to zero; so do all entries of a currency at any time.
CREATE TABLE wallet.ledger_entries (
  event_id uuid NOT NULL,
  account text NOT NULL CHECK (account IN ('available', 'in_flight', 'merchant_clearing', 'top_up_source')),
  wallet_id text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  occurred_at timestamptz NOT NULL,
  CONSTRAINT ledger_entries_pkey PRIMARY KEY (event_id, account)
);

CREATE TABLE wallet.idempotency_keys (
  caller text NOT NULL,
  idempotency_key text NOT NULL,
  request_hash text NOT NULL,
  status int NOT NULL,
  answer jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, idempotency_key)
);

-- Down Migration
DROP TABLE wallet.idempotency_keys;
DROP TABLE wallet.ledger_entries;
DROP TABLE wallet.holds;
DROP TABLE wallet.wallet_balances;
