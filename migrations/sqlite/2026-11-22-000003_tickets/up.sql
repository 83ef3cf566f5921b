-- Tickets and all that belongs to one.

INSERT INTO counters (name, value) VALUES ('ticket', 0);

CREATE TABLE tickets (
    id BLOB PRIMARY KEY NOT NULL,
    serial INTEGER NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    category_id BLOB NOT NULL REFERENCES categories (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    requester_id BLOB NOT NULL REFERENCES people (id),
    opened_by_id BLOB NOT NULL REFERENCES people (id),
    channel TEXT NOT NULL CHECK (channel IN ('portal', 'phone', 'whatsapp', 'email', 'walk_in', 'letter', 'monitoring')),
    impact TEXT NOT NULL CHECK (impact IN ('wide', 'medium', 'limited')),
    urgency TEXT NOT NULL CHECK (urgency IN ('high', 'medium', 'low')),
    priority TEXT NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    classification TEXT NOT NULL CHECK (classification IN ('public', 'personal_data', 'secret', 'top_secret', 'other_excluded')),
    restricted INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'in_progress', 'waiting_requester', 'waiting_external', 'resolved', 'closed', 'cancelled')),
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    assignee_id BLOB REFERENCES people (id),
    accepted INTEGER NOT NULL,
    waiting_party TEXT CHECK (waiting_party IN ('vendor', 'isp', 'province', 'central')),
    direct_route_reason TEXT CHECK (direct_route_reason IN ('no_tier1', 'security_emergency', 'tier1_absent')),
    bounces INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    stage_since INTEGER NOT NULL,
    resolved_at INTEGER,
    closed_at INTEGER,
    due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tickets_created ON tickets (created_at, id);
CREATE INDEX tickets_updated ON tickets (updated_at, id);
CREATE INDEX tickets_agency ON tickets (agency_id, created_at, id);
CREATE INDEX tickets_requester ON tickets (requester_id, created_at, id);
CREATE INDEX tickets_category ON tickets (category_id, created_at);
CREATE INDEX tickets_open_group ON tickets (group_id, status, created_at) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_assignee ON tickets (assignee_id, status, restricted, tier, group_id, agency_id, requester_id) WHERE assignee_id IS NOT NULL AND status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_direct ON tickets (created_at) WHERE direct_route_reason IS NOT NULL;

-- The groups that hold or held a ticket: who of Tier 2 may see it. The date is the ticket's own, so that what a group
-- held is read in order.
CREATE TABLE ticket_groups (
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, group_id)
) STRICT, WITHOUT ROWID;

-- The people named as handlers of a restricted ticket.
CREATE TABLE ticket_handlers (
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    PRIMARY KEY (ticket_id, person_id)
) STRICT;

CREATE TABLE ticket_watchers (
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
) STRICT;
CREATE INDEX ticket_watchers_person ON ticket_watchers (person_id);

CREATE TABLE ticket_links (
    id BLOB PRIMARY KEY NOT NULL,
    from_id BLOB NOT NULL REFERENCES tickets (id),
    to_id BLOB NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL CHECK (kind IN ('duplicate_of', 'caused_by', 'child_of', 'related', 'continues')),
    created_by_id BLOB NOT NULL REFERENCES people (id),
    created_at INTEGER NOT NULL,
    UNIQUE (from_id, to_id, kind),
    CHECK (from_id <> to_id)
) STRICT;
CREATE INDEX ticket_links_to ON ticket_links (to_id);

-- How long a ticket was at one tier, from hand-over to hand-over.
CREATE TABLE stays (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    seq INTEGER NOT NULL,
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    started_at INTEGER NOT NULL,
    accepted_at INTEGER,
    ended_at INTEGER,
    UNIQUE (ticket_id, seq)
) STRICT;

-- The stages a requester sees, one after the other without a gap.
CREATE TABLE stages (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    seq INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('new', 'in_tier1', 'escalated', 'in_tier2', 'waiting_requester', 'waiting_vendor', 'waiting_central', 'resolved', 'closed', 'cancelled')),
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (ticket_id, seq)
) STRICT;

CREATE TABLE escalations (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('beyond_skill', 'beyond_authority', 'dinas_infrastructure', 'vendor_or_central', 'security')),
    attempted_steps TEXT NOT NULL,
    since INTEGER,
    affected TEXT NOT NULL,
    checklist TEXT NOT NULL,
    as_consultation INTEGER NOT NULL,
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    escalated_by_id BLOB NOT NULL REFERENCES people (id),
    escalated_at INTEGER NOT NULL,
    accepted_by_id BLOB REFERENCES people (id),
    accepted_at INTEGER,
    returned_by_id BLOB REFERENCES people (id),
    returned_at INTEGER,
    return_reason TEXT CHECK (return_reason IN ('incomplete', 'solvable', 'other_group', 'local')),
    guidance TEXT,
    UNIQUE (ticket_id, seq)
) STRICT;
CREATE INDEX escalations_group ON escalations (group_id, escalated_at);

CREATE TABLE waits (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    seq INTEGER NOT NULL,
    waiting_on TEXT NOT NULL CHECK (waiting_on IN ('requester', 'external')),
    question TEXT,
    party TEXT CHECK (party IN ('vendor', 'isp', 'province', 'central')),
    party_name TEXT,
    reference TEXT,
    promised_at INTEGER,
    started_by_id BLOB NOT NULL REFERENCES people (id),
    started_at INTEGER NOT NULL,
    ended_by_id BLOB REFERENCES people (id),
    ended_at INTEGER,
    UNIQUE (ticket_id, seq)
) STRICT;

CREATE TABLE resolutions (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    seq INTEGER NOT NULL,
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    solution TEXT NOT NULL,
    cause TEXT,
    tier1_could_have_solved INTEGER,
    article TEXT,
    first_contact INTEGER NOT NULL,
    resolved_by_id BLOB NOT NULL REFERENCES people (id),
    resolved_at INTEGER NOT NULL,
    reminded_at INTEGER,
    reopened_by_id BLOB REFERENCES people (id),
    reopened_at INTEGER,
    reopen_reason TEXT,
    UNIQUE (ticket_id, seq)
) STRICT;

CREATE TABLE closures (
    ticket_id BLOB PRIMARY KEY NOT NULL REFERENCES tickets (id),
    how TEXT NOT NULL CHECK (how IN ('confirmed', 'automatic', 'by_staff', 'cancelled')),
    closed_by_id BLOB REFERENCES people (id),
    closed_at INTEGER NOT NULL,
    reason TEXT,
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    comment TEXT,
    rated_at INTEGER
) STRICT;
CREATE INDEX closures_rated ON closures (rated_at) WHERE rated_at IS NOT NULL;

CREATE TABLE comments (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    author_id BLOB NOT NULL REFERENCES people (id),
    author_tier INTEGER CHECK (author_tier IN (1, 2)),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal', 'tier2')),
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_ticket ON comments (ticket_id, created_at);

CREATE TABLE attachments (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    comment_id BLOB REFERENCES comments (id),
    uploader_id BLOB NOT NULL REFERENCES people (id),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal', 'tier2')),
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attachments_ticket ON attachments (ticket_id, created_at);
CREATE INDEX attachments_uploader ON attachments (uploader_id, created_at);
CREATE INDEX attachments_content ON attachments (content_hash);

CREATE TABLE drafts (
    person_id BLOB NOT NULL REFERENCES people (id),
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    field TEXT NOT NULL,
    body TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (person_id, ticket_id, field)
) STRICT;
