ALTER TABLE imports DROP COLUMN checking_since;
