-- What an office says in its letters in its own words, by letter and language; without subject and body it went back to the
-- shipped ones.
CREATE TABLE wordings (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    letter TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('id', 'en')),
    subject TEXT,
    body TEXT,
    changed_by_id BLOB NOT NULL REFERENCES people (id),
    changed_at INTEGER NOT NULL,
    UNIQUE (letter, language),
    CHECK ((subject IS NULL) = (body IS NULL))
) STRICT;

-- When a message says it was written and to whom it says it went; and whether something was cut off from its words.
ALTER TABLE incoming ADD COLUMN sent_at INTEGER;
ALTER TABLE incoming ADD COLUMN addressed_to TEXT;
ALTER TABLE incoming ADD COLUMN has_cut INTEGER NOT NULL DEFAULT 0 CHECK (has_cut IN (0, 1));
UPDATE incoming SET has_cut = 1 WHERE id IN (SELECT incoming_id FROM incoming_bodies WHERE cut <> '');
