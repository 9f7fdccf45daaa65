"""A request that is too large is refused by its own announcement, before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

BESIDE_THE_FILE = 1024 * 1024  # the form around it


class RefuseLargeRequests:
    """Answers 413 to what announces more than UPLOAD_MAX_BYTES and a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) <= settings.UPLOAD_MAX_BYTES + BESIDE_THE_FILE:
            return self.get_response(request)
        most = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        response = HttpResponse(render_to_string("413.html", {"most": most}), status=413)
        response["Connection"] = "close"
        return response
