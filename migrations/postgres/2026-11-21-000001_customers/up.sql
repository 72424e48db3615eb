-- Times are microseconds since the Unix epoch, UTC. Organizations have a small number as their key, because it
-- leads every index: 16 bytes of a UUID in each of them would be a sixth of the database.
CREATE TABLE organizations (
  id BIGINT NOT NULL PRIMARY KEY,
  uuid UUID NOT NULL UNIQUE,
  name TEXT NOT NULL,
  locale TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  country TEXT,
  created_at BIGINT NOT NULL
);

CREATE SEQUENCE change_seq;
CREATE SEQUENCE customer_seq;
CREATE SEQUENCE organization_seq;

-- seq is the change number, drawn anew at every write; the search index answers in that order.
CREATE TABLE customers (
  seq BIGINT NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  version BIGINT NOT NULL,
  kind SMALLINT NOT NULL, -- 0 personal, 1 corporate
  status SMALLINT NOT NULL, -- 0 active, 1 inactive
  display_name TEXT NOT NULL,
  sort_name TEXT COLLATE "C" NOT NULL,
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
  changed_by UUID,
  changed_at BIGINT NOT NULL,
  cause SMALLINT NOT NULL, -- 0 hand, 1 token, 2 import, 3 restore, 4 merge, 5 undo, 6 portal, 7 operation, 8 undo of an import, 9 redo, 10 dialect
  cause_id UUID,
  cause_row BIGINT,
  created_by UUID,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
);
-- seq ends those that are paged: it is what pages of equal keys are ordered by.
CREATE UNIQUE INDEX customers_id ON customers (organization_id, id);
CREATE UNIQUE INDEX customers_number ON customers (organization_id, number);
CREATE INDEX customers_changed ON customers (organization_id, seq) WHERE deleted_at IS NULL;
CREATE INDEX customers_name ON customers (organization_id, sort_name, seq) WHERE deleted_at IS NULL;
CREATE INDEX customers_email ON customers (organization_id, email_hash) WHERE deleted_at IS NULL AND email_hash IS NOT NULL;
CREATE INDEX customers_without_email ON customers (organization_id, seq) WHERE deleted_at IS NULL AND email_hash IS NULL;
CREATE INDEX customers_kind ON customers (organization_id, kind, seq) WHERE deleted_at IS NULL;
CREATE INDEX customers_status ON customers (organization_id, status, seq) WHERE deleted_at IS NULL;
CREATE INDEX customers_country ON customers (organization_id, country, seq) WHERE deleted_at IS NULL;
CREATE INDEX customers_trash ON customers (organization_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- Names of attributes. Rows of customers carry the numbers: a hundred thousand of them have the same few names.
CREATE TABLE attribute_names (
  organization_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (organization_id, number)
);
CREATE UNIQUE INDEX attribute_names_key ON attribute_names (organization_id, namespace, key);

-- The former documents: what a customer was before its current version, with who made it and why.
CREATE TABLE customer_versions (
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  version BIGINT NOT NULL,
  document TEXT NOT NULL,
  changed_by UUID,
  changed_at BIGINT NOT NULL,
  cause SMALLINT NOT NULL, -- 0 hand, 1 token, 2 import, 3 restore, 4 merge, 5 undo, 6 portal, 7 operation, 8 undo of an import, 9 redo, 10 dialect
  cause_id UUID,
  cause_row BIGINT,
  PRIMARY KEY (organization_id, customer_id, version)
);

-- Ids that other systems use for a customer.
CREATE TABLE customer_references (
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  is_live BOOLEAN NOT NULL,
  PRIMARY KEY (organization_id, customer_id, system, name, value)
);
CREATE INDEX customer_references_value ON customer_references (organization_id, system, name, value) WHERE is_live;
CREATE UNIQUE INDEX customer_references_unique ON customer_references (organization_id, value)
  WHERE is_live AND system = 'arrowsphere' AND name = 'internalReference';

-- Sums of live and trashed customers: each transaction adds a row of differences, which the runner folds. One row
-- that all update had half the rate at 50 clients.
CREATE TABLE customer_counts (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  live BIGINT NOT NULL,
  trashed BIGINT NOT NULL
);
CREATE INDEX customer_counts_organization ON customer_counts (organization_id);

-- Tokens made in Rust (domain::folding). Only live customers are in it.
CREATE TABLE customer_search (
  seq BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  words TSVECTOR NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX customer_search_words ON customer_search USING GIN (words);

-- The timeline: what people and programs did, in the transaction that did it.
CREATE TABLE events (
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  actor_id UUID,
  kind TEXT NOT NULL,
  version BIGINT,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, customer_id, id)
);

-- Who did what to which record, when, from where. Nothing updates or deletes a row of it.
CREATE TABLE audit (
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  actor_id UUID,
  actor_kind TEXT NOT NULL,
  action TEXT NOT NULL,
  record TEXT NOT NULL,
  record_id UUID,
  address TEXT,
  outcome TEXT NOT NULL,
  row_count BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- First answers to calls that carried an Idempotency-Key, kept 24 hours.
CREATE TABLE idempotency_keys (
  organization_id BIGINT NOT NULL,
  actor_id UUID NOT NULL,
  key TEXT NOT NULL,
  request_hash BYTEA NOT NULL,
  status INTEGER,
  location TEXT,
  body TEXT,
  about UUID,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, actor_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (organization_id, created_at);
CREATE INDEX idempotency_keys_about ON idempotency_keys (organization_id, about) WHERE about IS NOT NULL;
