-- What is more urgent goes first: 0 warnings of promises, 1 what is sent at once, 2 digests.
ALTER TABLE letters ADD COLUMN urgency INTEGER NOT NULL DEFAULT 1;
-- The letter a letter went along with.
ALTER TABLE letters ADD COLUMN digest_id BLOB REFERENCES letters (id);
CREATE INDEX letters_turn ON letters (urgency, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX letters_digest ON letters (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX letters_address ON letters (address, sent_at) WHERE sent_at IS NOT NULL;

-- The mail server all letters go to: since when it takes none, when it is asked again, and up to when its minute is spent.
CREATE TABLE relay (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    shut_since INTEGER,
    refusals INTEGER NOT NULL,
    probe_at INTEGER,
    reason TEXT,
    spent_until INTEGER NOT NULL,
    CHECK ((shut_since IS NULL) = (probe_at IS NULL))
) STRICT;
INSERT INTO relay (id, refusals, spent_until) VALUES (1, 0, 0);

-- Under which name an agency's letters come, and what stands below them.
ALTER TABLE agencies ADD COLUMN sender_name TEXT;
ALTER TABLE agencies ADD COLUMN signature TEXT;

-- What a message is found by ends with what is shown of it.
CREATE INDEX incoming_words_incoming ON incoming_words (incoming_id);
