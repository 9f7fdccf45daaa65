"""A person's own account: what they sign in with, and where they are signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from backoffice.tenancy.signed_in import used_second_factor
from backoffice.ui.components import Fact


@require_GET
@login_required
def account_home(request: Any) -> HttpResponse:
    """Name, address, and ways to change what one signs in with."""
    user = request.user
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    passkeys = kinds.count(Authenticator.Type.WEBAUTHN)
    sessions = UserSession.objects.purge_and_list(user)
    facts = [
        Fact("Name", user.name),
        Fact("Email address", user.email),
        Fact(
            "Password",
            "Set" if user.has_usable_password() else "None: you sign in through your own directory",
            reverse("account_change_password") if user.has_usable_password() else "",
            "Change",
        ),
        Fact(
            "Authenticator app",
            "Set up" if Authenticator.Type.TOTP in kinds else "Not set up",
            reverse("mfa_index"),
            "Change",
        ),
        Fact("Passkeys", str(passkeys) if passkeys else "None", reverse("mfa_list_webauthn"), "Change"),
        Fact(
            "Signed in",
            f"{len(sessions)} browser{'s' if len(sessions) > 1 else ''}",
            reverse("usersessions_list"),
            "Look",
        ),
    ]
    return render(request, "account/home.html", {"title": "Your account", "facts": facts})


@require_GET
@login_required
def second_factor(request: Any) -> HttpResponse:
    """Why a second factor is asked for, and the ways to set one up; afterwards back to where the person was going."""
    back = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}):
        request.session["second_factor_next"] = back
    if used_second_factor(request):
        return redirect(request.session.pop("second_factor_next", "/"))
    return render(
        request, "account/second_factor.html", {"title": "Set up a second way to show that it is you"}
    )
