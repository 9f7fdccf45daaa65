"""Addresses: the service's own, and under an authority's name those of its functions.

Inside an authority the URLs are the public ones and the functions' under `/<slug>/`, so `reverse("hr:people")` gives the
address in the current authority and `reverse("account_logout")` the service's. The functions' patterns are shared
between authorities, so another authority costs a few kilobytes.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

AUTHORITY_URLS = "backoffice.config.urls_authority"


class AuthorityUrls:
    """What Django takes for a URL module, for one authority."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        public = import_module(settings.ROOT_URLCONF)
        functions: list[URLPattern | URLResolver] = [path(f"{slug}/", include(AUTHORITY_URLS))]
        self.urlpatterns = functions + public.urlpatterns
        for name in ("handler400", "handler403", "handler404", "handler500"):
            if hasattr(public, name):
                setattr(self, name, getattr(public, name))

    def __repr__(self) -> str:
        return f"<addresses of {self.slug}>"


@cache
def urlconf_for(slug: str) -> AuthorityUrls:
    """The URL module in use inside the authority. Ask only for slugs that are known: each is kept."""
    return AuthorityUrls(slug)
