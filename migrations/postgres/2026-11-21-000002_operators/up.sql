-- People who can sign in. One e-mail address is one person on the whole server: sign-in asks for no organization.
CREATE TABLE operators (
  id UUID NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  status TEXT NOT NULL,
  password_hash TEXT,
  locale TEXT,
  time_zone TEXT,
  created_by UUID,
  created_at BIGINT NOT NULL,
  seen_at BIGINT
);
CREATE UNIQUE INDEX operators_organization ON operators (organization_id, id);

-- A session is found by the SHA-256 of its cookie; the id is what people see and end.
CREATE TABLE sessions (
  secret BYTEA NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  operator_id UUID NOT NULL,
  address TEXT,
  agent TEXT,
  created_at BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sessions_operator ON sessions (organization_id, operator_id, id);
CREATE INDEX sessions_age ON sessions (expires_at);

-- Programs' bearer tokens, found by their SHA-256.
CREATE TABLE tokens (
  id UUID NOT NULL PRIMARY KEY,
  organization_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  secret BYTEA NOT NULL UNIQUE,
  created_by UUID,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  used_at BIGINT
);
CREATE UNIQUE INDEX tokens_organization ON tokens (organization_id, id);

-- Single-use links: the first run, an invitation, a reset. One without an operator is the server's own.
CREATE TABLE operator_links (
  id UUID NOT NULL PRIMARY KEY,
  secret BYTEA NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  organization_id BIGINT,
  operator_id UUID,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX operator_links_operator ON operator_links (organization_id, operator_id);

-- One row for each wrong password of the last minutes, by what it is counted against.
CREATE TABLE sign_in_failures (
  id UUID NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  failed_at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_subject ON sign_in_failures (subject, failed_at);
CREATE INDEX sign_in_failures_age ON sign_in_failures (failed_at);
