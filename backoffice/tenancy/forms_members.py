"""Forms of the members' pages."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.forms import UiForm


def role_choices() -> list[tuple[str, str]]:
    return [(name, role.label) for name, role in ROLES.items()]


class RolesField(forms.MultipleChoiceField):
    """Tick what a person does here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Roles",
            choices=role_choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one role"},
            **kwargs,
        )


class ReasonField(forms.CharField):
    """Why; it is kept in the history."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Reason",
            max_length=200,
            help_text="Kept in the history.",
            error_messages={"required": "Give a reason"},
            **kwargs,
        )


class InviteForm(UiForm):
    name = forms.CharField(
        label="Name", max_length=200, error_messages={"required": "Enter the person's name"}
    )
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="Their own, for work: they sign in with it.",
        error_messages={
            "required": "Enter the person's email address",
            "invalid": "Enter an email address such as name@example.police.uk",
        },
    )
    roles = RolesField()


class RolesForm(UiForm):
    roles = RolesField()
    reason = ReasonField()


class ReasonForm(UiForm):
    reason = ReasonField()


class MemberFilter(ListFilter):
    q = django_filters.CharFilter(label="Name or email address", method="search")
    state = ChoicesFilter(label="State", choices=Member.State.choices)
    role = ChoicesFilter(label="Role", method="with_role", choices=role_choices)

    class Meta(ListFilter.Meta):
        model = Member
        fields: list[str] = []

    def search(self, queryset: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:
        return queryset.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def with_role(self, queryset: QuerySet[Member], name: str, value: list[str]) -> QuerySet[Member]:
        return queryset.filter(roles__overlap=value) if value else queryset
