ALTER TABLE organizations DROP COLUMN view_count;
DROP TABLE views;
