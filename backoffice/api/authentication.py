"""Who asks through the API: a token's member with the token's scopes, or a signed-in member."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backoffice.api.models import ApiToken
from backoffice.clock import LONDON
from backoffice.tenancy.current import require_slug
from backoffice.tenancy.memberships import actor_of, membership_in

UNKNOWN = "The token is not known, has expired or was revoked."


@dataclass(frozen=True, slots=True)
class TokenUser:
    """What DRF takes for a user: the identity behind a token."""

    identity: UUID
    is_authenticated: bool = True
    is_active: bool = True

    @property
    def pk(self) -> UUID:
        return self.identity


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`. What the member may no longer do, their token may not either."""

    def authenticate(self, request: Request) -> tuple[TokenUser, ApiToken] | None:
        word, _, token = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "token":
            return None
        today = (
            timezone.now().astimezone(LONDON).date()
        )  # a token's days are real ones, whatever the business date
        found = (
            ApiToken.objects.select_related("member")
            .filter(digest=digest_of(token.strip()), revoked_at=None, expires_on__gte=today)
            .first()
        )
        if found is None:
            raise AuthenticationFailed(UNKNOWN)
        identity = found.member.identity
        membership = membership_in(identity, require_slug())
        http: Any = request._request
        request_id = getattr(http, "request_id", "")
        actor = actor_of(identity, membership, via="api", request_id=request_id) if membership else None
        if actor is None:
            raise AuthenticationFailed(UNKNOWN)
        http.actor = replace(actor, permissions=actor.permissions & frozenset(found.scopes))
        if found.last_used_on != today:
            ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
        return TokenUser(identity), found

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class MemberAuthentication(SessionAuthentication):
    """The signed-in member of the page's authority; writes need the CSRF token, as forms do."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        http: Any = request._request
        if http.actor is None:
            return None
        self.enforce_csrf(request)
        http.actor = replace(http.actor, via="api")
        return http.user, None


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "backoffice.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` and the token a member has collected, with a space between.",
        }


class MemberScheme(OpenApiAuthenticationExtension):
    target_class = "backoffice.api.authentication.MemberAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "session"}
