-- Pictures of customers: each a small square, kept as files are. A customer that gets another keeps the former ones,
-- because its history leads to them; they go when it goes for ever.
CREATE TABLE avatars (
  organization_id BIGINT NOT NULL,
  customer_id BLOB NOT NULL,
  id BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  length BIGINT NOT NULL,
  added_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, customer_id, id)
) WITHOUT ROWID;
CREATE INDEX avatars_content ON avatars (sha256);

-- The one a customer has now is part of its document, and the document is one row: a list asks no other table.
ALTER TABLE customers ADD COLUMN avatar_id BLOB;
