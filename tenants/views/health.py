"""Whether the process answers, and whether it can serve."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from redis import Redis

from backoffice.health import failing, register


@require_GET
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """The process answers. No database is asked: a busy one must not have web processes restarted."""
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served: database, Redis and what functions have registered. 503 names what fails."""
    wrong = failing()
    return JsonResponse(
        {"status": "not ready" if wrong else "ok", "failing": wrong}, status=503 if wrong else 200
    )


def _database() -> None:
    with connections["portal"].cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.get("ready")


def _redis() -> None:
    with Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        client.ping()


register("database", _database)
register("redis", _redis)
