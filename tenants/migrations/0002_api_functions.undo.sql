DROP TABLE sign_in_limits;
DROP FUNCTION public.revoke_from_authority(text, text);
DROP FUNCTION api.waiting(uuid, integer), api.set_membership_state(uuid, text), api.set_roles(uuid, varchar[]),
    api.invite(text, text, varchar[]), api.done(text, text), api.enqueue(text, text, timestamptz),
    api.require_authority(), api.calling_authority();
