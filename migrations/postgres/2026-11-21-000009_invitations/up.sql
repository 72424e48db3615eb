-- Invitations of customers' people to the portal. Only the hash of a code is here.
CREATE TABLE invitations (
  organization_id BIGINT NOT NULL,
  id UUID NOT NULL,
  customer_id UUID NOT NULL,
  person_id UUID NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  policy TEXT NOT NULL,
  generation BIGINT NOT NULL,
  secret BYTEA NOT NULL,
  created_by UUID,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  accepted_at BIGINT,
  ended_at BIGINT,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX invitations_secret ON invitations (secret);
CREATE INDEX invitations_customer ON invitations (organization_id, customer_id, id);
CREATE INDEX invitations_person ON invitations (organization_id, person_id, id);
CREATE INDEX invitations_open ON invitations (organization_id, expires_at) WHERE accepted_at IS NULL AND ended_at IS NULL;

-- People who accepted one, and sign in to the portal. An address may be that of several people, each with a password.
CREATE TABLE contact_accounts (
  organization_id BIGINT NOT NULL,
  person_id UUID NOT NULL,
  customer_id UUID NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  policy TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT,
  PRIMARY KEY (organization_id, person_id)
);
CREATE INDEX contact_accounts_email ON contact_accounts (email_key);
CREATE INDEX contact_accounts_customer ON contact_accounts (organization_id, customer_id);

CREATE TABLE contact_sessions (
  secret BYTEA NOT NULL PRIMARY KEY,
  id UUID NOT NULL,
  organization_id BIGINT NOT NULL,
  person_id UUID NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  is_choice BOOLEAN NOT NULL -- of several accounts that the password fits: none is open yet
);
CREATE INDEX contact_sessions_person ON contact_sessions (organization_id, person_id);
CREATE INDEX contact_sessions_expires ON contact_sessions (expires_at);

-- Mails that are to be sent: one of each invitation. What is in them is made when they are sent.
CREATE TABLE outbox (
  organization_id BIGINT NOT NULL,
  invitation_id UUID NOT NULL,
  created_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  error TEXT, -- a word for why it was not sent
  detail TEXT, -- what the server said
  sent_at BIGINT,
  PRIMARY KEY (organization_id, invitation_id)
);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE sent_at IS NULL;
