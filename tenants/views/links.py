"""What a link of an invitation, or one to start again, opens."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backoffice.tenancy.sign_in_links import Purpose, holder_of, use_link
from backoffice.ui.shortcuts import render_form
from tenants.forms import SetPasswordForm

OPEN = "open"  # the address without the secret, which is kept in the session: no Referer or history tells it
IN_SESSION = "sign_in_link"


@never_cache
@require_http_methods(["GET", "POST"])
def set_password(request: Any, token: str) -> HttpResponse:
    """Choose a password. Looking at the page uses nothing up; saving does."""
    given = request.session.get(IN_SESSION, "") if token == OPEN else token
    holder = holder_of(given)
    if holder is None:
        request.session.pop(IN_SESSION, None)
        return render(request, "account/link_dead.html", {"title": "This link no longer works"}, status=404)
    if token != OPEN:
        if request.user.is_authenticated:
            logout(request)
        request.session[IN_SESSION] = token
        return redirect("set_password", token=OPEN)
    form = SetPasswordForm(holder.user, request.POST or None)
    if form.is_valid():
        get_adapter(request).clean_password(form.cleaned_data["password1"], user=holder.user)
        if not use_link(holder, form.cleaned_data["password1"]):
            return redirect("set_password", token=OPEN)
        request.session.flush()
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("account_login")
    title = "Choose a password" if holder.purpose is Purpose.INVITATION else "Choose a new password"
    context = {
        "title": title,
        "holder": holder.user,
        "again": holder.purpose is Purpose.START_AGAIN,
        "submit": "Set password",
    }
    return render_form(request, "account/set_password_link.html", context, form)
