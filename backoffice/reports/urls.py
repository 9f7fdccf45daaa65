from django.urls import path

from backoffice.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="reports"),
    path("<str:code>", views.report, name="report"),
]
