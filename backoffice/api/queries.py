"""Tokens as their readers may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.api.models import ApiToken
from backoffice.errors import Missing


def tokens_for(*, viewer: Actor) -> QuerySet[ApiToken]:
    """One's own tokens, or everybody's with `api.manage_tokens`; the newest first."""
    tokens = ApiToken.objects.select_related("member", "created_by").order_by("-id")
    return tokens if viewer.can("api.manage_tokens") else tokens.filter(member_id=viewer.member_id)


def token_for(*, viewer: Actor, reference: str) -> ApiToken:
    """One token; `Missing`, too, if it is not for the viewer."""
    token = tokens_for(viewer=viewer).filter(reference=reference).first()
    if token is None:
        raise Missing("There is no such token.", next_step="Choose one from the list.")
    return token
