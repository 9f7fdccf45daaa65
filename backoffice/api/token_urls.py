from django.urls import path

from backoffice.api import token_views

app_name = "tokens"
urlpatterns = [
    path("", token_views.tokens, name="tokens"),
    path("new", token_views.allow, name="allow"),
    path("<slug:reference>/collect", token_views.collect, name="collect"),
    path("<slug:reference>/revoke", token_views.revoke, name="revoke"),
]
