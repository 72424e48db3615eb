DROP TABLE undo_lines;
