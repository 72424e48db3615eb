-- Attributes that an organization has defined. A deleted one stays as a row: work that is left still names it.
CREATE TABLE attribute_definitions (
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  choices TEXT NOT NULL,
  is_required BOOLEAN NOT NULL,
  default_value TEXT,
  is_listed BOOLEAN NOT NULL,
  index_id BLOB,
  is_indexed BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  revision BIGINT NOT NULL, -- the change number of its last change
  created_by BLOB,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (organization_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX attribute_definitions_key ON attribute_definitions (organization_id, key) WHERE deleted_at IS NULL;
CREATE INDEX attribute_definitions_revision ON attribute_definitions (organization_id, revision);

-- Who has which value of an attribute that customers are filtered by, as customer_tags are. Values are folded in Rust;
-- each way of writing them has an index of its own, so that none is ever half of one kind and half of another.
CREATE TABLE attribute_values (
  organization_id BIGINT NOT NULL,
  index_id BLOB NOT NULL,
  is_live BOOLEAN NOT NULL,
  value TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (organization_id, index_id, is_live, value, seq)
) WITHOUT ROWID;

-- Operations are about tags and attributes; a change of these is looked at before it is made.
ALTER TABLE operations RENAME COLUMN tag_id TO subject_id;
ALTER TABLE operations ADD COLUMN plan TEXT NOT NULL DEFAULT 'null';
ALTER TABLE operations ADD COLUMN findings TEXT NOT NULL DEFAULT '{}';
