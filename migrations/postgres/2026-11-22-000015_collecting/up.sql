-- Which process collects from a mailbox, how far it came, and how it went.
CREATE TABLE mailbox_turns (
    mailbox text PRIMARY KEY NOT NULL REFERENCES mailboxes (name),
    holder text,
    held_until timestamptz NOT NULL,
    uid_validity bigint,
    last_uid bigint,
    collected_at timestamptz,
    failing_since timestamptz,
    failure text
);

-- When the server was told that the message took effect.
ALTER TABLE incoming ADD COLUMN marked_at timestamptz;
CREATE INDEX incoming_unmarked ON incoming (mailbox, uid_validity, uid) WHERE uid IS NOT NULL AND marked_at IS NULL;
