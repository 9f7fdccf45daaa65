"""What every API view of the product has: who may, once, and refusals told as on a page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotAuthenticated
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.actor import Actor, Permission
from backoffice.api.authentication import MemberAuthentication, TokenAuthentication
from backoffice.api.once import once
from backoffice.api.openapi import SAFE, Schema
from backoffice.api.problems import problem_response
from backoffice.errors import NotAllowed
from backoffice.tenancy.signed_in import confirmed_lately


class ConfirmFirst(NotAllowed):
    code = "confirm_first"


class Pages(CursorPagination):
    """The newest first, 50 at a time, at most 500 (`page_size`); a page costs the same however far one goes."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "-pk"


class AuthorityViewSet(viewsets.GenericViewSet[Any]):
    """Base of every API view.

    `permissions` names for each action the permission it takes, or None where every member may ask and the query
    decides what they see; an action that is not named is refused. `asks_again` are the actions that move money: a
    signed-in member must have shown lately that it is them, as on a page; a token stands for itself.
    """

    authentication_classes = [TokenAuthentication, MemberAuthentication]
    permission_classes = []  # `permissions` below
    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    pagination_class = Pages
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    lookup_field = "reference"
    schema = Schema()
    permissions: ClassVar[dict[str, Permission]] = {}
    asks_again: ClassVar[frozenset[str]] = frozenset()

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    @property
    def today(self) -> date:
        day: date = self.request._request.business_date  # type: ignore[attr-defined]
        return day

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if getattr(request._request, "actor", None) is None:
            raise NotAuthenticated
        self._check_permission()
        method = (request.method or "").lower()
        handler = getattr(self, method, None)
        if request.method not in SAFE and handler is not None:
            setattr(self, method, functools.partial(self._once, handler))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return problem_response

    def _check_permission(self) -> None:
        if self.action is None:
            return  # the method itself is not allowed, which is said next
        if self.action not in self.permissions:
            raise NotAllowed("This is not offered.")
        wanted = self.permissions[self.action]
        if wanted and not self.actor.may(wanted):
            raise NotAllowed(
                "You may not do this.",
                where=wanted if isinstance(wanted, str) else " or ".join(wanted),
                next_step="Ask for a role, or a scope of the token, that includes it.",
            )
        by_session = self.request.auth is None
        if self.action in self.asks_again and by_session and not confirmed_lately(self.request._request):
            raise ConfirmFirst(
                "Show again that it is you before money is approved, posted or paid.",
                next_step="Confirm on the pages of your account, or sign in again, then send it once more.",
            )

    def _once(
        self, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        return once(request, self.actor, lambda: handler(request, *args, **kwargs))


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, AuthorityViewSet):
    """Lists and shows; `get_queryset` gives what `self.actor` may see."""
