-- The history line, the audit entry and the outbox in one row, chained per record.

CREATE TABLE events (
    id uuid PRIMARY KEY NOT NULL,
    record_kind text NOT NULL,
    record_id uuid NOT NULL,
    seq integer NOT NULL,
    kind text NOT NULL,
    actor_id uuid,
    at timestamptz NOT NULL,
    data jsonb NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    considered_at timestamptz,
    checkpoint bigint,
    UNIQUE (record_id, seq)
);
CREATE INDEX events_unconsidered ON events (id) WHERE considered_at IS NULL;
CREATE INDEX events_unchecked ON events (id) WHERE checkpoint IS NULL;
CREATE INDEX events_checkpoint ON events (checkpoint, id) WHERE checkpoint IS NOT NULL;
CREATE INDEX events_at ON events (at, id);

-- The newest link of each record's chain.
CREATE TABLE event_heads (
    record_id uuid PRIMARY KEY NOT NULL,
    record_kind text NOT NULL,
    seq integer NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE checkpoints (
    number bigint PRIMARY KEY NOT NULL,
    at timestamptz NOT NULL,
    events bigint NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL
);
