-- One letter per event and person.

CREATE TABLE letters (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id),
    person_id uuid NOT NULL REFERENCES people (id),
    ticket_id uuid REFERENCES tickets (id),
    letter text NOT NULL CHECK (letter IN ('received', 'escalated', 'question', 'resolved', 'reminder', 'reopened', 'closed', 'new_ticket', 'assigned', 'escalation', 'returned', 'bounced', 'requester_replied', 'came_back', 'public_reply', 'mentioned', 'clock_warning', 'clock_over', 'clock_long_over', 'undeliverable', 'mail_refused', 'trial', 'digest')),
    why text NOT NULL CHECK (why IN ('requester', 'tier1', 'group', 'assignee', 'solver', 'supervisor', 'ict_head', 'watcher', 'mentioned', 'sender', 'digest')),
    address text NOT NULL,
    message_id text NOT NULL UNIQUE,
    in_reply_to text,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'waiting', 'gathered', 'dropped')),
    attempts integer NOT NULL,
    next_attempt_at timestamptz,
    claimed_until timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    UNIQUE (event_id, person_id)
);
CREATE INDEX letters_due ON letters (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX letters_state ON letters (state, id);
CREATE INDEX letters_ticket ON letters (ticket_id);
