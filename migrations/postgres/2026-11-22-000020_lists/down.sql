DROP INDEX tickets_bounced;
DROP INDEX tickets_direct;
DROP INDEX tickets_open_agency;
DROP INDEX tickets_open_group;
DROP INDEX tickets_open;
CREATE INDEX tickets_open_group ON tickets (group_id, status, created_at) WHERE status NOT IN ('closed', 'cancelled');
CREATE INDEX tickets_direct ON tickets (created_at) WHERE direct_route_reason IS NOT NULL;
