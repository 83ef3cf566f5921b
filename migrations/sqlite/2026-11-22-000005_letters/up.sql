-- One letter per event and person.

CREATE TABLE letters (
    id BLOB PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    ticket_id BLOB REFERENCES tickets (id),
    letter TEXT NOT NULL CHECK (letter IN ('received', 'escalated', 'question', 'resolved', 'reminder', 'reopened', 'closed', 'new_ticket', 'assigned', 'escalation', 'returned', 'bounced', 'requester_replied', 'came_back', 'public_reply', 'mentioned', 'clock_warning', 'clock_over', 'clock_long_over', 'undeliverable', 'mail_refused', 'trial', 'digest')),
    why TEXT NOT NULL CHECK (why IN ('requester', 'tier1', 'group', 'assignee', 'solver', 'supervisor', 'ict_head', 'watcher', 'mentioned', 'sender', 'digest')),
    address TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    in_reply_to TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'waiting', 'gathered', 'dropped')),
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    claimed_until INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    UNIQUE (event_id, person_id)
) STRICT;
CREATE INDEX letters_due ON letters (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX letters_state ON letters (state, id);
CREATE INDEX letters_ticket ON letters (ticket_id);
