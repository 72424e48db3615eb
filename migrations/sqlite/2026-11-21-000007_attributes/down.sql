ALTER TABLE operations DROP COLUMN findings;
ALTER TABLE operations DROP COLUMN plan;
ALTER TABLE operations RENAME COLUMN subject_id TO tag_id;
DROP TABLE attribute_values;
DROP TABLE attribute_definitions;
