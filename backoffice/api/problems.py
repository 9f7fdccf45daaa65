"""Refusals of the API: application/problem+json with the same four parts as on a page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from backoffice.errors import Missing, NotAllowed, Refused


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None for a bug, which stays a 500."""
    if isinstance(error, Http404):
        error = Missing("There is no such thing.")
    elif isinstance(error, PermissionDenied):
        error = NotAllowed("You may not do this.")
    if isinstance(error, Refused):
        return _problem(error.status, **error.as_dict())
    if isinstance(error, exceptions.ValidationError):
        return _problem(
            422,
            code="invalid",
            message="Some fields are missing or wrong.",
            errors=error.detail,
            next_step="Mend the fields named in errors.",
        )
    if isinstance(error, exceptions.APIException):
        response = _problem(error.status_code, code=str(error.default_code), message=str(error.detail))
        if header := getattr(error, "auth_header", None):
            response["WWW-Authenticate"] = header
        return response
    return None


def _problem(status: int, *, code: str, message: str, **more: Any) -> Response:
    content = {
        "title": message,
        "status": status,
        "code": code,
        **{name: value for name, value in more.items() if value},
    }
    return Response(content, status=status, content_type="application/problem+json")
