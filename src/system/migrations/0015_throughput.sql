-- Throughput: room in each page of an outbox for the mark that a row was published.

-- Up Migration
DO $migration$
DECLARE
  service text;
BEGIN
  -- Each row is written once and marked once. With half of a page left free, the marked row stays in its page, and the log has to hold only
  -- what differs, not the payload for the second time.
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] LOOP
    EXECUTE format('ALTER TABLE %I.outbox SET (fillfactor = 45)', service);
  END LOOP;
END
$migration$;

-- Down Migration
DO $migration$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['payment', 'wallet', 'gateway', 'saga', 'metrics', 'recovery'] LOOP
    EXECUTE format('ALTER TABLE %I.outbox RESET (fillfactor)', service);
  END LOOP;
END
$migration$;
