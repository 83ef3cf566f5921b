-- What is promised, and the clocks that follow from it.

CREATE TABLE sla_policies (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Versions are added, never changed: a clock keeps the one it was set by.
CREATE TABLE sla_policy_versions (
    id uuid PRIMARY KEY NOT NULL,
    policy_id uuid NOT NULL REFERENCES sla_policies (id),
    seq integer NOT NULL,
    effective_from date NOT NULL,
    active boolean NOT NULL,
    legal_basis text NOT NULL,
    kind text CHECK (kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    priority text CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    category_id uuid REFERENCES categories (id),
    agency_id uuid REFERENCES agencies (id),
    classification text CHECK (classification IN ('public', 'personal_data', 'secret', 'top_secret', 'other_excluded')),
    calendar_id uuid REFERENCES calendars (id),
    targets jsonb NOT NULL,
    pause text NOT NULL CHECK (pause IN ('waiting_requester', 'never')),
    made_by_id uuid,
    created_at timestamptz NOT NULL,
    UNIQUE (policy_id, seq)
);

-- The clocks of a ticket: seq is 0 for those of the whole ticket, the stay's place for those of a stay,
-- the solution's place for the confirmation.
CREATE TABLE clocks (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    name text NOT NULL CHECK (name IN ('response', 'resolution', 'take_over', 'own_time', 'confirmation', 'cyber_incident', 'data_breach')),
    seq integer NOT NULL,
    tier integer CHECK (tier IN (1, 2)),
    policy_version_id uuid NOT NULL REFERENCES sla_policy_versions (id),
    calendar_id uuid REFERENCES calendars (id),
    calendar_seq integer NOT NULL,
    unit text NOT NULL CHECK (unit IN ('working_minutes', 'working_days', 'elapsed_minutes')),
    amount integer NOT NULL,
    started_at timestamptz NOT NULL,
    phase text NOT NULL CHECK (phase IN ('running', 'paused', 'stopped', 'void')),
    stopped_at timestamptz,
    due_at timestamptz,
    used bigint,
    fired integer NOT NULL,
    next_event_at timestamptz,
    rules bigint NOT NULL,
    UNIQUE (ticket_id, name, seq)
);
CREATE INDEX clocks_next_event ON clocks (next_event_at) WHERE next_event_at IS NOT NULL;
CREATE INDEX clocks_rules ON clocks (rules, ticket_id) WHERE stopped_at IS NULL;

-- That a duty to report outside was met (cyber incident, personal-data breach).
CREATE TABLE legal_notices (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    clock text NOT NULL CHECK (clock IN ('cyber_incident', 'data_breach')),
    party text NOT NULL,
    reference text NOT NULL,
    notified_at timestamptz NOT NULL,
    noted_by_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL,
    UNIQUE (ticket_id, clock)
);
