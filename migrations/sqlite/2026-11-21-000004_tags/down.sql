DROP TABLE operations;
DROP TABLE tag_counts;
DROP TABLE customer_tags;
ALTER TABLE customers DROP COLUMN tags;
DROP TABLE tags;
