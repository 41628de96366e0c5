-- Event store: `events` in monthly partitions, an archive for those that are too old, snapshots, checkpoints.
--
-- The partitioned table has no index of its own. Each partition has its own primary key over the version of the aggregate, which the
-- partitioned table could not have without `occurred_at` in it; over all partitions it is the row in `streams` that makes versions unique.
-- So an event costs what it cost before. The BRIN index finds a run of sequence numbers and costs next to nothing to keep.
--
-- Partitions are made here for this month and the next two, for every month of which there are events, and from the first month of the system's
-- calendar (2026-01); from then on the services make them ahead of time. What falls into the default partition is reported and moved.
-- Needs Postgres 17 or newer: before, a partitioned table could not have an identity column.

-- Up Migration
CREATE SCHEMA archive;

-- Makes the plain table `events` of a service's schema partitioned, with what is in it, and adds what belongs to an event store.
-- `at` is the present time: functions that read the server's clock would not be the same in every run.
CREATE FUNCTION archive.create_event_store(service text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET timezone = 'UTC' AS $function$
DECLARE
  month timestamptz;
  top bigint;
BEGIN
  EXECUTE format('ALTER TABLE %I.events RENAME TO events_before', service);
  EXECUTE format('ALTER TABLE %I.events_before RENAME CONSTRAINT events_pkey TO events_before_pkey', service);
  EXECUTE format($ddl$
    CREATE TABLE %1$I.events (
      sequence bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME %1$I.events_sequence),
      event_id uuid NOT NULL,
      event_type text NOT NULL,
      event_version int NOT NULL,
      aggregate_type text NOT NULL,
      aggregate_id text NOT NULL,
      aggregate_version bigint NOT NULL CONSTRAINT events_version_check CHECK (aggregate_version > 0),
      occurred_at timestamptz NOT NULL,
      correlation_id uuid NOT NULL,
      causation_id uuid NOT NULL,
      data jsonb NOT NULL
    ) PARTITION BY RANGE (occurred_at)$ddl$, service);
  EXECUTE format('CREATE INDEX events_sequence_idx ON %I.events USING brin (sequence) WITH (pages_per_range = 16)', service);

  FOR month IN EXECUTE format($months$
    SELECT date_trunc('month', occurred_at) FROM %I.events_before
    UNION SELECT generate_series(timestamptz '2026-01-01', timestamptz '2026-03-01', interval '1 month')
    UNION SELECT generate_series(date_trunc('month', $1), date_trunc('month', $1) + interval '2 months', interval '1 month')
    ORDER BY 1$months$, service) USING at
  LOOP
    EXECUTE format($ddl$
      CREATE TABLE %1$I.%2$I PARTITION OF %1$I.events
        (CONSTRAINT %3$I PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version)) FOR VALUES FROM (%4$L) TO (%5$L)$ddl$,
      service, to_char(month, '"events_"YYYY_MM'), to_char(month, '"events_pkey_"YYYY_MM'), month, month + interval '1 month');
  END LOOP;
  EXECUTE format($ddl$
    CREATE TABLE %1$I.events_default PARTITION OF %1$I.events
      (CONSTRAINT events_pkey_default PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version)) DEFAULT$ddl$, service);

  EXECUTE format('INSERT INTO %1$I.events OVERRIDING SYSTEM VALUE SELECT * FROM %1$I.events_before ORDER BY sequence', service);
  EXECUTE format('SELECT max(sequence) FROM %I.events_before', service) INTO top;
  IF top IS NOT NULL THEN
    PERFORM setval(format('%I.events_sequence', service)::regclass, top);
  END IF;
  EXECUTE format('DROP TABLE %I.events_before', service);

  -- Partitions that are older than the retention are moved here as they are, and are still replayed.
  EXECUTE format($ddl$
    CREATE TABLE archive.%I (
      sequence bigint NOT NULL,
      event_id uuid NOT NULL,
      event_type text NOT NULL,
      event_version int NOT NULL,
      aggregate_type text NOT NULL,
      aggregate_id text NOT NULL,
      aggregate_version bigint NOT NULL CONSTRAINT events_version_check CHECK (aggregate_version > 0),
      occurred_at timestamptz NOT NULL,
      correlation_id uuid NOT NULL,
      causation_id uuid NOT NULL,
      data jsonb NOT NULL
    ) PARTITION BY RANGE (occurred_at)$ddl$, service || '_events');

  -- The fold of an aggregate's events up to a version. `schema_version` is that of `state`; `occurred_until` is the latest time of
  -- these events.
  EXECUTE format($ddl$
    CREATE TABLE %I.snapshots (
      projection text NOT NULL,
      aggregate_id text NOT NULL,
      version bigint NOT NULL CHECK (version > 0),
      schema_version int NOT NULL CHECK (schema_version > 0),
      sequence bigint NOT NULL,
      occurred_until timestamptz NOT NULL,
      state jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      CONSTRAINT snapshots_pkey PRIMARY KEY (projection, aggregate_id, version)
    )$ddl$, service);

  -- Up to which sequence number a reader of the store has seen everything.
  EXECUTE format($ddl$
    CREATE TABLE %I.checkpoints (
      reader text NOT NULL CONSTRAINT checkpoints_pkey PRIMARY KEY,
      sequence bigint NOT NULL CHECK (sequence >= 0),
      updated_at timestamptz NOT NULL
    )$ddl$, service);
END
$function$;

SELECT archive.create_event_store(service, now()) FROM unnest(ARRAY['payment', 'wallet', 'gateway', 'saga']) AS s(service);

-- Down Migration
DO $migration$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga'] LOOP
    EXECUTE format('CREATE TABLE %1$I.events_after (sequence bigint GENERATED ALWAYS AS IDENTITY, event_id uuid NOT NULL, event_type text NOT NULL, event_version int NOT NULL, aggregate_type text NOT NULL, aggregate_id text NOT NULL, aggregate_version bigint NOT NULL CHECK (aggregate_version > 0), occurred_at timestamptz NOT NULL, correlation_id uuid NOT NULL, causation_id uuid NOT NULL, data jsonb NOT NULL)', service);
    EXECUTE format('INSERT INTO %1$I.events_after OVERRIDING SYSTEM VALUE SELECT * FROM archive.%2$I UNION ALL SELECT * FROM %1$I.events', service, service || '_events');
    EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), greatest((SELECT last_value FROM %I.events_sequence), 1))', service || '.events_after', 'sequence', service);
    EXECUTE format('DROP TABLE %I.events', service);
    EXECUTE format('ALTER TABLE %I.events_after RENAME TO events', service);
    EXECUTE format('ALTER TABLE %I.events ADD CONSTRAINT events_pkey PRIMARY KEY (aggregate_type, aggregate_id, aggregate_version)', service);
    EXECUTE format('DROP TABLE %I.snapshots, %1$I.checkpoints', service);
  END LOOP;
END
$migration$;
DROP SCHEMA archive CASCADE;
