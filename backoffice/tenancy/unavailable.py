"""What is answered when something failed that nobody foresaw: 500, or 503 where the database cannot be had just now."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

# Of PostgreSQL: too many connections, starting up or shutting down, connection lost.
NOT_NOW = ("53", "57P0", "08")
RETRY_SECONDS = 30


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database refused or lost the connection; a statement that timed out is a fault of ours."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(NOT_NOW)  # no code: the connection was never made, or broke


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`. Neither page asks the database for anything."""
    if is_unavailable(sys.exc_info()[1]):
        page = _page("503.html", 503, "The service is not available just now. Try again in a few minutes.")
        page["Retry-After"] = str(RETRY_SECONDS)
        return page
    return _page(
        "500.html", 500, "Something went wrong on our side. Nothing was changed by your last request."
    )


def _page(template: str, status: int, words: str) -> HttpResponse:
    """The page; its bare words where even the page cannot be drawn, as when static files were not collected."""
    try:
        return HttpResponse(loader.get_template(template).render(), status=status)
    except Exception:
        return HttpResponse(words, status=status, content_type="text/plain")
