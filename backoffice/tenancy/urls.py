"""Addresses: the service's own, and under an authority's name those of its functions.

Inside an authority the URLs are the public ones and the functions' under `/<slug>/`, so `reverse("hr:people")` gives the
address in the current authority and `reverse("account_logout")` the service's. The functions' patterns are shared
between authorities, so another authority costs a few kilobytes.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib import import_module
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

AUTHORITY_URLS = "backoffice.config.urls_authority"


class AuthorityUrls:
    """What Django takes for a URL module, for one authority."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    @cached_property
    def urlpatterns(self) -> list[URLPattern | URLResolver]:
        """Read at the first address that is asked for: a worker may never need one."""
        functions: list[URLPattern | URLResolver] = [path(f"{self.slug}/", include(AUTHORITY_URLS))]
        return [*functions, *self._public.urlpatterns]

    def __getattr__(self, name: str) -> Any:
        """The pages for errors (handler404 and the like) are the service's."""
        if name.startswith("handler"):
            return getattr(self._public, name)
        raise AttributeError(name)

    @property
    def _public(self) -> Any:
        return import_module(settings.ROOT_URLCONF)

    def __repr__(self) -> str:
        return f"<addresses of {self.slug}>"


@cache
def urlconf_for(slug: str) -> AuthorityUrls:
    """The URL module in use inside the authority. Ask only for slugs that are known: each is kept."""
    return AuthorityUrls(slug)
