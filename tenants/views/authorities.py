"""Bringing authorities in, for those who look after the service. They open no authority by it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from backoffice.tenancy.names import BadName, role_for
from backoffice.tenancy.second_factor import sent_to_second_factor
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from tenants.models import Authority
from tenants.services import onboard_authority
from tenants.services.bring_in_authority import FUNCTIONS

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

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip()
        try:
            schema = role_for(slug)
        except BadName:
            raise forms.ValidationError(
                "Use small letters, digits and hyphens, beginning with a letter, such as west-mercia."
            ) from None
        if Authority.objects.filter(schema_name=schema).exists():
            raise forms.ValidationError("There is an authority with this address already. Choose another.")
        return slug


@login_required
@require_http_methods(["GET", "POST"])
def onboarding(request: Any) -> HttpResponseBase:
    """Every authority with its state, and a form for the next."""
    if not request.user.is_service_administrator:
        raise PermissionDenied
    if away := sent_to_second_factor(request):
        return away
    form = OnboardingForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            onboard_authority(**form.cleaned_data)
            name = form.cleaned_data["name"]
            return done(
                request,
                f"{name} is being brought in. It takes a few seconds: load this page again.",
                to="onboarding",
            )
    context = {
        "title": "Authorities served",
        "authorities": Authority.objects.order_by("name", "pk"),
        "submit": "Bring in the authority",
    }
    return render_form(request, "portal/onboarding.html", context, form)
