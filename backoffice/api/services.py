"""Tokens for other systems: allowed by an administrator, collected by the member they act for, revoked by either."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.api.authentication import digest_of
from backoffice.api.models import ApiToken
from backoffice.clock import LONDON
from backoffice.errors import Conflict, NotAllowed, Refused
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import permissions_of

LONGEST_DAYS = 366
PREFIX = "pbo_"  # so that a token left in a file is found by scanners


class ScopeNotHeld(Refused):
    code = "api_scope_not_held"


class TokenDays(Refused):
    code = "api_token_days"


class TokenOver(Conflict):
    code = "api_token_over"


@service(permission="api.manage_tokens")
def allow_token(
    *, actor: Actor, name: str, member: Member, scopes: Sequence[str], expires_on: date
) -> ApiToken:
    """Allow another system to act for a member with some of the member's permissions, until a day at most a year off.

    Nobody learns a secret here: the member collects the token.
    """
    beyond = sorted(set(scopes) - permissions_of(member.roles))
    if beyond:
        raise ScopeNotHeld(
            f"{member.name} does not hold {', '.join(beyond)}.",
            where="scopes",
            next_step="Choose what the member's roles include.",
        )
    today = timezone.now().astimezone(LONDON).date()
    if not today <= expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise TokenDays(
            f"{expires_on:%d/%m/%Y} is not within a year from today.",
            where="expires_on",
            next_step=f"Choose a day from {today:%d/%m/%Y} to {today + timedelta(days=LONGEST_DAYS):%d/%m/%Y}.",
        )
    return ApiToken.objects.create(
        name=name,
        member=member,
        scopes=sorted(set(scopes)),
        expires_on=expires_on,
        created_by_id=actor.member_id,
    )


@service(permission=None)
def collect_token(*, actor: Actor, token: ApiToken) -> str:
    """The secret of one's own token, shown this once; collected again, the earlier one no longer works."""
    token = lock(token)
    if token.member_id != actor.member_id:
        raise NotAllowed("This token is for somebody else.", next_step="Ask them to collect it.")
    if token.revoked_at is not None:
        raise TokenOver("This token was revoked.", next_step="Ask your administrator for a new one.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token.digest, token.collected_at = digest_of(secret), timezone.now()
    token.save(update_fields=["digest", "collected_at"])
    return secret


@service(permission=None)
def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """End a token at once: one's own, or anybody's with `api.manage_tokens`. Asked twice, nothing more happens."""
    if token.member_id != actor.member_id:
        actor.require("api.manage_tokens")
    token = lock(token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token
