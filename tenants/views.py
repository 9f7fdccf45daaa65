"""Pages that belong to no authority: the way in, the choice of authority, and the service's health."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET


@require_GET
@login_required
def home(request: Any) -> HttpResponse:
    """To the person's authority, or to the choice between several."""
    if len(request.memberships) == 1:
        return redirect(request.memberships[0].url)
    return redirect("choose_authority")


@require_GET
@login_required
def choose_authority(request: Any) -> HttpResponse:
    """The authorities the person works for, with what waits in each."""
    return render(request, "tenants/choose.html", {"title": "Choose an authority", "memberships": request.memberships})


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """The process answers. No database is asked: a busy one must not have web processes restarted."""
    return JsonResponse({"status": "ok"})


@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: the portal's database answers."""
    try:
        with connections["portal"].cursor() as cursor:
            cursor.execute("SELECT 1")
        cache.get("ready")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
