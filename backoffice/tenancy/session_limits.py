"""How long a person stays signed in: SESSION_IDLE_SECONDS without use, SESSION_COOKIE_AGE in all.

Use is what the person does; a page that asks for progress by itself is no use. When it was last seen is written at
most once a minute. A form that comes too late is kept: see backoffice.tenancy.kept_form.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from backoffice.tenancy import kept_form
from backoffice.tenancy.names import PUBLISHED, RESERVED
from backoffice.tenancy.signed_in import SEEN_AT, SIGNED_IN_AT

WRITTEN_EVERY = 60  # seconds


class SessionLimits:
    """Ends sessions that are over, puts back the form they interrupted, and leads htmx to the sign-in page."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if request.path_info.startswith(f"/{PUBLISHED}/"):
            return self.get_response(request)  # nobody's session is looked at, so every cache may keep it
        if request.session.is_empty() or not request.user.is_authenticated:
            return for_htmx(request, self.get_response(request))
        if over := _over(request.session):
            return for_htmx(request, _end(request, over))
        if not _asks_by_itself(request):
            now = int(time.time())
            if now - request.session.get(SEEN_AT, 0) >= WRITTEN_EVERY:
                request.session[SEEN_AT] = now
        kept = kept_form.take(request) if request.method == "GET" else None
        if kept:
            messages.info(request, kept_form.SAID)
        response: Any = self.get_response(request)
        if kept and _is_page(response):
            response.content = kept_form.fill(response.content.decode(), kept).encode()
        return for_htmx(request, response)


def _over(session: Any) -> str:
    """Why the session is over; empty while it is not."""
    now = time.time()
    if now - session.get(SIGNED_IN_AT, now) > settings.SESSION_COOKIE_AGE:
        return "You were signed out at the end of the day. Sign in again to go on."
    if now - session.get(SEEN_AT, now) > settings.SESSION_IDLE_SECONDS:
        minutes = max(settings.SESSION_IDLE_SECONDS // 60, 1)
        return (
            f"You were signed out after {minutes} minutes without use. Sign in again to go on where you were."
        )
    return ""


def _end(request: Any, why: str) -> HttpResponseBase:
    """Sign out; for a form, put it away for whoever signs in again as the same person."""
    user_id, action = request.user.pk, request.path_info
    segment = action.split("/", 2)[1]
    is_api = action.startswith(f"/{segment}/api/")
    back = "/"
    fields = None
    if segment not in RESERVED and not is_api:
        back = request.get_full_path() if request.method == "GET" else kept_form.page_of(request)
        fields = kept_form.fields_of(request)
    logout(request)
    if is_api:
        response = JsonResponse({"title": "Sign in, or send a token.", "status": 401}, status=401)
        response["Content-Type"] = "application/problem+json"
        return response
    if fields:
        kept_form.keep(request.session, user_id=user_id, page=back, action=action, fields=fields)
        why += " What you typed is kept."
    messages.info(request, why)
    return redirect_to_login(back, resolve_url(settings.LOGIN_URL))


def _asks_by_itself(request: Any) -> bool:
    """Whether nobody pressed anything: htmx names the element that asked, and progress is a plain `div`."""
    source: str = request.headers.get("HX-Source", "")
    return request.method == "GET" and source.split("#")[0] == "div"


def _is_page(response: Any) -> bool:
    return (
        response.status_code == 200
        and not getattr(response, "streaming", False)
        and response.get("Content-Type", "").startswith("text/html")
    )


def for_htmx(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """A part of a page is not replaced by the sign-in page: the browser goes there."""
    sign_in = resolve_url(settings.LOGIN_URL)
    to = response.get("Location", "")
    if response.status_code != 302 or "HX-Request" not in request.headers or not to.startswith(sign_in):
        return response
    gone = HttpResponse(status=204)
    gone["HX-Redirect"] = to
    gone.cookies = response.cookies
    return gone
