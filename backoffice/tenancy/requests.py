"""The request of an authority's page, as the middleware leaves it. For types only: no request is made of this class."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from backoffice.actor import Actor
from backoffice.tenancy.authorities import AuthorityInfo


class AuthorityRequest(HttpRequest):
    """A member's request: who acts, for which authority, and the business date."""

    actor: Actor
    authority: AuthorityInfo
    business_date: date
