"""The service's own addresses. Those of an authority's functions: urls_authority."""

from django.urls import include, path

from backoffice.api.schema import schema
from tenants.views import authority, choose_authority, health, home, onboarding, ready, robots

handler500 = "backoffice.tenancy.unavailable.server_error"
urlpatterns = [
    path("", home, name="home"),
    path("authorities/", choose_authority, name="choose_authority"),
    path("authorities/new/", onboarding, name="onboarding"),
    path("authorities/served/<str:slug>/", authority, name="authority"),
    path("health", health, name="health"),
    path("health/ready", ready, name="ready"),
    path("robots.txt", robots, name="robots"),
    path("api/schema", schema, name="api_schema"),
    path("published/", include("finance.urls_published")),
    path("ui/", include("backoffice.ui.urls")),
    path("accounts/", include("tenants.urls_accounts")),
]
