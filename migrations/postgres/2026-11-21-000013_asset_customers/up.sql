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
