DROP TRIGGER routes_changed ON routes;
DROP TRIGGER categories_changed ON categories;
DROP TRIGGER support_groups_changed ON support_groups;
DROP TRIGGER agencies_changed ON agencies;
DROP FUNCTION state_changed();
DELETE FROM settings WHERE name = 'state';
