-- Which process collects from a mailbox, how far it came, and how it went.
CREATE TABLE mailbox_turns (
    mailbox TEXT PRIMARY KEY NOT NULL REFERENCES mailboxes (name),
    holder TEXT,
    held_until INTEGER NOT NULL,
    uid_validity INTEGER,
    last_uid INTEGER,
    collected_at INTEGER,
    failing_since INTEGER,
    failure TEXT
) STRICT;

-- When the server was told that the message took effect.
ALTER TABLE incoming ADD COLUMN marked_at INTEGER;
CREATE INDEX incoming_unmarked ON incoming (mailbox, uid_validity, uid) WHERE uid IS NOT NULL AND marked_at IS NULL;
