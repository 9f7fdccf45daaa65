"""The way in and a person's own account: those of allauth's addresses that we have, under its names.

Nobody signs up, changes their address or links accounts by themselves; those of allauth's names that its own code asks
for lead nowhere.
"""

from typing import NoReturn

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as mfa_urls
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as openid_connect_urls
from allauth.usersessions import views as sessions
from django.http import Http404, HttpRequest
from django.urls import include, path, re_path

from tenants.views.account import account_home, second_factor
from tenants.views.links import set_password


def not_here(request: HttpRequest, **kwargs: str) -> NoReturn:
    raise Http404


urlpatterns = [
    path("", account_home, name="account"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("link/<str:token>/", set_password, name="set_password"),
    path("second-factor/", second_factor, name="second_factor"),
    path("codes/", include(mfa_urls)),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("directory/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("directory/error/", socialaccount.login_error, name="socialaccount_login_error"),
    path("", include(openid_connect_urls)),
    path("none/signup/", not_here, name="account_signup"),
    path("none/directory-signup/", not_here, name="socialaccount_signup"),
    path("none/connections/", not_here, name="socialaccount_connections"),
    path("none/email/", not_here, name="account_email"),
    path("none/confirm-email/", not_here, name="account_email_verification_sent"),
    path("none/confirm-email/<str:key>/", not_here, name="account_confirm_email"),
    path("none/set-password/", not_here, name="account_set_password"),
]
