-- What tickets are found by: words and roots, made by the desk itself (src/desk/search/words.rs), so that both
-- databases find the same. The row id is the ticket's serial. The words themselves are not kept.
CREATE VIRTUAL TABLE ticket_index USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    detail = none,
    tokenize = "ascii tokenchars '.-:'"
);
