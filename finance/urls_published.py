"""Addresses of what authorities publish: /published/<authority>/, read by anybody without signing in."""

from django.urls import path

from finance.views.publishing import public

app_name = "published"
urlpatterns = [
    path("<str:slug>/", public.index, name="index"),
    path("<str:slug>/<str:dataset>/<str:filename>", public.file, name="file"),
]
