"""Pages that belong to no authority: the way in and the choice of authority."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET


@require_GET
@login_required
def home(request: Any) -> HttpResponse:
    """To the person's authority; to the choice between several."""
    if len(request.memberships) == 1:
        return redirect(request.memberships[0].url)
    if not request.memberships and request.user.is_service_administrator:
        return redirect("onboarding")
    return redirect("choose_authority")


@require_GET
@login_required
def choose_authority(request: Any) -> HttpResponse:
    """The authorities the person works for, with what waits in each."""
    return render(
        request, "portal/choose.html", {"title": "Your authorities", "memberships": request.memberships}
    )


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines but what authorities publish."""
    return HttpResponse("User-agent: *\nAllow: /published/\nDisallow: /\n", content_type="text/plain")
