DROP INDEX incoming_words_incoming;
ALTER TABLE agencies DROP COLUMN signature;
ALTER TABLE agencies DROP COLUMN sender_name;
DROP TABLE relay;
DROP INDEX letters_address;
DROP INDEX letters_digest;
DROP INDEX letters_turn;
ALTER TABLE letters DROP COLUMN digest_id;
ALTER TABLE letters DROP COLUMN urgency;
