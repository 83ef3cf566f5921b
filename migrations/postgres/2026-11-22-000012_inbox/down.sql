DROP TABLE incoming_bodies;
DROP TABLE incoming_recipients;
DROP TABLE incoming_words;
DROP TABLE incoming;
DROP TABLE mailboxes;
