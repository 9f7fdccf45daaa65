-- The outbox is read for every authority at once, so no authority puts a moment into it that the reader cannot hold
-- (before Christ, after the year 9999, infinity) or that would stand before everybody else's: due is from now on.
CREATE OR REPLACE FUNCTION api.enqueue(wanted_kind text, wanted_ref text, wanted_due_at timestamptz DEFAULT NULL)
    RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    INSERT INTO public.tenants_outbox (authority_id, kind, ref, due_at)
    VALUES (api.require_authority(), wanted_kind, wanted_ref,
            least(greatest(coalesce(wanted_due_at, now()), now()), now() + interval '1 year'))
    ON CONFLICT (authority_id, kind, ref) DO UPDATE SET due_at = least(tenants_outbox.due_at, excluded.due_at)
$$;
UPDATE public.tenants_outbox SET due_at = now() WHERE due_at < now() - interval '1 year' OR due_at > now() + interval '1 year';
