DROP TABLE import_mappings;
DROP TABLE import_causes;
DROP TABLE import_lines;
DROP TABLE imports;
