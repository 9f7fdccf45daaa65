"""What the page shell shows around every page, worked out from the request only when a page is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from backoffice.ui import navigation
from backoffice.ui.navigation import NavItem

# Where the shell's own links lead; a place the project has not (yet) got is not shown. UI_PLACES overrides.
PLACES = {
    "home": "work:home",
    "search": "work:search",
    "account": "account",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "choose": "choose_authority",
    "help": "help",
    "accessibility": "accessibility",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the second or third bar."""

    label: str
    url: str
    current: bool
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """An authority in the switcher."""

    name: str
    url: str
    current: bool
    waiting: int = 0


class Shell:
    """The bars of one page, from `request.actor`, `.authority`, `.memberships` and `.waiting`, if set."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Any = getattr(request, "actor", None)
        self.authority: Any = getattr(request, "authority", None)
        match = request.resolver_match
        self.function_name = navigation.function_of(match.namespaces[0] if match and match.namespaces else "")

    @property
    def product(self) -> str:
        return str(getattr(settings, "PRODUCT_NAME", "Police back office"))

    @cached_property
    def person(self) -> str:
        """Name of who is signed in; empty for nobody."""
        if self.actor is not None:
            return str(self.actor.name)
        user = getattr(self.request, "user", None)
        return str(user) if user is not None and user.is_authenticated else ""

    @cached_property
    def places(self) -> dict[str, str]:
        names = {**PLACES, **getattr(settings, "UI_PLACES", {})}
        return {place: url for place, name in names.items() if (url := _url(name))}

    @cached_property
    def authorities(self) -> list[Choice]:
        """The switcher's entries, from objects with `name` and `url`, perhaps `slug` and `waiting`."""
        here = getattr(self.authority, "slug", None)
        choices = []
        for membership in getattr(self.request, "memberships", None) or ():
            slug = getattr(membership, "slug", membership.url.strip("/"))
            waiting = getattr(membership, "waiting", 0) or 0
            choices.append(Choice(membership.name, membership.url, slug == here, waiting))
        return choices

    @cached_property
    def functions(self) -> list[Entry]:
        """The second bar: functions the authority has taken and the person may use."""
        if self.actor is None or self.authority is None:
            return []
        waiting = getattr(self.request, "waiting", None) or {}
        return [
            Entry(item.label, url, item.function == self.function_name, waiting.get(item.function, 0))
            for item in navigation.items()
            if self._shows(item) and (url := _url(item.url_name))
        ]

    @cached_property
    def function(self) -> NavItem | None:
        """The function this page belongs to."""
        return next(
            (i for i in navigation.items() if i.function == self.function_name and self._shows(i)), None
        )

    @cached_property
    def pages(self) -> list[Entry]:
        """The third bar: pages of this function. The longest address that begins this one is current."""
        if self.function is None:
            return []
        allowed = [
            (item.label, url)
            for item in self.function.sub
            if self.actor.may(item.permission)
            and (item.shown is None or item.shown(self.actor))
            and (url := _url(item.url_name))
        ]
        path = self.request.path
        current = max((url for _, url in allowed if path.startswith(url)), key=len, default="")
        return [Entry(label, url, url == current) for label, url in allowed]

    def _shows(self, item: NavItem) -> bool:
        if self.actor is None or self.authority is None:
            return False
        return (item.always or item.function in self.authority.functions) and self.actor.may(item.permission)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor; lazy, because fragments and mails never look at it."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
