-- The people of customers. They are part of the customer's document, and rows of their own because others point at them:
-- other systems by number, invitations by id.
CREATE TABLE people (
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  id UUID NOT NULL,
  number BIGINT NOT NULL,
  position INTEGER NOT NULL,
  given_name TEXT,
  family_name TEXT,
  display_name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  e164 TEXT,
  kind TEXT,
  role TEXT,
  external_ids TEXT, -- ids of other systems
  is_main BOOLEAN NOT NULL,
  is_live BOOLEAN NOT NULL,
  PRIMARY KEY (organization_id, customer_id, id)
);
CREATE UNIQUE INDEX people_number ON people (number);

CREATE SEQUENCE person_seq;
