-- The post that comes in: each message once, taken down before anything is done with it, and what became of it.

-- Where messages come from, and whose they are.
CREATE TABLE mailboxes (
    name text PRIMARY KEY NOT NULL,
    bound_to text NOT NULL CHECK (bound_to IN ('dinas', 'agency', 'group')),
    agency_id uuid REFERENCES agencies (id),
    group_id uuid REFERENCES support_groups (id),
    address text,
    updated_at timestamptz NOT NULL,
    CHECK ((bound_to = 'agency') = (agency_id IS NOT NULL)),
    CHECK ((bound_to = 'group') = (group_id IS NOT NULL))
);

CREATE TABLE incoming (
    id uuid PRIMARY KEY NOT NULL,
    mailbox text NOT NULL REFERENCES mailboxes (name),
    uid_validity bigint,
    uid bigint,
    message_id text NOT NULL,
    thread text NOT NULL,
    content_hash bytea NOT NULL,
    raw_hash bytea,
    size bigint NOT NULL,
    from_address text,
    from_name text,
    subject text,
    excerpt text,
    state text NOT NULL CHECK (state IN ('waiting', 'done', 'quarantined', 'failed')),
    decision text CHECK (decision IN ('comment', 'ticket', 'joined', 'ignored', 'quarantined', 'refused')),
    reason text,
    ticket_id uuid REFERENCES tickets (id),
    comment_id uuid REFERENCES comments (id),
    person_id uuid REFERENCES people (id),
    attempts integer NOT NULL,
    next_attempt_at timestamptz,
    last_error text,
    seen integer NOT NULL,
    received_at timestamptz NOT NULL,
    decided_at timestamptz,
    released_by_id uuid REFERENCES people (id),
    released_as_id uuid REFERENCES people (id),
    UNIQUE (message_id, mailbox),
    UNIQUE (mailbox, uid_validity, uid)
);
CREATE INDEX incoming_due ON incoming (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX incoming_state ON incoming (state, id);
CREATE INDEX incoming_from ON incoming (from_address, decided_at) WHERE from_address IS NOT NULL;
CREATE INDEX incoming_ticket ON incoming (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX incoming_raw ON incoming (raw_hash) WHERE raw_hash IS NOT NULL;
CREATE INDEX incoming_age ON incoming (received_at) WHERE raw_hash IS NOT NULL;

-- What a message is found by: the words of its subject and sender, folded to plain small letters.
CREATE TABLE incoming_words (
    word text COLLATE "C" NOT NULL,
    incoming_id uuid NOT NULL REFERENCES incoming (id),
    PRIMARY KEY (word, incoming_id)
);

-- To whom an accepted message went: a colleague among them may answer it.
CREATE TABLE incoming_recipients (
    incoming_id uuid NOT NULL REFERENCES incoming (id),
    address text NOT NULL,
    PRIMARY KEY (incoming_id, address)
);

-- What was kept beside the words of an accepted message: the same as HTML, made safe, and what was cut off.
CREATE TABLE incoming_bodies (
    incoming_id uuid PRIMARY KEY NOT NULL REFERENCES incoming (id),
    html text,
    cut text NOT NULL
);
