-- What every service has, each in a schema of its own: event store, outbox, inbox, errors.
-- Times and ids are always given by the service; no column draws them by itself.

-- Up Migration
DO $migration$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga'] LOOP
    EXECUTE format('CREATE SCHEMA %I', service);

    -- The version of each aggregate; the row that writers of one aggregate meet at. Never partitioned.
    EXECUTE format($ddl$
      CREATE TABLE %I.streams (
        aggregate_type text NOT NULL,
        aggregate_id text NOT NULL,
        version bigint NOT NULL CHECK (version > 0),
        CONSTRAINT streams_pkey PRIMARY KEY (aggregate_type, aggregate_id)
      ) WITH (fillfactor = 70)$ddl$, service);

    -- Append only. `sequence` is the order of the store; gaps in it mean nothing, gaps in versions can't be.
    EXECUTE format($ddl$
      CREATE TABLE %I.events (
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        event_id uuid NOT NULL,
        event_type text NOT NULL,
        event_version int NOT NULL,
        aggregate_type text NOT NULL,
        aggregate_id text NOT NULL,
        aggregate_version bigint NOT NULL CHECK (aggregate_version > 0),
        occurred_at timestamptz NOT NULL,
        correlation_id uuid NOT NULL,
        causation_id uuid NOT NULL,
        data jsonb NOT NULL,
        CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version)
      )$ddl$, service);

    -- One row per message and topic. A row is pending until the broker has acknowledged it.
    EXECUTE format($ddl$
      CREATE TABLE %I.outbox (
        position bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
        topic text NOT NULL,
        message_key text NOT NULL,
        event_id uuid NOT NULL,
        event_type text NOT NULL,
        correlation_id uuid NOT NULL,
        payload text NOT NULL,
        created_at timestamptz NOT NULL,
        synced_at timestamptz
      )$ddl$, service);
    EXECUTE format('CREATE INDEX outbox_pending_idx ON %I.outbox (position) WHERE synced_at IS NULL', service);
    EXECUTE format($ddl$
      CREATE VIEW %1$I.outbox_pending AS
      SELECT topic, event_type, count(*) AS pending, min(created_at) AS oldest_created_at
      FROM %1$I.outbox WHERE synced_at IS NULL GROUP BY topic, event_type$ddl$, service);

    -- Which messages took effect here. `service_name` tells apart several consumers of one schema.
    EXECUTE format($ddl$
      CREATE TABLE %I.processed_events (
        service_name text NOT NULL,
        event_id uuid NOT NULL,
        processed_at timestamptz NOT NULL,
        CONSTRAINT processed_events_pkey PRIMARY KEY (service_name, event_id)
      )$ddl$, service);

    -- What a person may have to look at.
    EXECUTE format($ddl$
      CREATE TABLE %I.errors (
        error_id uuid NOT NULL CONSTRAINT errors_pkey PRIMARY KEY,
        kind text NOT NULL,
        reason text NOT NULL,
        aggregate_id text,
        event_id uuid,
        detail jsonb NOT NULL,
        occurred_at timestamptz NOT NULL
      )$ddl$, service);
  END LOOP;
END
$migration$;

-- Down Migration
DROP SCHEMA payment CASCADE;
DROP SCHEMA wallet CASCADE;
DROP SCHEMA gateway CASCADE;
DROP SCHEMA saga CASCADE;
