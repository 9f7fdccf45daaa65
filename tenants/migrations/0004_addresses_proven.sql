-- Without mail a link is handed over by an administrator, who could have used it themselves: a sign-in made by such a link
-- opens one authority only, until a link that reached the person alone has proven that the address is theirs. Locked,
-- because the link may be used at this moment: either it sees the new membership and is dead, or we see that it was used.
-- An address that is known already is that person: the name on record stays, and is not told.
CREATE OR REPLACE FUNCTION api.invite(wanted_email text, wanted_name text, wanted_roles varchar[]) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    here bigint := api.require_authority();
    person bigint;
    found uuid;
    unproven boolean;
BEGIN
    INSERT INTO public.tenants_user (identity, email, name, password, is_active, is_service_administrator, created_at)
    VALUES (gen_random_uuid(), lower(trim(wanted_email)), trim(wanted_name), '!' || gen_random_uuid(), true, false, now())
    ON CONFLICT (email) DO NOTHING;
    SELECT id, identity, is_unproven INTO STRICT person, found, unproven FROM public.tenants_user
        WHERE email = lower(trim(wanted_email)) FOR UPDATE;
    IF unproven AND NOT EXISTS (
        SELECT FROM public.tenants_membership WHERE user_id = person AND authority_id = here
    ) THEN
        RAISE EXCEPTION 'whose address this is has not been proven'
            USING ERRCODE = '23514', CONSTRAINT = 'tenants_address_unproven';
    END IF;
    INSERT INTO public.tenants_membership (user_id, authority_id, roles, state)
    VALUES (person, here, wanted_roles, 'active')
    ON CONFLICT (user_id, authority_id) DO UPDATE SET roles = excluded.roles, state = 'active', ends_before = NULL;
    RETURN found;
END $$;
