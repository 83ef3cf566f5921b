-- Canned answers: of a group, or for all; each with what is done along with it.
CREATE TABLE macros (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    group_id BLOB REFERENCES support_groups (id),
    title TEXT NOT NULL,
    word TEXT,
    body TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal')),
    takes INTEGER NOT NULL CHECK (takes IN (0, 1)),
    category_id BLOB REFERENCES categories (id),
    step TEXT CHECK (step IN ('ask', 'resolve')),
    answer_days INTEGER,
    cause TEXT,
    archived_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (step IS NULL OR visibility = 'public'),
    CHECK (answer_days IS NULL OR step = 'ask'),
    CHECK (cause IS NULL OR step = 'resolve')
) STRICT;
CREATE INDEX macros_group ON macros (group_id, title);
