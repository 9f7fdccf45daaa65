from django.urls import path

from backoffice.work import views

app_name = "work"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]
