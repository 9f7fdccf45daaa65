"""The tokens of other systems: allowed here, collected by the member they act for, revoked by either."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from backoffice.api.models import ApiToken
from backoffice.api.queries import token_for, tokens_for
from backoffice.api.services import allow_token, collect_token, revoke_token
from backoffice.clock import LONDON
from backoffice.errors import Refused
from backoffice.tenancy.models import Member
from backoffice.tenancy.permissions import all_permissions
from backoffice.tenancy.roles import ROLES
from backoffice.tenancy.views import authority_page
from backoffice.ui.forms import DateField, SearchableModelChoiceField, UiForm
from backoffice.ui.shortcuts import done, render_form, render_message


class AllowForm(UiForm):
    name = forms.CharField(
        label="Which system", max_length=80, error_messages={"required": "Enter the name of the system"}
    )
    member = SearchableModelChoiceField(
        label="Acts for",
        queryset=Member.objects.none(),
        help_text="It can never do more than this person",
        error_messages={"required": "Choose the person it acts for"},
    )
    scopes = forms.MultipleChoiceField(
        label="May do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing the token may do"},
    )
    expires_on = DateField(
        label="Last day",
        help_text="At most a year from today",
        error_messages={"required": "Enter its last day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(state="active").order_by("name", "id")  # type: ignore[attr-defined]
        known = sorted({permission for role in ROLES.values() for permission in role.permissions})
        sentences = all_permissions()
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (each, f"{sentences[each].rstrip('.')} ({each})") for each in known
        ]


@require_GET
@authority_page()
def tokens(request: Any) -> HttpResponse:
    today = timezone.now().astimezone(LONDON).date()
    rows = [(token, *_state(token, today)) for token in tokens_for(viewer=request.actor)[:200]]
    context = {
        "title": "API tokens",
        "lead": "With a token another system may do some of what its person may do in this authority.",
        "rows": rows,
        "manages": request.actor.can("api.manage_tokens"),
    }
    return render(request, "api/tokens.html", context)


def _state(token: ApiToken, today: Any) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "Revoked", "off"
    if token.expires_on < today:
        return "Expired", "off"
    if token.digest is None:
        return "Waiting to be collected", "waiting"
    return "In use", "active"


@authority_page("api.manage_tokens")
def allow(request: Any) -> HttpResponse:
    form = AllowForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            token = allow_token(actor=request.actor, **form.cleaned_data)
            return done(
                request,
                f"{token.name} is allowed. {token.member.name} can collect the token.",
                to="tokens:tokens",
            )
    context = {
        "title": "Allow another system",
        "submit": "Allow",
        "cancel": reverse("tokens:tokens"),
    }
    return render_form(request, "api/allow.html", context, form)


@require_POST
@authority_page()
def collect(request: Any, reference: str) -> HttpResponse:
    token = token_for(viewer=request.actor, reference=reference)
    try:
        secret = collect_token(actor=request.actor, token=token)
    except Refused as refusal:
        return _refused(request, refusal)
    response = render(request, "api/collected.html", {"title": token.name, "secret": secret})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@authority_page()
def revoke(request: Any, reference: str) -> HttpResponse:
    token = token_for(viewer=request.actor, reference=reference)
    revoke_token(actor=request.actor, token=token)
    return done(request, f"{token.name} is revoked.", to="tokens:tokens")


def _refused(request: Any, refusal: Refused) -> HttpResponse:
    response = render_message(
        request,
        title="Nothing was changed",
        text=refusal.message,
        next_step=refusal.next_step,
        url=reverse("tokens:tokens"),
        url_label="Back to the tokens",
        status=refusal.status,
    )
    response.refusal = refusal  # type: ignore[attr-defined]
    return response
