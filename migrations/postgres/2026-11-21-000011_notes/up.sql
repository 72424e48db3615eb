-- What an event is about, as a small number: the stream of one topic is a range of an index.
ALTER TABLE events ADD COLUMN topic SMALLINT NOT NULL DEFAULT 1;
UPDATE events SET topic = CASE WHEN kind IN ('add-tag', 'remove-tag') THEN 2 ELSE 3 END
  WHERE kind IN ('add-tag', 'remove-tag', 'file_added', 'file_replaced', 'file_detached', 'file_trashed', 'file_restored');

-- A note is an event with words, which can be edited, pinned and deleted.
ALTER TABLE events ADD COLUMN note TEXT;
ALTER TABLE events ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN edited_by UUID;
ALTER TABLE events ADD COLUMN edited_at BIGINT;
ALTER TABLE events ADD COLUMN pinned_at BIGINT;
ALTER TABLE events ADD COLUMN deleted_at BIGINT;

-- Ids begin with the time, so that the newest come first without sorting: of a topic, and of what one person did.
CREATE INDEX events_topic ON events (organization_id, topic, id) WHERE deleted_at IS NULL;
CREATE INDEX events_actor ON events (organization_id, actor_id, topic, id) WHERE deleted_at IS NULL;
CREATE INDEX events_pinned ON events (organization_id, customer_id) WHERE pinned_at IS NOT NULL;
CREATE INDEX events_deleted ON events (organization_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- The dashboard's figures, kept in the transactions that change them as the counts of customers are.
ALTER TABLE customer_counts ADD COLUMN corporate BIGINT NOT NULL DEFAULT 0;
UPDATE customer_counts SET corporate = (
  SELECT count(*) FROM customers
  WHERE customers.organization_id = customer_counts.organization_id AND kind = 1 AND deleted_at IS NULL
) WHERE id IN (SELECT min(id) FROM customer_counts GROUP BY organization_id);

-- Live customers by the quarter of an hour in which they were created: every time zone's days and weeks are made of these.
CREATE TABLE customer_growth (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  slot BIGINT NOT NULL, -- quarters of an hour since the Unix epoch
  customers BIGINT NOT NULL
);
CREATE INDEX customer_growth_slot ON customer_growth (organization_id, slot);
INSERT INTO customer_growth (organization_id, slot, customers)
  SELECT organization_id, created_at / 900000000, count(*) FROM customers WHERE deleted_at IS NULL
  GROUP BY organization_id, created_at / 900000000;

-- What needs attention: the newest imports that left rows to fix.
CREATE INDEX imports_rejected ON imports (organization_id, number) WHERE rejected > 0 AND finished_at IS NOT NULL;
