DELETE FROM sequences WHERE name = 'person';
DROP TABLE people;
