ALTER TABLE incoming DROP COLUMN has_cut;
ALTER TABLE incoming DROP COLUMN addressed_to;
ALTER TABLE incoming DROP COLUMN sent_at;
DROP TABLE wordings;
