-- Who may call the API. All services read this; keys are issued, rotated and revoked by operators.

-- Up Migration
CREATE SCHEMA api;

-- Of a key only its SHA-256 is kept: it has 256 random bits, so nothing slower is needed, and whoever reads this table can't use it.
CREATE TABLE api.keys (
  key_id text NOT NULL CONSTRAINT keys_pkey PRIMARY KEY,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  -- The secret before the last rotation, which works until then.
  previous_hash bytea CHECK (octet_length(previous_hash) = 32),
  previous_until timestamptz,
  owner_kind text NOT NULL CHECK (owner_kind IN ('user', 'merchant', 'operator')),
  owner_id text NOT NULL,
  scopes text[] NOT NULL,
  name text NOT NULL,
  -- Requests per second in the long run, and how many may come at once; null for what the configuration says.
  rate_per_second int CHECK (rate_per_second > 0),
  burst int CHECK (burst > 0),
  created_at timestamptz NOT NULL,
  rotated_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT keys_previous_check CHECK ((previous_hash IS NULL) = (previous_until IS NULL))
);
CREATE INDEX keys_owner_idx ON api.keys (owner_kind, owner_id);

-- What is left of each key's allowance. Instances take tokens from here by the handful. Not logged: it costs no flush,
-- and after a crash everybody just has a full bucket.
CREATE UNLOGGED TABLE api.rate_buckets (
  key_id text NOT NULL CONSTRAINT rate_buckets_pkey PRIMARY KEY,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL,
  -- What was given out last.
  granted double precision NOT NULL
) WITH (fillfactor = 50);

-- Down Migration
DROP SCHEMA api CASCADE;
