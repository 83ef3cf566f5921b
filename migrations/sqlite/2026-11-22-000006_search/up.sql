-- What tickets are found by: words and what they mean, made by the desk itself (src/text), so that both
-- databases find the same. The row id is the ticket's serial. The words themselves are not kept.
CREATE VIRTUAL TABLE ticket_index USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = "ascii tokenchars '.-:@_'"
);
