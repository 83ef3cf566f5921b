-- Agencies, support groups, people, what they may do, and how they sign in.

CREATE TABLE settings (
    name text PRIMARY KEY NOT NULL,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE counters (
    name text PRIMARY KEY NOT NULL,
    value bigint NOT NULL
);

CREATE TABLE agencies (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    short_name text NOT NULL,
    folded text COLLATE "C" NOT NULL,
    parent_id uuid REFERENCES agencies (id),
    ict_department boolean NOT NULL,
    zone text NOT NULL,
    calendar_id uuid REFERENCES calendars (id),
    self_managed_from date,
    self_managed_until date,
    self_managed_decree text,
    active_from date NOT NULL,
    active_until date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX agencies_parent ON agencies (parent_id);
CREATE INDEX agencies_folded ON agencies (folded, id);
CREATE UNIQUE INDEX agencies_one_ict_department ON agencies (ict_department) WHERE ict_department;

CREATE TABLE support_groups (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    agency_id uuid REFERENCES agencies (id),
    calendar_id uuid REFERENCES calendars (id),
    handles_security boolean NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (tier = 2 OR agency_id IS NOT NULL)
);
CREATE UNIQUE INDEX support_groups_one_tier1_an_agency ON support_groups (agency_id) WHERE tier = 1;

CREATE TABLE people (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    email text NOT NULL UNIQUE,
    nip text UNIQUE,
    name text NOT NULL,
    sort_name text COLLATE "C" NOT NULL,
    agency_id uuid NOT NULL REFERENCES agencies (id),
    room text,
    phone text,
    language text NOT NULL CHECK (language IN ('id', 'en')),
    staff_mail text NOT NULL CHECK (staff_mail IN ('immediate', 'digest', 'off')),
    password_hash text,
    email_bounced_at timestamptz,
    email_bounce text,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX people_agency ON people (agency_id, sort_name);
CREATE INDEX people_sort_name ON people (sort_name, id);

-- What a person is found by: the words of their name, their NIP and e-mail address, folded to plain small letters.
CREATE TABLE person_words (
    word text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    PRIMARY KEY (word, person_id)
);
CREATE INDEX person_words_person ON person_words (person_id);

CREATE TABLE grants (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    role text NOT NULL CHECK (role IN ('tier1_technician', 'agency_head', 'tier2_engineer', 'supervisor', 'ict_head', 'coordination_team', 'auditor', 'admin')),
    agency_id uuid REFERENCES agencies (id),
    group_id uuid REFERENCES support_groups (id),
    valid_from date NOT NULL,
    valid_until date,
    decree text,
    granted_by_id uuid REFERENCES people (id),
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX grants_person ON grants (person_id);
CREATE INDEX grants_agency ON grants (agency_id, role);
CREATE INDEX grants_group ON grants (group_id, role);
CREATE INDEX grants_role ON grants (role);

CREATE TABLE absences (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    absent_from date NOT NULL,
    absent_until date NOT NULL,
    reason text,
    created_at timestamptz NOT NULL,
    withdrawn_at timestamptz
);
CREATE INDEX absences_person ON absences (person_id, absent_from);
CREATE INDEX absences_until ON absences (absent_until);

CREATE TABLE sessions (
    id uuid PRIMARY KEY NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address text NOT NULL,
    agent text NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE tokens (
    id uuid PRIMARY KEY NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    name text NOT NULL,
    scope text NOT NULL CHECK (scope IN ('read', 'write')),
    token_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX tokens_person ON tokens (person_id);

CREATE TABLE sign_in_failures (
    subject text PRIMARY KEY NOT NULL,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_at);

CREATE TABLE first_answers (
    person_id uuid NOT NULL REFERENCES people (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    location text,
    etag text,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, idempotency_key)
);
CREATE INDEX first_answers_created ON first_answers (created_at);
