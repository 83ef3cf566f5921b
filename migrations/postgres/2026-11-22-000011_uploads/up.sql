-- Files that come in parts, before a form or a request names them; what was kept of them is in the vault.
CREATE TABLE uploads (
    id uuid PRIMARY KEY NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    target text NOT NULL,
    file_name text NOT NULL,
    size bigint NOT NULL,
    digest bytea NOT NULL,
    refusal text,
    kept_name text,
    content_type text,
    kept_size bigint,
    content_hash bytea,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX uploads_person ON uploads (person_id, created_at);
CREATE INDEX uploads_content ON uploads (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX uploads_created ON uploads (created_at);
