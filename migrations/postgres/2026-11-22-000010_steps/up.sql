-- Steps that are ticked off: those of a category, and those of a ticket.
ALTER TABLE categories ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';

CREATE TABLE ticket_steps (
    id uuid PRIMARY KEY NOT NULL,
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    text text NOT NULL,
    before_escalation boolean NOT NULL,
    added_by_id uuid NOT NULL REFERENCES people (id),
    added_at timestamptz NOT NULL,
    ticked_by_id uuid REFERENCES people (id),
    ticked_at timestamptz,
    CHECK ((ticked_by_id IS NULL) = (ticked_at IS NULL))
);
CREATE INDEX ticket_steps_ticket ON ticket_steps (ticket_id, id);
