-- Since when the rows are judged: how long the rest of the check takes is told from it.
ALTER TABLE imports ADD COLUMN checking_since BIGINT;
