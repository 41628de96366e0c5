-- Metrics: counts by minute, payments under way, states of breakers and alerts.

-- Up Migration
CREATE SCHEMA metrics;

-- What every service needs to consume and to publish; nothing here has a history of its own.
CREATE TABLE metrics.streams (LIKE saga.streams INCLUDING ALL);
CREATE TABLE metrics.events (LIKE saga.events INCLUDING CONSTRAINTS INCLUDING IDENTITY);
ALTER TABLE metrics.events ADD CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version);
CREATE TABLE metrics.processed_events (LIKE saga.processed_events INCLUDING ALL);
CREATE TABLE metrics.outbox (
  position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
  topic text NOT NULL,
  message_key text NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  correlation_id uuid NOT NULL,
  payload text NOT NULL,
  created_at timestamptz NOT NULL,
  synced_at timestamptz
);
CREATE INDEX outbox_pending_idx ON metrics.outbox (position) WHERE synced_at IS NULL;
CREATE VIEW metrics.outbox_pending AS
SELECT topic, event_type, count(*) AS pending, min(created_at) AS oldest_created_at
FROM metrics.outbox WHERE synced_at IS NULL GROUP BY topic, event_type;
CREATE TABLE metrics.errors (
  error_id uuid NOT NULL CONSTRAINT errors_pkey PRIMARY KEY,
  kind text NOT NULL,
  reason text NOT NULL,
  aggregate_id text,
  event_id uuid,
  detail jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);
SELECT messaging.create_tables('metrics');

-- How often something happened in a minute (of the time at which it happened).
CREATE TABLE metrics.minutes (
  minute timestamptz NOT NULL,
  measure text NOT NULL,
  label text NOT NULL,
  value bigint NOT NULL,
  CONSTRAINT minutes_pkey PRIMARY KEY (minute, measure, label)
) WITH (fillfactor = 70);

-- Payments that have not come to an end, for their durations.
CREATE TABLE metrics.open_payments (
  payment_id uuid NOT NULL CONSTRAINT open_payments_pkey PRIMARY KEY,
  initiated_at timestamptz NOT NULL
);

CREATE TABLE metrics.stuck_sagas (
  payment_id uuid NOT NULL CONSTRAINT stuck_sagas_pkey PRIMARY KEY,
  detected_at timestamptz NOT NULL
);

CREATE TABLE metrics.breakers (
  provider text NOT NULL CONSTRAINT breakers_pkey PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('closed', 'half-open', 'open')),
  changed_at timestamptz NOT NULL
);

CREATE TABLE metrics.alerts (
  alert text NOT NULL CONSTRAINT alerts_pkey PRIMARY KEY,
  active boolean NOT NULL,
  value double precision NOT NULL,
  changed_at timestamptz NOT NULL
);

-- One row: several instances take turns by moving it on.
CREATE TABLE metrics.evaluation (
  one boolean NOT NULL CONSTRAINT evaluation_pkey PRIMARY KEY CHECK (one),
  evaluated_at timestamptz NOT NULL,
  recorded_minute timestamptz NOT NULL
);
INSERT INTO metrics.evaluation (one, evaluated_at, recorded_minute) VALUES (true, timestamptz '1970-01-01', timestamptz '1970-01-01');

-- Down Migration
DROP SCHEMA metrics CASCADE;
