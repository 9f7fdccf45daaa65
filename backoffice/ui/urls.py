from django.urls import path

from backoffice.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("list/", views.gallery_list, name="list"),
    path("progress/", views.gallery_progress, name="progress"),
]
