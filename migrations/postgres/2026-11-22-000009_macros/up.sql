-- Canned answers: of a group, or for all; each with what is done along with it.
CREATE TABLE macros (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    group_id uuid REFERENCES support_groups (id),
    title text NOT NULL,
    word text,
    body text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'internal')),
    takes boolean NOT NULL,
    category_id uuid REFERENCES categories (id),
    step text CHECK (step IN ('ask', 'resolve')),
    answer_days integer,
    cause text,
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (step IS NULL OR visibility = 'public'),
    CHECK (answer_days IS NULL OR step = 'ask'),
    CHECK (cause IS NULL OR step = 'resolve')
);
CREATE INDEX macros_group ON macros (group_id, title);
