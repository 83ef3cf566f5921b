DROP TABLE calendar_versions;
DROP TABLE calendars;
