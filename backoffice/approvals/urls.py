from django.urls import path

from backoffice.approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.approvals, name="approvals"),
    path("<slug:reference>", views.approval, name="approval"),
]
