-- Gateway: several providers, breakers that all instances share, refunds, webhooks and disputes.

-- Up Migration
ALTER TABLE gateway.attempts
  DROP CONSTRAINT attempts_phase_check,
  ADD CONSTRAINT attempts_phase_check CHECK
    (phase IN ('CREATE', 'CONFIRM', 'ACTION', 'RESOLVE', 'RESUME', 'CANCEL', 'VERIFY', 'VOID', 'SETTLED')),
  -- The card's token at the provider, for payments without a wallet.
  ADD COLUMN source text,
  -- Providers that were asked before, and can no longer charge.
  ADD COLUMN tried text[] NOT NULL DEFAULT '{}',
  -- What became of it, once it is known.
  ADD COLUMN outcome text CHECK (outcome IN ('approved', 'declined', 'abandoned', 'voided')),
  -- Why it is being cancelled, which decides over what comes afterwards.
  ADD COLUMN cancelling_for text
    CHECK (cancelling_for IN ('attempts-used-up', 'breaker-open', 'waited-too-long', 'action-expired')),
  -- Since when no provider could be asked, because all breakers were open.
  ADD COLUMN waiting_since timestamptz,
  -- Until when the holder of the card may agree.
  ADD COLUMN action_until timestamptz;

UPDATE gateway.attempts a SET outcome = CASE
    WHEN e.event_type = 'GatewayResponseReceived' THEN e.data ->> 'outcome'
    ELSE 'abandoned'
  END
FROM gateway.events e
WHERE a.phase = 'SETTLED' AND e.aggregate_type = 'gateway' AND e.aggregate_id = a.payment_id::text
  AND e.event_type IN ('GatewayResponseReceived', 'GatewayFailed');

-- One row per provider, made when its first failure is counted. Who changes it holds its lock.
CREATE TABLE gateway.breakers (
  provider text NOT NULL CONSTRAINT breakers_pkey PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('closed', 'open', 'half-open')),
  failures int NOT NULL CHECK (failures >= 0),
  -- Calls that were answered and that failed, by stretches of time.
  tallies jsonb NOT NULL,
  open_until timestamptz,
  probe_token uuid,
  probe_until timestamptz,
  -- Version of the breaker's event stream.
  version bigint NOT NULL,
  CONSTRAINT breakers_open_check CHECK ((state = 'open') = (open_until IS NOT NULL)),
  CONSTRAINT breakers_probe_check CHECK ((state = 'half-open') = (probe_token IS NOT NULL AND probe_until IS NOT NULL))
);

CREATE TABLE gateway.refunds (
  refund_id uuid NOT NULL CONSTRAINT refunds_pkey PRIMARY KEY,
  payment_id uuid NOT NULL,
  provider text NOT NULL,
  charge_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  phase text NOT NULL CHECK (phase IN ('REFUND', 'RESOLVE', 'SETTLED')),
  number int NOT NULL CHECK (number > 0),
  provider_refund_id text,
  outcome text CHECK (outcome IN ('refunded', 'failed')),
  due_at timestamptz NOT NULL,
  lease_token uuid,
  lease_until timestamptz,
  revision bigint NOT NULL,
  correlation_id uuid NOT NULL,
  causation_id uuid NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX refunds_due_idx ON gateway.refunds (provider, due_at) WHERE phase <> 'SETTLED';
CREATE INDEX refunds_payment_idx ON gateway.refunds (payment_id);

-- Every webhook that was taken, once. What it says is kept for those that nothing could be done with.
CREATE TABLE gateway.webhooks (
  provider text NOT NULL,
  webhook_id text NOT NULL,
  type text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'known', 'unknown-type', 'unmatched')),
  body jsonb,
  received_at timestamptz NOT NULL,
  CONSTRAINT webhooks_pkey PRIMARY KEY (provider, webhook_id)
);

CREATE TABLE gateway.disputes (
  provider text NOT NULL,
  dispute_id text NOT NULL,
  payment_id uuid NOT NULL,
  charge_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  reason text NOT NULL,
  opened_at timestamptz NOT NULL,
  CONSTRAINT disputes_pkey PRIMARY KEY (provider, dispute_id)
);

-- Down Migration
DROP TABLE gateway.disputes;
DROP TABLE gateway.webhooks;
DROP TABLE gateway.refunds;
DROP TABLE gateway.breakers;
ALTER TABLE gateway.attempts
  DROP COLUMN action_until,
  DROP COLUMN waiting_since,
  DROP COLUMN cancelling_for,
  DROP COLUMN outcome,
  DROP COLUMN tried,
  DROP COLUMN source,
  DROP CONSTRAINT attempts_phase_check,
  ADD CONSTRAINT attempts_phase_check CHECK
    (phase IN ('CREATE', 'CONFIRM', 'RESOLVE', 'RESUME', 'CANCEL', 'VERIFY', 'SETTLED'));
