-- Dead letters, errors that somebody settles, how long messages wait in the outbox, and the state of the topic split.

-- Up Migration
CREATE SCHEMA messaging;

-- Gives a service's schema what messaging needs beside `outbox` and `errors`, which exist already.
CREATE FUNCTION messaging.create_tables(service text) RETURNS void LANGUAGE plpgsql AS $function$
BEGIN
  -- What this service could not handle. Its identity is that of the inbox: the event_id, or one made of the record's place.
  EXECUTE format($ddl$
    CREATE TABLE %I.dead_letters (
      dead_letter_id uuid NOT NULL CONSTRAINT dead_letters_pkey PRIMARY KEY,
      topic text NOT NULL,
      partition int NOT NULL,
      record_offset bigint NOT NULL,
      message_key text,
      headers jsonb NOT NULL,
      value_base64 text NOT NULL,
      -- What the message says it is; null when it could not be read.
      event_type text,
      cause text NOT NULL CHECK (cause IN ('unreadable', 'temporary', 'failed')),
      reason text NOT NULL,
      errors jsonb NOT NULL,
      attempts int NOT NULL CHECK (attempts > 0),
      first_failed_at timestamptz NOT NULL,
      last_failed_at timestamptz NOT NULL,
      state text NOT NULL CHECK (state IN ('waiting', 'redriven', 'discarded')),
      redrives int NOT NULL CHECK (redrives >= 0),
      -- When it is redriven by itself; null when it waits for a person.
      next_redrive_at timestamptz,
      resolved_at timestamptz,
      resolved_by text,
      resolution text
    )$ddl$, service);
  EXECUTE format('CREATE INDEX dead_letters_age_idx ON %I.dead_letters (first_failed_at, dead_letter_id)', service);
  EXECUTE format($ddl$
    CREATE INDEX dead_letters_due_idx ON %I.dead_letters (next_redrive_at) WHERE next_redrive_at IS NOT NULL$ddl$, service);
  EXECUTE format($ddl$
    CREATE VIEW %1$I.dead_letters_waiting AS
    SELECT topic, coalesce(event_type, 'unknown') AS event_type, cause, count(*) AS waiting,
      min(first_failed_at) AS oldest_failed_at
    FROM %1$I.dead_letters WHERE state = 'waiting' GROUP BY topic, coalesce(event_type, 'unknown'), cause$ddl$, service);

  EXECUTE format($ddl$
    ALTER TABLE %I.errors ADD COLUMN resolved_at timestamptz, ADD COLUMN resolved_by text, ADD COLUMN resolution text$ddl$, service);
  EXECUTE format('CREATE INDEX errors_age_idx ON %I.errors (occurred_at, error_id)', service);
  EXECUTE format('CREATE INDEX errors_event_idx ON %I.errors (event_id) WHERE event_id IS NOT NULL', service);

  -- From the commit of a message to its acknowledgement by the broker, by type.
  EXECUTE format($ddl$
    CREATE VIEW %1$I.outbox_latency AS
    SELECT topic, event_type, count(*) AS published, avg(synced_at - created_at) AS average, max(synced_at - created_at) AS longest
    FROM %1$I.outbox WHERE synced_at IS NOT NULL GROUP BY topic, event_type$ddl$, service);
END
$function$;

SELECT messaging.create_tables(service) FROM unnest(ARRAY['payment', 'wallet', 'gateway', 'saga']) AS s(service);

-- The move of payment events from one topic to two. Without a row there is none.
CREATE TABLE messaging.topic_split (
  name text NOT NULL CONSTRAINT topic_split_pkey PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('legacy', 'dual', 'split')),
  legacy_since timestamptz NOT NULL,
  dual_since timestamptz,
  split_since timestamptz
);

-- From where each consumer reads.
CREATE TABLE messaging.topic_split_consumers (
  consumer text NOT NULL CONSTRAINT topic_split_consumers_pkey PRIMARY KEY,
  source text NOT NULL CHECK (source IN ('legacy', 'split')),
  since timestamptz NOT NULL
);

-- Partitions of the legacy topic that a consumer has read up to the marker.
CREATE TABLE messaging.topic_split_drained (
  consumer text NOT NULL,
  partition int NOT NULL,
  drained_at timestamptz NOT NULL,
  CONSTRAINT topic_split_drained_pkey PRIMARY KEY (consumer, partition)
);

-- Down Migration
DROP SCHEMA messaging CASCADE;
DO $migration$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga'] LOOP
    EXECUTE format('DROP VIEW %1$I.outbox_latency, %1$I.dead_letters_waiting', service);
    EXECUTE format('DROP TABLE %I.dead_letters', service);
    EXECUTE format('DROP INDEX %1$I.errors_age_idx, %1$I.errors_event_idx', service);
    EXECUTE format('ALTER TABLE %I.errors DROP COLUMN resolved_at, DROP COLUMN resolved_by, DROP COLUMN resolution', service);
  END LOOP;
END
$migration$;
