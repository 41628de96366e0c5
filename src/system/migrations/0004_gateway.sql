-- Gateway: what is to be charged where, and how far it has come.

-- Up Migration
CREATE TABLE gateway.attempts (
  payment_id uuid NOT NULL,
  provider text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  phase text NOT NULL
    CHECK (phase IN ('CREATE', 'CONFIRM', 'RESOLVE', 'RESUME', 'CANCEL', 'VERIFY', 'SETTLED')),
  number int NOT NULL CHECK (number > 0),
  charge_id text,
  verifications int NOT NULL CHECK (verifications >= 0),
  due_at timestamptz NOT NULL,
  -- Whoever holds the lease makes the calls. Its token stays when it is given back; then `lease_until` is null.
  lease_token uuid,
  lease_until timestamptz,
  -- Grows with every write, so that a worker sees whether a write of its own took effect, and no other can pass for it.
  revision bigint NOT NULL,
  -- Version of the payment's stream in this schema.
  version bigint NOT NULL,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL,
  CONSTRAINT attempts_pkey PRIMARY KEY (payment_id, provider)
) WITH (fillfactor = 70);
CREATE INDEX attempts_due_idx ON gateway.attempts (provider, due_at) WHERE phase <> 'SETTLED';

-- Down Migration
DROP TABLE gateway.attempts;
