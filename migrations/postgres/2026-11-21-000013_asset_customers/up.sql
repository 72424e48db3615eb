-- A file may hang on several customers, and on none.
CREATE TABLE asset_customers (
  organization_id BIGINT NOT NULL,
  customer_id UUID NOT NULL,
  asset_id UUID NOT NULL,
  PRIMARY KEY (organization_id, customer_id, asset_id)
);
CREATE INDEX asset_customers_asset ON asset_customers (organization_id, asset_id, customer_id);
INSERT INTO asset_customers (organization_id, customer_id, asset_id)
  SELECT organization_id, customer_id, id FROM assets WHERE customer_id IS NOT NULL;
DROP INDEX assets_customer;
ALTER TABLE assets DROP COLUMN customer_id;

-- Lists are ordered by title, by length and by change, too. A title's key is folded by the program; what is here already
-- has a plain one until it is saved again.
ALTER TABLE assets ADD COLUMN sort_title TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE assets SET sort_title = lower(title);
CREATE INDEX assets_title ON assets (organization_id, sort_title, number) WHERE deleted_at IS NULL;
CREATE INDEX assets_changed ON assets (organization_id, changed_at, number) WHERE deleted_at IS NULL;
