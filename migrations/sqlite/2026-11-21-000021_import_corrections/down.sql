DROP TABLE import_corrections;
