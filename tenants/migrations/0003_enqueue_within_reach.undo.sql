CREATE OR REPLACE FUNCTION api.enqueue(wanted_kind text, wanted_ref text, wanted_due_at timestamptz DEFAULT NULL)
    RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO public.tenants_outbox (authority_id, kind, ref, due_at)
    VALUES (api.require_authority(), wanted_kind, wanted_ref, coalesce(wanted_due_at, now()))
    ON CONFLICT (authority_id, kind, ref) DO UPDATE SET due_at = least(tenants_outbox.due_at, excluded.due_at)
$$;
