ALTER TABLE people DROP COLUMN list_columns;
