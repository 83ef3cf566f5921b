-- Lists people come back to, by a name of their own; those with a group are its members' too.
CREATE TABLE saved_views (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    group_id BLOB REFERENCES support_groups (id),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_views_name ON saved_views (person_id, name);
CREATE INDEX saved_views_group ON saved_views (group_id) WHERE group_id IS NOT NULL;
