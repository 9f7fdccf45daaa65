CREATE OR REPLACE FUNCTION api.invite(wanted_email text, wanted_name text, wanted_roles varchar[]) RETURNS uuid
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
