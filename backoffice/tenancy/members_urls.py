from django.urls import path

from backoffice.tenancy import views_members as views

app_name = "members"
urlpatterns = [
    path("", views.members, name="list"),
    path("roles/", views.roles, name="roles"),
    path("invite/", views.invite_member, name="invite"),
    path("<uuid:identity>/", views.member, name="member"),
    path("<uuid:identity>/roles/", views.member_roles, name="change_roles"),
    path("<uuid:identity>/suspend/", views.suspend_member, name="suspend"),
    path("<uuid:identity>/restore/", views.restore_member, name="restore"),
    path("<uuid:identity>/leave/", views.leave_member, name="leave"),
    path("<uuid:identity>/link/", views.link, name="link"),
]
