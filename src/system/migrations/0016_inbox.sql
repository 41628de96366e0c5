-- The inbox does not grow for ever: what is old enough is found by its age.

-- Up Migration
DO $migration$
DECLARE
  service text;
BEGIN
  -- Rows are written in the order of time, so one entry for many pages is enough, and writing costs nothing more.
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] LOOP
    EXECUTE format('CREATE INDEX processed_events_age_idx ON %I.processed_events USING brin (processed_at)', service);
  END LOOP;
END
$migration$;

-- Down Migration
DO $migration$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] LOOP
    EXECUTE format('DROP INDEX %I.processed_events_age_idx', service);
  END LOOP;
END
$migration$;
