-- The history line, the audit entry and the outbox in one row, chained per record.

CREATE TABLE events (
    id BLOB PRIMARY KEY NOT NULL,
    record_kind TEXT NOT NULL,
    record_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor_id BLOB,
    at INTEGER NOT NULL,
    data TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    considered_at INTEGER,
    checkpoint INTEGER,
    UNIQUE (record_id, seq)
) STRICT;
CREATE INDEX events_unconsidered ON events (id) WHERE considered_at IS NULL;
CREATE INDEX events_unchecked ON events (id) WHERE checkpoint IS NULL;
CREATE INDEX events_checkpoint ON events (checkpoint, id) WHERE checkpoint IS NOT NULL;
CREATE INDEX events_at ON events (at, id);

-- The newest link of each record's chain.
CREATE TABLE event_heads (
    record_id BLOB PRIMARY KEY NOT NULL,
    record_kind TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    events INTEGER NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
