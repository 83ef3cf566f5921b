-- What is promised, and the clocks that follow from it.

CREATE TABLE sla_policies (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Versions are added, never changed: a clock keeps the one it was set by.
CREATE TABLE sla_policy_versions (
    id BLOB PRIMARY KEY NOT NULL,
    policy_id BLOB NOT NULL REFERENCES sla_policies (id),
    seq INTEGER NOT NULL,
    effective_from TEXT NOT NULL,
    active INTEGER NOT NULL,
    legal_basis TEXT NOT NULL,
    kind TEXT CHECK (kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    priority TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    category_id BLOB REFERENCES categories (id),
    agency_id BLOB REFERENCES agencies (id),
    classification TEXT CHECK (classification IN ('public', 'personal_data', 'secret', 'top_secret', 'other_excluded')),
    calendar_id BLOB REFERENCES calendars (id),
    targets TEXT NOT NULL,
    pause TEXT NOT NULL CHECK (pause IN ('waiting_requester', 'never')),
    made_by_id BLOB,
    created_at INTEGER NOT NULL,
    UNIQUE (policy_id, seq)
) STRICT;

-- The clocks of a ticket: seq is 0 for those of the whole ticket, the stay's place for those of a stay,
-- the solution's place for the confirmation.
CREATE TABLE clocks (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    name TEXT NOT NULL CHECK (name IN ('response', 'resolution', 'take_over', 'own_time', 'confirmation', 'cyber_incident', 'data_breach')),
    seq INTEGER NOT NULL,
    tier INTEGER CHECK (tier IN (1, 2)),
    policy_version_id BLOB NOT NULL REFERENCES sla_policy_versions (id),
    calendar_id BLOB REFERENCES calendars (id),
    calendar_seq INTEGER NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('working_minutes', 'working_days', 'elapsed_minutes')),
    amount INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    phase TEXT NOT NULL CHECK (phase IN ('running', 'paused', 'stopped', 'void')),
    stopped_at INTEGER,
    due_at INTEGER,
    used INTEGER,
    fired INTEGER NOT NULL,
    next_event_at INTEGER,
    rules INTEGER NOT NULL,
    UNIQUE (ticket_id, name, seq)
) STRICT;
CREATE INDEX clocks_next_event ON clocks (next_event_at) WHERE next_event_at IS NOT NULL;
CREATE INDEX clocks_rules ON clocks (rules, ticket_id) WHERE stopped_at IS NULL;

-- That a duty to report outside was met (cyber incident, personal-data breach).
CREATE TABLE legal_notices (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    clock TEXT NOT NULL CHECK (clock IN ('cyber_incident', 'data_breach')),
    party TEXT NOT NULL,
    reference TEXT NOT NULL,
    notified_at INTEGER NOT NULL,
    noted_by_id BLOB NOT NULL REFERENCES people (id),
    created_at INTEGER NOT NULL,
    UNIQUE (ticket_id, clock)
) STRICT;
