DROP TABLE ticket_index;
