-- What rarely changes and every page needs (agencies, groups, categories, routes, calendars, policies) is kept in memory under
-- a stamp. The stamp is given here, by the database itself, so that no change can forget it.
INSERT OR IGNORE INTO settings (name, value, updated_at)
VALUES ('state', '{"revision":0,"stamp":"' || lower(hex(randomblob(16))) || '"}', 0);

CREATE TRIGGER agencies_added AFTER INSERT ON agencies BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER agencies_changed AFTER UPDATE ON agencies BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER support_groups_added AFTER INSERT ON support_groups BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER support_groups_changed AFTER UPDATE ON support_groups BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER categories_added AFTER INSERT ON categories BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER categories_changed AFTER UPDATE ON categories BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER routes_added AFTER INSERT ON routes BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER routes_changed AFTER UPDATE ON routes BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
CREATE TRIGGER routes_removed AFTER DELETE ON routes BEGIN
    UPDATE settings SET value = json_set(value, '$.stamp', lower(hex(randomblob(16)))) WHERE name = 'state';
END;
