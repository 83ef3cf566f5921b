-- What tickets are found by: words and what they mean, made by the desk itself (src/text), so that both
-- databases find the same.
CREATE TABLE ticket_index (
    serial bigint PRIMARY KEY NOT NULL,
    words tsvector NOT NULL
);
CREATE INDEX ticket_index_words ON ticket_index USING gin (words);
