"""The API of an authority: /<authority>/api/v1/… Each app offers its own views in its `api.py`."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.urls import include, path
from django.utils.module_loading import module_has_submodule
from rest_framework.routers import SimpleRouter

app_name = "api"


def _router() -> SimpleRouter:
    router = SimpleRouter(trailing_slash=False)
    for config in apps.get_app_configs():
        if config.name != "backoffice.api" and config.module and module_has_submodule(config.module, "api"):
            offered = import_module(f"{config.name}.api")
            if hasattr(offered, "register"):
                offered.register(router)
    return router


urlpatterns = [path("v1/", include(_router().urls))]
