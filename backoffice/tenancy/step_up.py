"""Before money is approved or paid the person shows again that it is them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from backoffice.tenancy import kept_form
from backoffice.tenancy.signed_in import confirmed_lately

View = Callable[..., HttpResponseBase]


def recently_signed_in(view: View) -> View:
    """Asks for password, code or passkey where the last time is over ACCOUNT_REAUTHENTICATION_TIMEOUT seconds ago.

    Put it under `authority_page`, so that whoever may not do it is told so first. A form sent meanwhile is kept and
    stands filled in on its page afterwards; it is sent again by the person, never by itself.
    """

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return sent_to_confirm(request) or view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def sent_to_confirm(request: Any) -> HttpResponseBase | None:
    """The way to showing again who one is, the form put away meanwhile; None where that was done lately."""
    if confirmed_lately(request):
        return None
    get = request.method == "GET"
    back = request.get_full_path() if get else kept_form.page_of(request)
    fields, user_id = kept_form.fields_of(request), request.user.pk
    ways = {way["id"]: way["url"] for way in get_adapter(request).get_reauthentication_methods(request.user)}
    page = ways.get("mfa_reauthenticate") or next(iter(ways.values()), "")
    if not page:  # only the person's own directory can tell: there, again
        logout(request)
        page = reverse("account_login")
    if fields:
        kept_form.keep(request.session, user_id=user_id, page=back, action=request.path_info, fields=fields)
    return redirect(f"{page}?{urlencode({'next': back})}")
