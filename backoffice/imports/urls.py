from django.urls import path

from backoffice.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.kinds, name="kinds"),
    path("<str:kind>/", views.kind, name="kind"),
    path("<str:kind>/columns", views.columns, name="columns"),
    path("<str:kind>/template.<str:format>", views.template, name="template"),
    path("<str:kind>/<slug:reference>", views.batch, name="batch"),
    path("<str:kind>/<slug:reference>/match", views.match, name="match"),
    path("<str:kind>/<slug:reference>/wrong.<str:format>", views.wrong, name="wrong"),
    path("<str:kind>/<slug:reference>/load", views.load, name="load"),
    path("<str:kind>/<slug:reference>/discard", views.discard, name="discard"),
]
