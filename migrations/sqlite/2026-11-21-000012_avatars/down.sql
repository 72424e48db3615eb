ALTER TABLE customers DROP COLUMN avatar_id;
DROP TABLE avatars;
