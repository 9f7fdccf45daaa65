-- How an authority reaches the public schema: these functions, which know it by its login, and nothing else.
-- Each runs as the owner with its search path pinned; only authorities may call them.

CREATE FUNCTION api.calling_authority() RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$ SELECT id FROM public.tenants_authority WHERE schema_name = session_user AND state <> 'left' $$;

CREATE FUNCTION api.require_authority() RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found bigint := api.calling_authority();
BEGIN
    IF found IS NULL THEN
        RAISE EXCEPTION 'only an authority may do this' USING ERRCODE = '42501';
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION api.enqueue(wanted_kind text, wanted_ref text, wanted_due_at timestamptz DEFAULT NULL) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO public.tenants_outbox (authority_id, kind, ref, due_at)
    VALUES (api.require_authority(), wanted_kind, wanted_ref, coalesce(wanted_due_at, now()))
    ON CONFLICT (authority_id, kind, ref) DO UPDATE SET due_at = least(tenants_outbox.due_at, excluded.due_at)
$$;

CREATE FUNCTION api.done(wanted_kind text, wanted_ref text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    DELETE FROM public.tenants_outbox
    WHERE authority_id = api.require_authority() AND kind = wanted_kind AND ref = wanted_ref
$$;

-- An address that is known already is that person: the name on record stays, and is not told.
CREATE FUNCTION api.invite(wanted_email text, wanted_name text, wanted_roles varchar[]) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    here bigint := api.require_authority();
    person bigint;
    found uuid;
BEGIN
    INSERT INTO public.tenants_user (identity, email, name, password, is_active, is_service_administrator, created_at)
    VALUES (gen_random_uuid(), lower(trim(wanted_email)), trim(wanted_name), '!' || gen_random_uuid(), true, false, now())
    ON CONFLICT (email) DO NOTHING;
    SELECT id, identity INTO STRICT person, found FROM public.tenants_user WHERE email = lower(trim(wanted_email));
    INSERT INTO public.tenants_membership (user_id, authority_id, roles, state)
    VALUES (person, here, wanted_roles, 'active')
    ON CONFLICT (user_id, authority_id) DO UPDATE SET roles = excluded.roles, state = 'active', ends_before = NULL;
    RETURN found;
END $$;

CREATE FUNCTION api.set_roles(wanted_identity uuid, wanted_roles varchar[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE public.tenants_membership SET roles = wanted_roles
    WHERE authority_id = api.require_authority()
      AND user_id = (SELECT id FROM public.tenants_user WHERE identity = wanted_identity);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'P0002';
    END IF;
END $$;

CREATE FUNCTION api.set_membership_state(wanted_identity uuid, wanted_state text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    UPDATE public.tenants_membership SET state = wanted_state
    WHERE authority_id = api.require_authority()
      AND user_id = (SELECT id FROM public.tenants_user WHERE identity = wanted_identity);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'P0002';
    END IF;
END $$;

CREATE FUNCTION api.waiting(wanted_identity uuid, wanted_count integer) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO public.tenants_waiting (authority_id, identity, count)
    SELECT m.authority_id, u.identity, greatest(wanted_count, 0)
    FROM public.tenants_membership m JOIN public.tenants_user u ON u.id = m.user_id
    WHERE m.authority_id = api.require_authority() AND u.identity = wanted_identity
    ON CONFLICT (identity, authority_id) DO UPDATE SET count = excluded.count, updated_at = now()
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    api.enqueue(text, text, timestamptz), api.done(text, text), api.invite(text, text, varchar[]),
    api.set_roles(uuid, varchar[]), api.set_membership_state(uuid, text), api.waiting(uuid, integer)
    TO authority_any;

-- For SQL files of an authority's own tables: what its login may not do beyond the schema's default.
-- The login is named as the schema that is being made or migrated; replay puts another name in its place.
CREATE FUNCTION public.revoke_from_authority(relation text, privileges text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF to_regrole(current_schema()) IS NOT NULL THEN
        EXECUTE format('REVOKE %s ON %I.%I FROM %I', privileges, current_schema(), relation, current_schema());
    END IF;
END $$;
REVOKE ALL ON FUNCTION public.revoke_from_authority(text, text) FROM PUBLIC;

-- Sign-in limits and the cache of pages: what Django's database cache keeps.
CREATE TABLE sign_in_limits (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX sign_in_limits_expires ON sign_in_limits (expires);
