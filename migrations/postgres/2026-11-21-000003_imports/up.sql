-- Files that are being brought in, or were. The six counts are those of the pass that runs or ran last; the plan keeps
-- the check's. They add up to the rows done at every commit, and the database itself insists on it.
CREATE TABLE imports (
  number BIGSERIAL NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  actor_id UUID,
  actor_kind TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_sha256 BYTEA NOT NULL,
  file_length BIGINT NOT NULL,
  is_file_kept BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  reading TEXT NOT NULL,
  mapping TEXT NOT NULL,
  options TEXT NOT NULL,
  row_total BIGINT,
  rows_done BIGINT NOT NULL,
  last_row BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  skipped BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  blank BIGINT NOT NULL,
  plan TEXT,
  problem TEXT,
  lease_owner UUID,
  lease_until BIGINT,
  is_stop_asked BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  checked_at BIGINT,
  started_at BIGINT,
  finished_at BIGINT,
  CHECK (rows_done = created + updated + unchanged + skipped + rejected + blank)
);
CREATE UNIQUE INDEX imports_id ON imports (organization_id, id);
CREATE INDEX imports_newest ON imports (organization_id, number);
CREATE INDEX imports_waiting ON imports (organization_id, number) WHERE state IN ('checking', 'queued', 'running');
CREATE INDEX imports_file ON imports (organization_id, file_sha256) WHERE is_file_kept;

-- The ledger: what became of each row. Neighbours of one outcome that need nothing said of them singly are one line
-- of several rows; the customers they created have neighbouring numbers. So a million new customers are some thousand
-- lines instead of a million.
CREATE TABLE import_lines (
  organization_id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  outcome INTEGER NOT NULL,
  customer_number BIGINT,
  customer_id UUID,
  version BIGINT,
  same_as BIGINT,
  cause INTEGER,
  note TEXT,
  PRIMARY KEY (organization_id, import, row_number)
);
CREATE INDEX import_lines_outcome ON import_lines (organization_id, import, outcome, row_number);
CREATE INDEX import_lines_cause ON import_lines (organization_id, import, cause, row_number) WHERE cause IS NOT NULL;

-- What is wrong with rows, by kind and column, and with how many.
CREATE TABLE import_causes (
  organization_id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  cause INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  code TEXT NOT NULL,
  column_name TEXT NOT NULL,
  rows BIGINT NOT NULL,
  PRIMARY KEY (organization_id, import, cause)
);

-- The mapping last used for files with these columns, under no name, and those that somebody gave one.
CREATE TABLE import_mappings (
  organization_id BIGINT NOT NULL,
  columns_hash BYTEA NOT NULL,
  name TEXT NOT NULL,
  mapping TEXT NOT NULL,
  options TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, columns_hash, name)
);
