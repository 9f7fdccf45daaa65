from django.urls import path

from backoffice.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<slug:reference>", views.job, name="job"),
    path("<slug:reference>/progress", views.progress, name="progress"),
    path("<slug:reference>/cancel", views.cancel, name="cancel"),
    path("<slug:reference>/retry", views.retry, name="retry"),
]
