"""The guard of every page of an authority."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from backoffice.actor import Permission
from backoffice.errors import Missing, NotAllowed
from backoffice.tenancy.step_up import recently_signed_in as recently_signed_in

View = Callable[..., HttpResponseBase]


def check_permission(request: HttpRequest, permission: Permission) -> None:
    """Raise unless the request is a member's and the member holds the permission (of several: one of them)."""
    actor = getattr(request, "actor", None)
    if actor is None:
        raise Http404
    if not actor.may(permission):
        raise PermissionDenied


def authority_page(permission: Permission = None) -> Callable[[View], View]:
    """A page of an authority. `None`: every member may see it, and the view decides what of it.

    `Missing` becomes the page for what is not there, `NotAllowed` the one for what one may not do.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check_permission(request, permission)
            try:
                return view(request, *args, **kwargs)
            except Missing as error:
                raise Http404(error.message) from error
            except NotAllowed as error:
                raise PermissionDenied(error.message) from error

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


class AuthorityPage:
    """The same for a class-based view: put it first among the bases and set `permission`."""

    permission: Permission = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:
        view: View = super().as_view(**initkwargs)  # type: ignore[misc]
        return authority_page(cls.permission)(view)
