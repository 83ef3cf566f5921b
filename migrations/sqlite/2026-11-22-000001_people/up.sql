-- Agencies, support groups, people, what they may do, and how they sign in.

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE counters (
    name TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT;

CREATE TABLE agencies (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    parent_id BLOB REFERENCES agencies (id),
    ict_department INTEGER NOT NULL,
    zone TEXT NOT NULL,
    calendar_id BLOB REFERENCES calendars (id),
    self_managed_from TEXT,
    self_managed_until TEXT,
    self_managed_decree TEXT,
    active_from TEXT NOT NULL,
    active_until TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX agencies_parent ON agencies (parent_id);
CREATE INDEX agencies_folded ON agencies (folded, id);
CREATE UNIQUE INDEX agencies_one_ict_department ON agencies (ict_department) WHERE ict_department;

CREATE TABLE support_groups (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    agency_id BLOB REFERENCES agencies (id),
    calendar_id BLOB REFERENCES calendars (id),
    handles_security INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (tier = 2 OR agency_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX support_groups_one_tier1_an_agency ON support_groups (agency_id) WHERE tier = 1;

CREATE TABLE people (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    email TEXT NOT NULL UNIQUE,
    nip TEXT UNIQUE,
    name TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    room TEXT,
    phone TEXT,
    language TEXT NOT NULL CHECK (language IN ('id', 'en')),
    staff_mail TEXT NOT NULL CHECK (staff_mail IN ('immediate', 'digest', 'off')),
    password_hash TEXT,
    email_bounced_at INTEGER,
    email_bounce TEXT,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX people_agency ON people (agency_id, sort_name);
CREATE INDEX people_sort_name ON people (sort_name, id);

-- What a person is found by: the words of their name, their NIP and e-mail address, folded to plain small letters.
CREATE TABLE person_words (
    word TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    PRIMARY KEY (word, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_words_person ON person_words (person_id);

CREATE TABLE grants (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('tier1_technician', 'agency_head', 'tier2_engineer', 'supervisor', 'ict_head', 'coordination_team', 'auditor', 'admin')),
    agency_id BLOB REFERENCES agencies (id),
    group_id BLOB REFERENCES support_groups (id),
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    decree TEXT,
    granted_by_id BLOB REFERENCES people (id),
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_person ON grants (person_id);
CREATE INDEX grants_agency ON grants (agency_id, role);
CREATE INDEX grants_group ON grants (group_id, role);
CREATE INDEX grants_role ON grants (role);

CREATE TABLE absences (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    absent_from TEXT NOT NULL,
    absent_until TEXT NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    withdrawn_at INTEGER
) STRICT;
CREATE INDEX absences_person ON absences (person_id, absent_from);
CREATE INDEX absences_until ON absences (absent_until);

CREATE TABLE sessions (
    id BLOB PRIMARY KEY NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE tokens (
    id BLOB PRIMARY KEY NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
    token_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX tokens_person ON tokens (person_id);

CREATE TABLE sign_in_failures (
    subject TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_last ON sign_in_failures (last_at);

CREATE TABLE first_answers (
    person_id BLOB NOT NULL REFERENCES people (id),
    idempotency_key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    etag TEXT,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, idempotency_key)
) STRICT;
CREATE INDEX first_answers_created ON first_answers (created_at);
