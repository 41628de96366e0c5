-- Sagas: payments by card, repeated steps, sagas that are stuck; and a read model over all services.

-- Up Migration
ALTER TABLE saga.active_sagas
  ADD COLUMN user_id text,
  -- The card's token at the provider, for payments without a wallet.
  ADD COLUMN source text,
  -- Who approved the charge, so that the confirmation can be repeated.
  ADD COLUMN provider text,
  ADD COLUMN provider_charge_id text,
  -- How often the command of the current step was repeated, or its answer looked after.
  ADD COLUMN attempts int NOT NULL DEFAULT 0,
  -- True once it was told that the saga has been in its state for too long.
  ADD COLUMN stuck boolean NOT NULL DEFAULT false;
UPDATE saga.active_sagas SET stuck = true
WHERE state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED') AND LEAST(step_deadline_at, deadline_at) IS NULL;
CREATE INDEX active_sagas_stuck_idx ON saga.active_sagas (payment_id) WHERE stuck;

-- One row per payment, folded from the events of all services. Each group of columns follows one stream, to the version beside it, because
-- streams of different services have no common order.
CREATE TABLE saga.saga_projections (
  payment_id uuid NOT NULL CONSTRAINT saga_projections_pkey PRIMARY KEY,
  payment_version bigint NOT NULL DEFAULT 0,
  payment_status text,
  method text,
  user_id text,
  merchant_id text,
  wallet_id text,
  amount bigint,
  currency text,
  error_code text,
  initiated_at timestamptz,
  ended_at timestamptz,
  wallet_version bigint NOT NULL DEFAULT 0,
  hold text CHECK (hold IN ('refused', 'held', 'settled', 'released')),
  gateway_version bigint NOT NULL DEFAULT 0,
  gateway_status text,
  provider text,
  provider_charge_id text,
  saga_version bigint NOT NULL DEFAULT 0,
  saga_id uuid,
  saga_step text,
  saga_outcome text,
  -- By refund id: the version of its stream, and its amount once it was given back.
  refunds jsonb NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL
) WITH (fillfactor = 70);

-- Down Migration
DROP TABLE saga.saga_projections;
DROP INDEX saga.active_sagas_stuck_idx;
ALTER TABLE saga.active_sagas
  DROP COLUMN user_id,
  DROP COLUMN source,
  DROP COLUMN provider,
  DROP COLUMN provider_charge_id,
  DROP COLUMN attempts,
  DROP COLUMN stuck;
