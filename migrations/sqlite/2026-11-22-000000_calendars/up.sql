-- Working time: calendars and what they say from which day on.

CREATE TABLE calendars (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    zone_default INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX calendars_one_default_a_zone ON calendars (zone) WHERE zone_default;

-- Versions are added, never changed: seq says how much of a calendar was known when a clock was set.
CREATE TABLE calendar_versions (
    id BLOB PRIMARY KEY NOT NULL,
    calendar_id BLOB NOT NULL REFERENCES calendars (id),
    seq INTEGER NOT NULL,
    effective_from TEXT NOT NULL,
    rules TEXT NOT NULL,
    source TEXT NOT NULL,
    made_by_id BLOB,
    created_at INTEGER NOT NULL,
    UNIQUE (calendar_id, seq)
) STRICT;
