-- Steps that are ticked off: those of a category, and those of a ticket.
ALTER TABLE categories ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';

CREATE TABLE ticket_steps (
    id BLOB PRIMARY KEY NOT NULL,
    ticket_id BLOB NOT NULL REFERENCES tickets (id),
    text TEXT NOT NULL,
    before_escalation INTEGER NOT NULL CHECK (before_escalation IN (0, 1)),
    added_by_id BLOB NOT NULL REFERENCES people (id),
    added_at INTEGER NOT NULL,
    ticked_by_id BLOB REFERENCES people (id),
    ticked_at INTEGER,
    CHECK ((ticked_by_id IS NULL) = (ticked_at IS NULL))
) STRICT;
CREATE INDEX ticket_steps_ticket ON ticket_steps (ticket_id, id);
