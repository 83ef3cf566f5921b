-- Lists of open tickets are walked in the order they are shown in, whoever asks for them.

DROP INDEX tickets_open_group;
DROP INDEX tickets_direct;
CREATE INDEX tickets_open ON tickets (priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_group ON tickets (group_id, priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_agency ON tickets (agency_id, priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_direct ON tickets (created_at, id) WHERE direct_route_reason IS NOT NULL;
CREATE INDEX tickets_bounced ON tickets (created_at, id) WHERE bounces > 0;
-- What waits for its requester is counted on each of their pages.
CREATE INDEX tickets_asked ON tickets (requester_id) WHERE status IN ('waiting_requester', 'resolved');
-- Totals of a month and a quarter read what happened in it and nothing else.
CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX tickets_closed ON tickets (closed_at) WHERE closed_at IS NOT NULL;

-- By the time left: far in the future where no promise runs.
CREATE INDEX tickets_due ON tickets (due_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_due_group ON tickets (group_id, due_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_due_agency ON tickets (agency_id, due_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_due_assignee ON tickets (assignee_id, due_at, id) WHERE assignee_id IS NOT NULL AND status NOT IN ('closed', 'cancelled');
