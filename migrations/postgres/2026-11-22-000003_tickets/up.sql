-- Tickets and all that belongs to one.

CREATE SEQUENCE ticket_serials;

CREATE TABLE tickets (
    id uuid PRIMARY KEY NOT NULL,
    serial bigint NOT NULL UNIQUE,
    number text NOT NULL UNIQUE,
    version bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    title text NOT NULL,
    description text NOT NULL,
    category_id uuid NOT NULL REFERENCES categories (id),
    agency_id uuid NOT NULL REFERENCES agencies (id),
    requester_id uuid NOT NULL REFERENCES people (id),
    opened_by_id uuid NOT NULL REFERENCES people (id),
    channel text NOT NULL CHECK (channel IN ('portal', 'phone', 'whatsapp', 'email', 'walk_in', 'letter', 'monitoring')),
    impact text NOT NULL CHECK (impact IN ('wide', 'medium', 'limited')),
    urgency text NOT NULL CHECK (urgency IN ('high', 'medium', 'low')),
    priority text NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    classification text NOT NULL CHECK (classification IN ('public', 'personal_data', 'secret', 'top_secret', 'other_excluded')),
    restricted boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('new', 'in_progress', 'waiting_requester', 'waiting_external', 'resolved', 'closed', 'cancelled')),
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    group_id uuid NOT NULL REFERENCES support_groups (id),
    assignee_id uuid REFERENCES people (id),
    accepted boolean NOT NULL,
    waiting_party text CHECK (waiting_party IN ('vendor', 'isp', 'province', 'central')),
    direct_route_reason text CHECK (direct_route_reason IN ('no_tier1', 'security_emergency', 'tier1_absent')),
    bounces integer NOT NULL,
    reported_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    stage_since timestamptz NOT NULL,
    resolved_at timestamptz,
    closed_at timestamptz,
    due_at timestamptz NOT NULL
);
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
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    group_id uuid NOT NULL REFERENCES support_groups (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, group_id)
);

-- The people named as handlers of a restricted ticket.
CREATE TABLE ticket_handlers (
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    person_id uuid NOT NULL REFERENCES people (id),
    PRIMARY KEY (ticket_id, person_id)
);

CREATE TABLE ticket_watchers (
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    person_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX ticket_watchers_person ON ticket_watchers (person_id);

CREATE TABLE ticket_links (
    id uuid PRIMARY KEY NOT NULL,
    from_id uuid NOT NULL REFERENCES tickets (id),
    to_id uuid NOT NULL REFERENCES tickets (id),
    kind text NOT NULL CHECK (kind IN ('duplicate_of', 'caused_by', 'child_of', 'related', 'continues')),
    created_by_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL,
    UNIQUE (from_id, to_id, kind),
    CHECK (from_id <> to_id)
);
CREATE INDEX ticket_links_to ON ticket_links (to_id);

-- How long a ticket was at one tier, from hand-over to hand-over.
CREATE TABLE stays (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    seq integer NOT NULL,
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    group_id uuid NOT NULL REFERENCES support_groups (id),
    started_at timestamptz NOT NULL,
    accepted_at timestamptz,
    ended_at timestamptz,
    UNIQUE (ticket_id, seq)
);

-- The stages a requester sees, one after the other without a gap.
CREATE TABLE stages (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    seq integer NOT NULL,
    stage text NOT NULL CHECK (stage IN ('new', 'in_tier1', 'escalated', 'in_tier2', 'waiting_requester', 'waiting_vendor', 'waiting_central', 'resolved', 'closed', 'cancelled')),
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    group_id uuid NOT NULL REFERENCES support_groups (id),
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    UNIQUE (ticket_id, seq)
);

CREATE TABLE escalations (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    seq integer NOT NULL,
    reason text NOT NULL CHECK (reason IN ('beyond_skill', 'beyond_authority', 'dinas_infrastructure', 'vendor_or_central', 'security')),
    attempted_steps text NOT NULL,
    since timestamptz,
    affected text NOT NULL,
    checklist jsonb NOT NULL,
    as_consultation boolean NOT NULL,
    group_id uuid NOT NULL REFERENCES support_groups (id),
    escalated_by_id uuid NOT NULL REFERENCES people (id),
    escalated_at timestamptz NOT NULL,
    accepted_by_id uuid REFERENCES people (id),
    accepted_at timestamptz,
    returned_by_id uuid REFERENCES people (id),
    returned_at timestamptz,
    return_reason text CHECK (return_reason IN ('incomplete', 'solvable', 'other_group', 'local')),
    guidance text,
    UNIQUE (ticket_id, seq)
);
CREATE INDEX escalations_group ON escalations (group_id, escalated_at);

CREATE TABLE waits (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    seq integer NOT NULL,
    waiting_on text NOT NULL CHECK (waiting_on IN ('requester', 'external')),
    question text,
    party text CHECK (party IN ('vendor', 'isp', 'province', 'central')),
    party_name text,
    reference text,
    promised_at timestamptz,
    started_by_id uuid NOT NULL REFERENCES people (id),
    started_at timestamptz NOT NULL,
    ended_by_id uuid REFERENCES people (id),
    ended_at timestamptz,
    UNIQUE (ticket_id, seq)
);

CREATE TABLE resolutions (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    seq integer NOT NULL,
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    solution text NOT NULL,
    cause text,
    tier1_could_have_solved boolean,
    article text,
    first_contact boolean NOT NULL,
    resolved_by_id uuid NOT NULL REFERENCES people (id),
    resolved_at timestamptz NOT NULL,
    reminded_at timestamptz,
    reopened_by_id uuid REFERENCES people (id),
    reopened_at timestamptz,
    reopen_reason text,
    UNIQUE (ticket_id, seq)
);

CREATE TABLE closures (
    ticket_id uuid PRIMARY KEY NOT NULL REFERENCES tickets (id),
    how text NOT NULL CHECK (how IN ('confirmed', 'automatic', 'by_staff', 'cancelled')),
    closed_by_id uuid REFERENCES people (id),
    closed_at timestamptz NOT NULL,
    reason text,
    rating integer CHECK (rating BETWEEN 1 AND 5),
    comment text,
    rated_at timestamptz
);
CREATE INDEX closures_rated ON closures (rated_at) WHERE rated_at IS NOT NULL;

CREATE TABLE comments (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    author_id uuid NOT NULL REFERENCES people (id),
    author_tier integer CHECK (author_tier IN (1, 2)),
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal', 'tier2')),
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX comments_ticket ON comments (ticket_id, created_at);

CREATE TABLE attachments (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    comment_id uuid REFERENCES comments (id),
    uploader_id uuid NOT NULL REFERENCES people (id),
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal', 'tier2')),
    file_name text NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL,
    content_hash bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX attachments_ticket ON attachments (ticket_id, created_at);
CREATE INDEX attachments_uploader ON attachments (uploader_id, created_at);
CREATE INDEX attachments_content ON attachments (content_hash);

CREATE TABLE drafts (
    person_id uuid NOT NULL REFERENCES people (id),
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    field text NOT NULL,
    body text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, ticket_id, field)
);
