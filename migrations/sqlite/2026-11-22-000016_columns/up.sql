-- Which columns somebody wants to see in lists of tickets, their words joined by commas; the usual ones if it is null.
ALTER TABLE people ADD COLUMN list_columns TEXT;
