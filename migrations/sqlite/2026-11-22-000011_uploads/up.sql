-- Files that come in parts, before a form or a request names them; what was kept of them is in the vault.
CREATE TABLE uploads (
    id BLOB PRIMARY KEY NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    target TEXT NOT NULL,
    file_name TEXT NOT NULL,
    size INTEGER NOT NULL,
    digest BLOB NOT NULL,
    refusal TEXT,
    kept_name TEXT,
    content_type TEXT,
    kept_size INTEGER,
    content_hash BLOB,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX uploads_person ON uploads (person_id, created_at);
CREATE INDEX uploads_content ON uploads (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX uploads_created ON uploads (created_at);
