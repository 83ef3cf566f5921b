-- Lists of open tickets are walked in the order they are shown in, whoever asks for them.

DROP INDEX tickets_open_group;
DROP INDEX tickets_direct;
CREATE INDEX tickets_open ON tickets (priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_group ON tickets (group_id, priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_open_agency ON tickets (agency_id, priority, created_at, id) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_direct ON tickets (created_at, id) WHERE direct_route_reason IS NOT NULL;
CREATE INDEX tickets_bounced ON tickets (created_at, id) WHERE bounces > 0;
