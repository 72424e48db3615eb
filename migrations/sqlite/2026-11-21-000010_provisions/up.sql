-- A program that is set up for a customer by a worker outside: one row for each customer and program, with its present
-- state. Not part of the customer's document. `is_live` follows the customer into the trash and out of it, so that what
-- waits there is not handed out.
CREATE TABLE provisions (
  id BLOB NOT NULL,
  organization_id BIGINT NOT NULL,
  customer_id BLOB NOT NULL,
  program TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL,
  attributes TEXT NOT NULL,
  is_migration BOOLEAN NOT NULL,
  is_live BOOLEAN NOT NULL,
  run BIGINT NOT NULL,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  worker BLOB,
  lease BLOB,
  lease_until BIGINT,
  created_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  reported_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, customer_id, program)
) WITHOUT ROWID;
CREATE UNIQUE INDEX provisions_id ON provisions (organization_id, id);
-- The queue, and every list of a state, in the order of change; the second for a worker that knows one program.
CREATE INDEX provisions_state ON provisions (organization_id, is_live, state, seq);
CREATE INDEX provisions_program ON provisions (organization_id, is_live, state, program, seq);
-- What a worker that went away has left.
CREATE INDEX provisions_leases ON provisions (organization_id, is_live, lease_until) WHERE lease_until IS NOT NULL;

-- What happened to each, step by step.
CREATE TABLE provision_steps (
  organization_id BIGINT NOT NULL,
  provision_id BLOB NOT NULL,
  number BIGINT NOT NULL,
  moved TEXT NOT NULL,
  message TEXT NOT NULL,
  actor_id BLOB,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, provision_id, number)
) WITHOUT ROWID;
