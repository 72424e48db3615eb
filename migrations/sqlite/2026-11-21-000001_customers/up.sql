-- Times are microseconds since the Unix epoch, UTC. Organizations have a small number as their key, because it
-- leads every index: 16 bytes of a UUID in each of them would be a sixth of the database.
CREATE TABLE organizations (
  id INTEGER NOT NULL PRIMARY KEY,
  uuid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  country TEXT,
  created_at BIGINT NOT NULL
);

-- PostgreSQL has sequences; here the one writer draws numbers from a row.
CREATE TABLE sequences (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO sequences (name, value) VALUES ('change', 0), ('customer', 0), ('organization', 0);

-- The row id is the change number, drawn anew at every write: the newest change is the last row, and the search
-- index answers in that order.
CREATE TABLE customers (
  seq INTEGER NOT NULL PRIMARY KEY,
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  version BIGINT NOT NULL,
  kind SMALLINT NOT NULL, -- 0 personal, 1 corporate
  status SMALLINT NOT NULL, -- 0 active, 1 inactive
  display_name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  given_name TEXT,
  family_name TEXT,
  father_name TEXT,
  company TEXT,
  tax_number TEXT,
  registration_number TEXT,
  locale TEXT,
  notes TEXT,
  email_hash BIGINT, -- of the main address's match key: the first eight bytes of its SHA-256
  country TEXT,
  contact_points TEXT NOT NULL,
  addresses TEXT NOT NULL,
  attributes TEXT NOT NULL,
  changed_by BLOB,
  changed_at BIGINT NOT NULL,
  cause SMALLINT NOT NULL, -- 0 hand, 1 token, 2 import, 3 restore, 4 merge, 5 undo, 6 portal, 7 operation, 8 undo of an import, 9 redo, 10 dialect
  cause_id BLOB,
  cause_row BIGINT,
  created_by BLOB,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
);
-- seq ends every one of these by itself, being the row id: it is what pages of equal keys are ordered by.
CREATE UNIQUE INDEX customers_id ON customers (organization_id, id);
CREATE UNIQUE INDEX customers_number ON customers (organization_id, number);
CREATE INDEX customers_changed ON customers (organization_id) WHERE deleted_at IS NULL;
CREATE INDEX customers_name ON customers (organization_id, sort_name) WHERE deleted_at IS NULL;
CREATE INDEX customers_email ON customers (organization_id, email_hash) WHERE deleted_at IS NULL AND email_hash IS NOT NULL;
CREATE INDEX customers_without_email ON customers (organization_id) WHERE deleted_at IS NULL AND email_hash IS NULL;
CREATE INDEX customers_kind ON customers (organization_id, kind) WHERE deleted_at IS NULL;
CREATE INDEX customers_status ON customers (organization_id, status) WHERE deleted_at IS NULL;
CREATE INDEX customers_country ON customers (organization_id, country) WHERE deleted_at IS NULL;
CREATE INDEX customers_trash ON customers (organization_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- Names of attributes. Rows of customers carry the numbers: a hundred thousand of them have the same few names.
CREATE TABLE attribute_names (
  organization_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (organization_id, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX attribute_names_key ON attribute_names (organization_id, namespace, key);

-- The former documents: what a customer was before its current version, with who made it and why.
CREATE TABLE customer_versions (
  organization_id BIGINT NOT NULL,
  customer_id BLOB NOT NULL,
  version BIGINT NOT NULL,
  document TEXT NOT NULL,
  changed_by BLOB,
  changed_at BIGINT NOT NULL,
  cause SMALLINT NOT NULL, -- 0 hand, 1 token, 2 import, 3 restore, 4 merge, 5 undo, 6 portal, 7 operation, 8 undo of an import, 9 redo, 10 dialect
  cause_id BLOB,
  cause_row BIGINT,
  PRIMARY KEY (organization_id, customer_id, version)
) WITHOUT ROWID;

-- Ids that other systems use for a customer.
CREATE TABLE customer_references (
  organization_id BIGINT NOT NULL,
  customer_id BLOB NOT NULL,
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  is_live BOOLEAN NOT NULL,
  PRIMARY KEY (organization_id, customer_id, system, name, value)
) WITHOUT ROWID;
CREATE INDEX customer_references_value ON customer_references (organization_id, system, name, value) WHERE is_live;
CREATE UNIQUE INDEX customer_references_unique ON customer_references (organization_id, value)
  WHERE is_live AND system = 'arrowsphere' AND name = 'internalReference';

-- Sums of live and trashed customers, kept in the transaction that changes them.
CREATE TABLE customer_counts (
  id INTEGER NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  live BIGINT NOT NULL,
  trashed BIGINT NOT NULL
);
CREATE INDEX customer_counts_organization ON customer_counts (organization_id);

-- Tokens made in Rust (domain::folding), each behind the five digits of its organization's key, so that beginnings of
-- two and three letters have seven and eight; rowid is the customer's seq. Only live customers are in it.
CREATE VIRTUAL TABLE customer_search USING fts5(
  words, content='', contentless_delete=1, detail=none, prefix='7 8', tokenize="unicode61 remove_diacritics 0"
);
-- Its words: a longer beginning is looked up here first.
CREATE VIRTUAL TABLE customer_words USING fts5vocab(customer_search, row);

-- The timeline: what people and programs did, in the transaction that did it.
CREATE TABLE events (
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  customer_id BLOB NOT NULL,
  actor_id BLOB,
  kind TEXT NOT NULL,
  version BIGINT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, customer_id, id)
) WITHOUT ROWID;

-- Who did what to which record, when, from where. Nothing updates or deletes a row of it.
CREATE TABLE audit (
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  actor_id BLOB,
  actor_kind TEXT NOT NULL,
  action TEXT NOT NULL,
  record TEXT NOT NULL,
  record_id BLOB,
  address TEXT,
  outcome TEXT NOT NULL,
  row_count BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
) WITHOUT ROWID;
CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- First answers to calls that carried an Idempotency-Key, kept 24 hours.
CREATE TABLE idempotency_keys (
  organization_id BIGINT NOT NULL,
  actor_id BLOB NOT NULL,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  status INTEGER,
  location TEXT,
  body TEXT,
  about BLOB,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, actor_id, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_age ON idempotency_keys (organization_id, created_at);
CREATE INDEX idempotency_keys_about ON idempotency_keys (organization_id, about) WHERE about IS NOT NULL;
