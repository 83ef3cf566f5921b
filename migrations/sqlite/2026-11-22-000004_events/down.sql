DROP TABLE checkpoints;
DROP TABLE event_heads;
DROP TABLE events;
