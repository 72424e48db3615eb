-- Files of the library. The columns from file_version on are those of the file it has now; what was replaced is in
-- asset_files. `words` are the tokens it is found by (domain::folding), with a blank before and after each: a library
-- is no larger than its quota, so that a search may read it.
CREATE TABLE assets (
  number BIGSERIAL NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  public_key TEXT UNIQUE,
  words TEXT NOT NULL,
  created_by UUID,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  deleted_at BIGINT,
  file_version BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  media TEXT NOT NULL,
  category TEXT NOT NULL,
  length BIGINT NOT NULL,
  width BIGINT,
  height BIGINT,
  sha256 BYTEA NOT NULL,
  added_by UUID,
  added_at BIGINT NOT NULL,
  sort_title TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX assets_id ON assets (organization_id, id);
CREATE INDEX assets_newest ON assets (organization_id, number) WHERE deleted_at IS NULL;
CREATE INDEX assets_category ON assets (organization_id, category, number) WHERE deleted_at IS NULL;
CREATE INDEX assets_trash ON assets (organization_id, deleted_at, number) WHERE deleted_at IS NOT NULL;
CREATE INDEX assets_length ON assets (organization_id, length);
CREATE INDEX assets_content ON assets (sha256);

-- Files that an asset had before.
CREATE TABLE asset_files (
  organization_id BIGINT NOT NULL,
  asset_id UUID NOT NULL,
  file_version BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  media TEXT NOT NULL,
  length BIGINT NOT NULL,
  width BIGINT,
  height BIGINT,
  sha256 BYTEA NOT NULL,
  added_by UUID,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, asset_id, file_version)
);
CREATE INDEX asset_files_length ON asset_files (organization_id, length);
CREATE INDEX asset_files_content ON asset_files (sha256);

-- Links that open one asset without signing in, until they expire, are used up or are revoked. Of the secret only its
-- SHA-256 is here.
CREATE TABLE asset_links (
  id UUID NOT NULL PRIMARY KEY,
  secret BYTEA NOT NULL UNIQUE,
  organization_id BIGINT NOT NULL,
  asset_id UUID NOT NULL,
  created_by UUID,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  most_uses BIGINT,
  uses BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX asset_links_asset ON asset_links (organization_id, asset_id, id);

-- Uploads that are under way, each a file beside those that are kept; how much of it is there, the file itself tells.
CREATE TABLE uploads (
  id UUID NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  actor_id UUID NOT NULL,
  file_name TEXT NOT NULL,
  length BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_actor ON uploads (organization_id, actor_id, id);
CREATE INDEX uploads_age ON uploads (expires_at);

-- Contents that something pointed at and no longer does. The runner looks whether anything else does, and deletes.
CREATE TABLE released_contents (
  sha256 BYTEA NOT NULL PRIMARY KEY,
  released_at BIGINT NOT NULL
);
CREATE INDEX assets_title ON assets (organization_id, sort_title, number) WHERE deleted_at IS NULL;
CREATE INDEX assets_changed ON assets (organization_id, changed_at, number) WHERE deleted_at IS NULL;

-- A file may hang on several customers, and on none.
CREATE TABLE asset_customers (
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  asset_id UUID NOT NULL,
  PRIMARY KEY (organization_id, customer_id, asset_id)
);
CREATE INDEX asset_customers_asset ON asset_customers (organization_id, asset_id, customer_id);
