-- Imports of rows that an earlier one rejected, put right: what becomes of them is merged into that one.
CREATE TABLE import_corrections (
  organization_id BIGINT NOT NULL,
  import BIGINT NOT NULL,
  merges_into BIGINT NOT NULL,
  PRIMARY KEY (organization_id, import)
);
CREATE INDEX import_corrections_of ON import_corrections (organization_id, merges_into);
