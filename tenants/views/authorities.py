"""Bringing authorities in, for those who look after the service. They open no authority by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backoffice.errors import Refused
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.names import BadName, role_for
from backoffice.tenancy.second_factor import sent_to_second_factor
from backoffice.tenancy.sign_in_links import belongs_to, has_signed_in
from backoffice.ui.components import Fact, Task
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from tenants.models import Authority, User
from tenants.services import onboard_authority
from tenants.services.bring_in_authority import FUNCTIONS
from tenants.services.first_administrator import first_administrator, invite_again

LABELS = {"hr": "HR", "finance": "Finance", "payroll": "Payroll"}


class OnboardingForm(UiForm):
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="As its people write it.",
        error_messages={"required": "Enter the name"},
    )
    slug = forms.CharField(
        label="Address",
        max_length=61,
        help_text="Small letters, digits and hyphens, such as west-mercia. It cannot be changed later.",
        error_messages={"required": "Enter the address"},
    )
    functions = forms.MultipleChoiceField(
        label="Functions it takes",
        choices=[(name, LABELS.get(name, name)) for name in FUNCTIONS],
        widget=forms.CheckboxSelectMultiple,
        initial=list(FUNCTIONS),
        error_messages={"required": "Choose at least one function"},
    )

    administrator_name = forms.CharField(
        label="First administrator's name",
        max_length=200,
        help_text="They invite everybody else and give roles. They see no personal record by it.",
        error_messages={"required": "Enter the first administrator's name"},
    )
    administrator_email = forms.EmailField(
        label="First administrator's email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the first administrator's email address",
            "invalid": "Enter an email address such as name@example.police.uk",
        },
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip()
        try:
            schema = role_for(slug)
        except BadName:
            raise forms.ValidationError(
                "Use small letters, digits and hyphens, beginning with a letter, such as west-mercia."
            ) from None
        if Authority.objects.filter(schema_name=schema).exclude(state=Authority.State.COMING).exists():
            raise forms.ValidationError("There is an authority with this address already. Choose another.")
        return slug


@login_required
@require_http_methods(["GET", "POST"])
def onboarding(request: Any) -> HttpResponseBase:
    """Every authority with its state, and a form for the next."""
    if away := _kept_out(request):
        return away
    form = OnboardingForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            onboard_authority(**form.cleaned_data)
            name, slug = form.cleaned_data["name"], form.cleaned_data["slug"]
            return done(request, f"{name} is being brought in.", to=reverse("authority", args=[slug]))
    context = {
        "title": "Authorities served",
        "authorities": Authority.objects.order_by("name", "pk"),
        "submit": "Bring in the authority",
    }
    return render_form(request, "portal/onboarding.html", context, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def authority(request: Any, slug: str) -> HttpResponseBase:
    """How far an authority that is being brought in has come, and what is next. A post makes the first invitation again."""
    if away := _kept_out(request):
        return away
    try:
        role_for(slug)
    except BadName:
        raise Http404 from None
    found = Authority.objects.filter(slug=slug).first()
    link = ""
    if request.method == "POST" and found is not None:
        try:
            link = invite_again(authority=found, by=request.user)
        except Refused as refused:
            return done(
                request, f"{refused.message} {refused.next_step}", to=reverse("authority", args=[slug])
            )
        if not link:
            return done(request, "The invitation was mailed.", to=reverse("authority", args=[slug]))
    context = _standing(slug, found) | {"here": reverse("authority", args=[slug]), "link": link}
    return render(request, "portal/authority.html", context)


def _standing(slug: str, found: Authority | None) -> dict[str, Any]:
    """The steps of bringing it in, done or not, and the next one in words."""
    served = found is not None and found.state != Authority.State.COMING
    person = first_administrator(found) if found is not None else None
    signed_in = person is not None and has_signed_in(person.identity)
    steps = [
        _step("Login and tables of its own", served),
        _step("First administrator named", person is not None),
        _step("First administrator has chosen a password", signed_in),
    ]
    theirs = served and person is not None and not signed_in and belongs_to(person.identity, slug)
    name = found.name if found is not None else slug
    functions = ", ".join(LABELS.get(one, one) for one in found.functions) if found is not None else ""
    return {
        "title": name,
        "status": (found.get_state_display(), "done" if served else "waiting")
        if found
        else ("Asked for", "waiting"),
        "coming": not served or person is None,
        "steps": steps,
        "next": _next(name, person, served=served, signed_in=signed_in),
        "person": person,
        "may_invite": theirs,
        "invite_words": "Send the invitation again" if mail_is_configured() else "Make the invitation link",
        "facts": [
            Fact("Address", f"/{slug}/"),
            Fact("Functions", functions or "Not known yet"),
            Fact("First administrator", f"{person.name}, {person.email}" if person else "Not named yet"),
        ],
    }


def _step(label: str, is_done: bool) -> Task:
    return Task(label, "Done" if is_done else "To do", "done" if is_done else "waiting")


def _next(name: str, person: User | None, *, served: bool, signed_in: bool) -> str:
    if not served:
        return (
            "The provisioner is at work; it takes a few seconds and this page follows. If nothing has happened after a"
            " minute, see that the provisioner runs, then bring the authority in again with the same address."
        )
    if person is None:
        return "Nobody is named yet. If that stays so, name the first administrator with the onboard command."
    if signed_in:
        return (
            f"{person.name} invites those who work there. {name}'s home page lists what to set up before the first pay"
            " run."
        )
    if mail_is_configured():
        return f"{person.name} has been sent an invitation and chooses a password with it."
    return f"No mail is sent from here. Make the invitation link and hand it to {person.name}, and to nobody else."


def _kept_out(request: Any) -> HttpResponseBase | None:
    """Only for those who look after the service, and only with their second factor."""
    if not request.user.is_service_administrator:
        raise PermissionDenied
    away: HttpResponseBase | None = sent_to_second_factor(request)
    return away
