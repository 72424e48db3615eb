-- Tags of an organization. One that was deleted, or merged into another, stays as a row: history still names it, and a
-- restored version leads to the one it became.
CREATE TABLE tags (
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL,
  color TEXT NOT NULL,
  merged_into BLOB,
  created_by BLOB,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (organization_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX tags_title ON tags (organization_id, title_key) WHERE deleted_at IS NULL;
CREATE INDEX tags_merged ON tags (organization_id, merged_into) WHERE merged_into IS NOT NULL;

-- The ids of a customer's tags are part of its document, and the document is one row.
ALTER TABLE customers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

-- Who carries a tag, by change number: the newest come first without sorting, and pages of them by key. A customer's
-- rows are written anew with each of its versions; one without tags has none and costs nothing.
CREATE TABLE customer_tags (
  organization_id BIGINT NOT NULL,
  tag_id BLOB NOT NULL,
  is_live BOOLEAN NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (organization_id, tag_id, is_live, seq)
) WITHOUT ROWID;

-- Sums of the live customers that carry a tag, kept in the transaction that changes them, as customer_counts are.
CREATE TABLE tag_counts (
  id INTEGER NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  tag_id BLOB NOT NULL,
  customers BIGINT NOT NULL
);
CREATE INDEX tag_counts_tag ON tag_counts (organization_id, tag_id);

-- Work on many customers that the runner does in slices: it goes on behind last_seq, up to until_seq.
CREATE TABLE operations (
  number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  actor_id BLOB,
  actor_kind TEXT NOT NULL,
  kind TEXT NOT NULL,
  tag_id BLOB NOT NULL,
  state TEXT NOT NULL,
  total BIGINT NOT NULL,
  done BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  until_seq BIGINT NOT NULL,
  began_seq BIGINT NOT NULL, -- who is written after it is written by what was changed
  lease_owner BLOB,
  lease_until BIGINT,
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE UNIQUE INDEX operations_id ON operations (organization_id, id);
CREATE INDEX operations_subject ON operations (organization_id, tag_id, state);
-- Few are at work, of however many there were.
CREATE INDEX operations_state ON operations (state, number);
