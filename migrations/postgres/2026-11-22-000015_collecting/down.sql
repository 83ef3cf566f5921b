DROP INDEX incoming_unmarked;
ALTER TABLE incoming DROP COLUMN marked_at;
DROP TABLE mailbox_turns;
