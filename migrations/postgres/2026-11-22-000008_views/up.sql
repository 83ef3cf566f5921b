-- Lists people come back to, by a name of their own; those with a group are its members' too.
CREATE TABLE saved_views (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    name text NOT NULL,
    query text NOT NULL,
    group_id uuid REFERENCES support_groups (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (person_id, name);
CREATE INDEX saved_views_group ON saved_views (group_id) WHERE group_id IS NOT NULL;
