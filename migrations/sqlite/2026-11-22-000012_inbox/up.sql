-- The post that comes in: each message once, taken down before anything is done with it, and what became of it.

-- Where messages come from, and whose they are.
CREATE TABLE mailboxes (
    name TEXT PRIMARY KEY NOT NULL,
    bound_to TEXT NOT NULL CHECK (bound_to IN ('dinas', 'agency', 'group')),
    agency_id BLOB REFERENCES agencies (id),
    group_id BLOB REFERENCES support_groups (id),
    address TEXT,
    updated_at INTEGER NOT NULL,
    CHECK ((bound_to = 'agency') = (agency_id IS NOT NULL)),
    CHECK ((bound_to = 'group') = (group_id IS NOT NULL))
) STRICT;

CREATE TABLE incoming (
    id BLOB PRIMARY KEY NOT NULL,
    mailbox TEXT NOT NULL REFERENCES mailboxes (name),
    uid_validity INTEGER,
    uid INTEGER,
    message_id TEXT NOT NULL,
    thread TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    raw_hash BLOB,
    size INTEGER NOT NULL,
    from_address TEXT,
    from_name TEXT,
    subject TEXT,
    excerpt TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'quarantined', 'failed')),
    decision TEXT CHECK (decision IN ('comment', 'ticket', 'joined', 'ignored', 'quarantined', 'refused')),
    reason TEXT,
    ticket_id BLOB REFERENCES tickets (id),
    comment_id BLOB REFERENCES comments (id),
    person_id BLOB REFERENCES people (id),
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    last_error TEXT,
    seen INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    decided_at INTEGER,
    released_by_id BLOB REFERENCES people (id),
    released_as_id BLOB REFERENCES people (id),
    UNIQUE (message_id, mailbox),
    UNIQUE (mailbox, uid_validity, uid)
) STRICT;
CREATE INDEX incoming_due ON incoming (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX incoming_state ON incoming (state, id);
CREATE INDEX incoming_from ON incoming (from_address, decided_at) WHERE from_address IS NOT NULL;
CREATE INDEX incoming_ticket ON incoming (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX incoming_raw ON incoming (raw_hash) WHERE raw_hash IS NOT NULL;
CREATE INDEX incoming_age ON incoming (received_at) WHERE raw_hash IS NOT NULL;

-- What a message is found by: the words of its subject and sender, folded to plain small letters.
CREATE TABLE incoming_words (
    word TEXT NOT NULL,
    incoming_id BLOB NOT NULL REFERENCES incoming (id),
    PRIMARY KEY (word, incoming_id)
) STRICT, WITHOUT ROWID;

-- To whom an accepted message went: a colleague among them may answer it.
CREATE TABLE incoming_recipients (
    incoming_id BLOB NOT NULL REFERENCES incoming (id),
    address TEXT NOT NULL,
    PRIMARY KEY (incoming_id, address)
) STRICT, WITHOUT ROWID;

-- What was kept beside the words of an accepted message: the same as HTML, made safe, and what was cut off.
CREATE TABLE incoming_bodies (
    incoming_id BLOB PRIMARY KEY NOT NULL REFERENCES incoming (id),
    html TEXT,
    cut TEXT NOT NULL
) STRICT;
