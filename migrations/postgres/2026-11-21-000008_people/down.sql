DROP SEQUENCE person_seq;
DROP TABLE people;
