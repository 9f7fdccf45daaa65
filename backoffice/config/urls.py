"""The service's own addresses. Those of an authority's functions: urls_authority."""

from django.urls import include, path

from tenants.views import choose_authority, health, home, ready

urlpatterns = [
    path("", home, name="home"),
    path("authorities/", choose_authority, name="choose_authority"),
    path("health", health, name="health"),
    path("health/ready", ready, name="ready"),
    path("ui/", include("backoffice.ui.urls")),
    path("accounts/", include("allauth.urls")),
]
