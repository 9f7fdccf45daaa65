"""Roles that ask for a second factor open no page to a session signed in without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from backoffice.tenancy.roles import needs_totp
from backoffice.tenancy.signed_in import has_second_factor, used_second_factor

CODES = "/accounts/codes/"  # where authenticator apps, passkeys and recovery codes are changed
SHOWING = ("authenticate/", "webauthn/login/")  # and where they are shown, to sign in or again


class SecondFactor:
    """After AuthorityFromPath: a member whose roles here need a second factor sets one up, or shows it, first.

    Whoever has one shows it before changing it.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if request.path_info.startswith(CODES) and not request.path_info.endswith(SHOWING):
            return _sent_to_show(request) or self.get_response(request)
        if (
            request.membership is None
            or not needs_totp(request.membership.roles)
            or used_second_factor(request)
        ):
            return self.get_response(request)
        if request.path_info.startswith(f"/{request.membership.slug}/api/"):
            problem = {"title": "Sign in with your second factor first.", "status": 403}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        return sent_to_second_factor(request) or self.get_response(request)


def _sent_to_show(request: Any) -> HttpResponseBase | None:
    """The way to showing the second factor one has, before it is changed: to a session from before it was set up the
    password alone gives no say in it."""
    user = request.user
    if not user.is_authenticated or used_second_factor(request) or not has_second_factor(user):
        return None
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path_info})}")


def sent_to_second_factor(request: Any) -> HttpResponseBase | None:
    """The way to setting one up, or to showing it; None where this session has one."""
    if used_second_factor(request):
        return None
    back = request.get_full_path() if request.method == "GET" else "/"
    page = "mfa_reauthenticate" if has_second_factor(request.user) else "second_factor"
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
