-- Working time: calendars and what they say from which day on.

CREATE TABLE calendars (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    code text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    zone text NOT NULL,
    zone_default boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX calendars_one_default_a_zone ON calendars (zone) WHERE zone_default;

-- Versions are added, never changed: seq says how much of a calendar was known when a clock was set.
CREATE TABLE calendar_versions (
    id uuid PRIMARY KEY NOT NULL,
    calendar_id uuid NOT NULL REFERENCES calendars (id),
    seq integer NOT NULL,
    effective_from date NOT NULL,
    rules jsonb NOT NULL,
    source text NOT NULL,
    made_by_id uuid,
    created_at timestamptz NOT NULL,
    UNIQUE (calendar_id, seq)
);
