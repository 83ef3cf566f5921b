-- Lists of open tickets are walked in the order they are shown in, whoever asks for them. What decides whether somebody
-- sees a ticket is in the index too, so that counts never look at the tickets themselves.

DROP INDEX tickets_open_group;
DROP INDEX tickets_direct;
CREATE INDEX tickets_open ON tickets (priority, created_at, id, status, restricted, tier, group_id, agency_id, requester_id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_group ON tickets (group_id, priority, created_at, id, status, restricted, tier, agency_id, requester_id, assignee_id, accepted) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_agency ON tickets (agency_id, priority, created_at, id, status, restricted, tier, group_id, requester_id) WHERE status NOT IN ('closed', 'cancelled');
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
CREATE INDEX tickets_due_agency ON tickets (agency_id, due_at, id, status, restricted, tier, requester_id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_due_assignee ON tickets (assignee_id, due_at, id) WHERE assignee_id IS NOT NULL AND status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_agency_updated ON tickets (agency_id, updated_at, id);
CREATE INDEX ticket_groups_group ON ticket_groups (group_id, created_at, ticket_id);
CREATE INDEX tickets_resting ON tickets (status, created_at, id) WHERE status IN ('waiting_requester', 'waiting_external', 'resolved', 'cancelled');
DROP INDEX tickets_requester;
CREATE INDEX tickets_requester ON tickets (requester_id, created_at, id, status, restricted, tier, group_id, agency_id);
CREATE INDEX tickets_resting_agency ON tickets (agency_id, created_at, id) WHERE status IN ('waiting_requester', 'waiting_external', 'resolved', 'cancelled');
-- What waits to be taken over is little, and counted on every page of an engineer and of the supervisor.
CREATE INDEX tickets_incoming ON tickets (due_at, id, status, restricted, tier, accepted, group_id, agency_id, requester_id) WHERE tier = 2 AND accepted = FALSE AND status NOT IN ('closed', 'cancelled');
