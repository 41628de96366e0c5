-- Recovery: its own events, and what it knows of the other services.

-- Up Migration
CREATE SCHEMA recovery;

CREATE TABLE recovery.streams (LIKE saga.streams INCLUDING ALL);
CREATE TABLE recovery.events (LIKE saga.events INCLUDING CONSTRAINTS INCLUDING IDENTITY);
ALTER TABLE recovery.events ADD CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version);
SELECT archive.create_event_store('recovery', now());
CREATE TABLE recovery.processed_events (LIKE saga.processed_events INCLUDING ALL);
CREATE TABLE recovery.outbox (
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
CREATE INDEX outbox_pending_idx ON recovery.outbox (position) WHERE synced_at IS NULL;
CREATE VIEW recovery.outbox_pending AS
SELECT topic, event_type, count(*) AS pending, min(created_at) AS oldest_created_at
FROM recovery.outbox WHERE synced_at IS NULL GROUP BY topic, event_type;
CREATE TABLE recovery.errors (
  error_id uuid NOT NULL CONSTRAINT errors_pkey PRIMARY KEY,
  kind text NOT NULL,
  reason text NOT NULL,
  aggregate_id text,
  event_id uuid,
  detail jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);
SELECT messaging.create_tables('recovery');

-- One row: what was last seen of each service, and the recovery that is under way. Instances take turns at it.
CREATE TABLE recovery.system (
  name text NOT NULL CONSTRAINT system_pkey PRIMARY KEY,
  state jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Down Migration
DROP SCHEMA recovery CASCADE;
DROP TABLE archive.recovery_events;
