DROP TABLE ticket_steps;
ALTER TABLE categories DROP COLUMN steps;
