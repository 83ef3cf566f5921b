-- What an office says in its letters in its own words, by letter and language; without subject and body it went back to the
-- shipped ones.
CREATE TABLE wordings (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    letter text NOT NULL,
    language text NOT NULL CHECK (language IN ('id', 'en')),
    subject text,
    body text,
    changed_by_id uuid NOT NULL REFERENCES people (id),
    changed_at timestamptz NOT NULL,
    UNIQUE (letter, language),
    CHECK ((subject IS NULL) = (body IS NULL))
);

-- When a message says it was written and to whom it says it went; and whether something was cut off from its words.
ALTER TABLE incoming ADD COLUMN sent_at timestamptz;
ALTER TABLE incoming ADD COLUMN addressed_to text;
ALTER TABLE incoming ADD COLUMN has_cut boolean NOT NULL DEFAULT false;
UPDATE incoming SET has_cut = true WHERE id IN (SELECT incoming_id FROM incoming_bodies WHERE cut <> '');
