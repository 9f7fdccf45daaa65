"""From the address to the authority, and to the member who asks.

Anonymous: to sign-in, whatever the address names. Signed in: an authority one does not belong to and one that does not
exist answer alike. A portal query a request: the memberships, so a revoked one counts from the next request on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from backoffice.clock import business_date
from backoffice.tenancy.authorities import AuthorityInfo, UnknownAuthority, authority_named
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.memberships import MembershipInfo, actor_of, memberships_of
from backoffice.tenancy.names import PUBLISHED, RESERVED
from backoffice.tenancy.urls import urlconf_for

GetResponse = Callable[[HttpRequest], HttpResponseBase]
HOST_SECONDS = 60
KEPT_BY_NOBODY = "private, no-store"


class RequestId:
    """Gives each request an id for the log, the history and the error page; the proxy's own is not believed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class AuthorityFromPath:
    """Sets `request.authority`, `.actor`, `.memberships`, `.membership` and `.business_date`, and enters the authority.

    What a member is shown no browser or proxy keeps, so that on a shared machine nobody finds it by going back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        response = self._answer(request)
        if first_segment(request.path_info) == PUBLISHED:
            return response  # for everybody, and says itself for how long
        # Every address of an authority, known or not, so that the header tells nobody which ones there are.
        if not is_public(request.path_info) or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
        return response

    def _answer(self, request: Any) -> HttpResponseBase:
        request.authority = request.actor = request.membership = None
        request.business_date = business_date()
        segment = first_segment(request.path_info)
        if is_public(request.path_info):
            request.memberships = LazyMemberships(request)
            return self.get_response(request)
        request.memberships = []
        is_api = request.path_info.startswith(f"/{segment}/api/")
        if is_api and request.headers.get("Authorization", "").startswith("Token "):
            return self._by_token(request, segment)
        if not request.user.is_authenticated:
            if is_api:
                return _problem(401, "Sign in, or send a token.")
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        request.memberships = memberships_here(request)
        membership = next((m for m in request.memberships if m.slug == segment), None)
        response = None
        if membership is not None:
            response = self._as_member(request, membership)
        if response is None:
            return _problem(404, "There is no such thing.") if is_api else self._unknown(request)
        return response

    def _as_member(self, request: Any, membership: MembershipInfo) -> HttpResponseBase | None:
        """The authority's answer; None where the authority itself has suspended the member."""
        with in_authority(membership.slug):
            request_id = getattr(request, "request_id", "")
            request.actor = actor_of(request.user.identity, membership, request_id=request_id)
            if request.actor is None:
                return None
            request.membership = membership
            return self._enter(request, membership.authority)

    def _by_token(self, request: Any, slug: str) -> HttpResponseBase:
        """Another system's request: the API finds whose token it is, in the authority's own table, and sets
        `request.actor`. Until it has, every answer is the one for an authority that does not exist."""
        try:
            authority = authority_named(slug)
        except UnknownAuthority:
            return _problem(401, UNKNOWN_TOKEN)
        if not answers_here(request, slug):
            return _problem(401, UNKNOWN_TOKEN)
        with in_authority(slug):
            response = self._enter(request, authority)
        return response if request.actor is not None else _problem(401, UNKNOWN_TOKEN)

    def _enter(self, request: Any, authority: AuthorityInfo) -> HttpResponseBase:
        request.authority = authority
        request.urlconf = urlconf_for(authority.slug)
        response: Any = self.get_response(request)
        if getattr(response, "streaming", False) and not isinstance(response, FileResponse):
            response.streaming_content = _inside_too(authority.slug, response.streaming_content)
        return response  # type: ignore[no-any-return]

    def _unknown(self, request: Any) -> HttpResponseBase:
        """The page for what is not there, drawn by the handler that knows no authority."""
        request.path_info = "/" + NOWHERE
        return self.get_response(request)


def _problem(status: int, title: str) -> HttpResponse:
    """The API's way to say no, for requests that reach no authority."""
    response = JsonResponse(
        {"title": title, "status": status}, status=status, content_type="application/problem+json"
    )
    if status == 401:
        response["WWW-Authenticate"] = "Token"
    return response


UNKNOWN_TOKEN = "The token is not known."
NOWHERE = ".nowhere"  # an address no URL of the service has


def is_public(path: str) -> bool:
    """Whether the address is the service's own and names no authority."""
    segment = first_segment(path)
    return not segment or segment in RESERVED


def first_segment(path: str) -> str:
    """What stands between the first two slashes; "?" where an address begins with two."""
    first = path.removeprefix("/").split("/", 1)[0]
    return first or ("" if path in {"", "/"} else "?")


class LazyMemberships:
    """The memberships, asked for only by the public pages that show them."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._found: list[MembershipInfo] | None = None

    def _list(self) -> list[MembershipInfo]:
        if self._found is None:
            self._found = memberships_here(self._request) if self._request.user.is_authenticated else []
        return self._found

    def __iter__(self) -> Iterator[MembershipInfo]:
        return iter(self._list())

    def __len__(self) -> int:
        return len(self._list())

    def __getitem__(self, index: int) -> MembershipInfo:
        return self._list()[index]


def memberships_here(request: Any) -> list[MembershipInfo]:
    """Where the person may work, of what this host name serves."""
    return [m for m in memberships_of(request.user.identity) if answers_here(request, m.slug)]


def answers_here(request: HttpRequest, slug: str) -> bool:
    """Whether the host name serves the authority: the service's own serves all, a sub-domain the one it is given to."""
    host = request.get_host().rsplit(":", 1)[0].lower().rstrip(".")
    if not host.endswith("." + settings.SERVICE_DOMAIN):
        return True
    key = f"host:{host}"
    owner = cache.get(key)
    if owner is None:
        found = (
            apps.get_model("tenants.Host")
            ._default_manager.filter(domain=host)
            .values_list("tenant__slug")
            .first()
        )
        if found is None:
            return (
                False  # and is not remembered: anybody can invent names, and the cache counts sign-in limits
            )
        owner = found[0]
        cache.set(key, owner, HOST_SECONDS)
    return bool(owner == slug)


def _inside_too(slug: str, content: Any) -> Iterator[bytes]:
    """A streamed answer is made after the middleware has ended: its queries are the authority's too."""
    with in_authority(slug):
        yield from content
