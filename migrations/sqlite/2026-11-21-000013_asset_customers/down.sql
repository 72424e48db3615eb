DROP INDEX assets_changed;
DROP INDEX assets_title;
ALTER TABLE assets DROP COLUMN sort_title;
ALTER TABLE assets ADD COLUMN customer_id BLOB;
UPDATE assets SET customer_id = (SELECT min(customer_id) FROM asset_customers WHERE asset_customers.organization_id = assets.organization_id AND asset_id = assets.id);
CREATE INDEX assets_customer ON assets (organization_id, customer_id, number) WHERE customer_id IS NOT NULL;
DROP TABLE asset_customers;
