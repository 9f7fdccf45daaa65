"""Links to publications."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import Publication


def _url(id: int) -> str:
    found = Publication.objects.defer("content").filter(pk=id).first()
    return found.get_absolute_url() if found else reverse("finance:publications")


def _title(id: int) -> str | None:
    found = Publication.objects.defer("content").filter(pk=id).first()
    return str(found) if found else None


def offer() -> None:
    """Make them linkable."""
    register_kind(
        "finance.publication", label="Publication", url=_url, permission="finance.view", title=_title
    )
