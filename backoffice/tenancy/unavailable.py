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
        page = HttpResponse(loader.get_template("503.html").render(), status=503)
        page["Retry-After"] = str(RETRY_SECONDS)
        return page
    return HttpResponse(loader.get_template("500.html").render(), status=500)
