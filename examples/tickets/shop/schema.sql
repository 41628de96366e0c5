-- How many tickets are left for each show, and who has one.
CREATE TABLE shows (
  show_id text PRIMARY KEY,
  tickets_left integer NOT NULL CHECK (tickets_left >= 0)
);

CREATE TABLE reservations (
  reservation_id text PRIMARY KEY,
  order_id text NOT NULL,
  show_id text NOT NULL REFERENCES shows
);

-- Orders that were handled, for the shop that remembers them.
CREATE TABLE handled_orders (
  order_id text PRIMARY KEY
);
