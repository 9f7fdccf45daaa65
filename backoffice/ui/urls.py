from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import path

from backoffice.ui import views

app_name = "ui"


def for_builders(view: Callable[..., Any]) -> Callable[..., Any]:
    """Not for the open network: who is signed in sees it, and with DEBUG whoever works on the screens."""
    kept = login_required(view)

    @wraps(view)
    def shown(request: Any, *args: Any, **kwargs: Any) -> Any:
        return (view if settings.DEBUG else kept)(request, *args, **kwargs)

    return shown


urlpatterns = [
    path("", for_builders(views.gallery), name="gallery"),
    path("list/", for_builders(views.gallery_list), name="list"),
    path("progress/", for_builders(views.gallery_progress), name="progress"),
]
