-- The ledger of an undo: what became of the customers of an import's rows. Those that the import had created one after
-- the other are one line, as they are in the import's own.
CREATE TABLE undo_lines (
  organization_id BIGINT NOT NULL,
  operation BIGINT NOT NULL,
  row_number BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  fate SMALLINT NOT NULL,
  customer_number BIGINT,
  customer_id BLOB,
  version BIGINT,
  at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, operation, row_number)
) WITHOUT ROWID;
CREATE INDEX undo_lines_fate ON undo_lines (organization_id, operation, fate, row_number);
