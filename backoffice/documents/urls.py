from django.urls import path

from backoffice.documents import views

app_name = "documents"
urlpatterns = [
    path("log", views.log, name="log"),
    path("<slug:reference>", views.download, name="download"),
]
