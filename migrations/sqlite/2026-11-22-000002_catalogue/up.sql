-- The service catalogue as categories, and who a ticket of a category belongs to.

CREATE TABLE categories (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    parent_id BLOB REFERENCES categories (id),
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    hint TEXT,
    default_kind TEXT NOT NULL CHECK (default_kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    checklist TEXT NOT NULL,
    position INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX categories_parent ON categories (parent_id, position);

CREATE TABLE routes (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    category_id BLOB NOT NULL REFERENCES categories (id),
    agency_status TEXT NOT NULL CHECK (agency_status IN ('any', 'ordinary', 'self_managed')),
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    group_id BLOB NOT NULL REFERENCES support_groups (id),
    ends_at_agency INTEGER NOT NULL,
    legal_basis TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (category_id, agency_status)
) STRICT;
CREATE INDEX routes_group ON routes (group_id);
