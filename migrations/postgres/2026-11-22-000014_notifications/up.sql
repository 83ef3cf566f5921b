-- What the pages tell somebody of what happened, once for each event and person, and when they saw it.
CREATE TABLE notifications (
    id uuid PRIMARY KEY NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id),
    person_id uuid NOT NULL REFERENCES people (id),
    ticket_id uuid NOT NULL REFERENCES tickets (id),
    letter text NOT NULL CHECK (letter IN ('received', 'escalated', 'question', 'resolved', 'reminder', 'reopened', 'closed', 'new_ticket', 'assigned', 'escalation', 'returned', 'bounced', 'requester_replied', 'came_back', 'public_reply', 'mentioned', 'clock_warning', 'clock_over', 'clock_long_over', 'undeliverable', 'mail_refused')),
    created_at timestamptz NOT NULL,
    seen_at timestamptz,
    UNIQUE (event_id, person_id)
);
CREATE INDEX notifications_person ON notifications (person_id, id);
CREATE INDEX notifications_unseen ON notifications (person_id) WHERE seen_at IS NULL;
CREATE INDEX notifications_age ON notifications (created_at);

-- By which ways somebody wants to hear of what; where there is no row they hear it by both.
CREATE TABLE notification_choices (
    person_id uuid NOT NULL REFERENCES people (id),
    letter text NOT NULL CHECK (letter IN ('received', 'escalated', 'question', 'resolved', 'reminder', 'reopened', 'closed', 'new_ticket', 'assigned', 'escalation', 'returned', 'bounced', 'requester_replied', 'came_back', 'public_reply', 'mentioned', 'clock_warning', 'clock_over', 'clock_long_over', 'undeliverable', 'mail_refused')),
    by_mail boolean NOT NULL,
    in_app boolean NOT NULL,
    PRIMARY KEY (person_id, letter)
);
