"""The API described as OpenAPI: one description for every authority, readable without sign-in."""

from __future__ import annotations

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

DESCRIPTION = """\
Every address stands below an authority's own: `/{authority}/api/v1/...`. A token belongs to one member of one authority
and does what both its scopes and the member's roles allow. Each write needs an `Idempotency-Key`. A refusal is
`application/problem+json` with `code`, `title`, `where` and `next_step`.
"""
urlpatterns = [path("{authority}/api/", include("backoffice.api.urls"))]

schema = SpectacularAPIView.as_view(
    urlconf="backoffice.api.schema",
    authentication_classes=[],
    permission_classes=[],
    custom_settings={
        "TITLE": "Police back office",
        "DESCRIPTION": DESCRIPTION,
        "VERSION": "1",
        "SCHEMA_PATH_PREFIX": r"/{authority}/api/v1",
        "COMPONENT_SPLIT_REQUEST": True,
    },
)
