-- What rarely changes and every page needs (agencies, groups, categories, routes, calendars, policies) is kept in memory under
-- a stamp. The stamp is given here, by the database itself, so that no change can forget it.
INSERT INTO settings (name, value, updated_at)
VALUES ('state', jsonb_build_object('revision', 0, 'stamp', gen_random_uuid()::text), 'epoch')
ON CONFLICT (name) DO NOTHING;

CREATE FUNCTION state_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE settings SET value = jsonb_set(value, '{stamp}', to_jsonb(gen_random_uuid()::text)) WHERE name = 'state';
    RETURN NULL;
END
$$;

CREATE TRIGGER agencies_changed AFTER INSERT OR UPDATE OR DELETE ON agencies
    FOR EACH STATEMENT EXECUTE FUNCTION state_changed();
CREATE TRIGGER support_groups_changed AFTER INSERT OR UPDATE OR DELETE ON support_groups
    FOR EACH STATEMENT EXECUTE FUNCTION state_changed();
CREATE TRIGGER categories_changed AFTER INSERT OR UPDATE OR DELETE ON categories
    FOR EACH STATEMENT EXECUTE FUNCTION state_changed();
CREATE TRIGGER routes_changed AFTER INSERT OR UPDATE OR DELETE ON routes
    FOR EACH STATEMENT EXECUTE FUNCTION state_changed();
