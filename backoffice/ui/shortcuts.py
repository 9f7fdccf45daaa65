"""How views answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


def render_form(
    request: HttpRequest, template: str, context: Mapping[str, Any], form: BaseForm, *, status: int = 200
) -> HttpResponse:
    """A page with a form: 422 when it has errors (a refusal's own status if a service refused).

    The answer carries `refusal`: what the service said, or None.
    """
    refused = getattr(form, "refused", None)
    if form.is_bound and form.errors:
        status = refused.status if refused is not None else 422
    response = render(request, template, {**context, "form": form}, status=status)
    response.refusal = refused  # type: ignore[attr-defined]
    return response


def done(request: HttpRequest, message: str, *, to: str | HasPage) -> HttpResponseRedirect:
    """Say what was done, on the page of what it was done to (an object, a URL name or an address)."""
    messages.success(request, message)
    return redirect(to)


def render_message(
    request: HttpRequest, *, title: str, text: str, next_step: str = "", url: str = "", url_label: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A plain page that says one thing."""
    context = {"title": title, "text": text, "next_step": next_step, "url": url, "url_label": url_label}
    return render(request, "ui/message.html", context, status=status)
