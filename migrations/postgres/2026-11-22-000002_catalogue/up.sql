-- The service catalogue as categories, and who a ticket of a category belongs to.

CREATE TABLE categories (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    code text COLLATE "C" NOT NULL UNIQUE,
    parent_id uuid REFERENCES categories (id),
    name text NOT NULL,
    name_en text NOT NULL,
    hint text,
    default_kind text NOT NULL CHECK (default_kind IN ('incident', 'service_request', 'complaint', 'consultation', 'security_incident')),
    checklist jsonb NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX categories_parent ON categories (parent_id, position);

CREATE TABLE routes (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    category_id uuid NOT NULL REFERENCES categories (id),
    agency_status text NOT NULL CHECK (agency_status IN ('any', 'ordinary', 'self_managed')),
    tier integer NOT NULL CHECK (tier IN (1, 2)),
    group_id uuid NOT NULL REFERENCES support_groups (id),
    ends_at_agency boolean NOT NULL,
    legal_basis text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (category_id, agency_status)
);
CREATE INDEX routes_group ON routes (group_id);
