from __future__ import annotations

from datetime import date, timedelta

from django import forms

from backoffice.ui.forms import DateField, SearchableModelChoiceField, UiForm
from hr.forms.assignments import fte
from hr.forms.shared import reason, short, workforce
from hr.models import Unit, UnitKind


class EndingForm(UiForm):
    """People give the last day; what is kept is the day after."""

    def ends_before(self) -> date | None:
        last_day: date | None = self.cleaned_data.get("last_day")
        return None if last_day is None else last_day + timedelta(days=1)


class UnitForm(EndingForm):
    name = forms.CharField(max_length=120, error_messages={"required": "Enter the name"})
    kind = forms.ChoiceField(choices=UnitKind.choices, initial=UnitKind.UNIT)
    parent = SearchableModelChoiceField(
        label="Part of",
        queryset=Unit.objects.order_by("code", "pk"),
        required=False,
        help_text="The unit above it. Leave it empty for the top.",
    )
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day"})
    last_day = DateField(label="Last day", required=False)
    reason = reason(required=False)


class NewUnitForm(UnitForm):
    code = forms.CharField(
        max_length=20,
        widget=short("10"),
        help_text="Capital letters, digits and . _ / - only. It stays the same.",
        error_messages={"required": "Enter the code"},
    )
    field_order = ["code"]


class PostForm(EndingForm):
    title = forms.CharField(max_length=120, error_messages={"required": "Enter the title"})
    unit = SearchableModelChoiceField(
        queryset=Unit.objects.order_by("code", "pk"), error_messages={"required": "Choose the unit"}
    )
    workforce_type = workforce()
    rank = forms.CharField(label="Rank or grade", max_length=20, required=False, widget=short("10"))
    fte = fte()
    needs_warrant = forms.BooleanField(label="Needs a warrant", required=False)
    warrant_reason = forms.CharField(label="Why it needs a warrant", max_length=200, required=False)
    cost_centre = forms.CharField(
        max_length=20, required=False, widget=short("10"), help_text="The ledger's code: pay is posted there."
    )
    objective = forms.CharField(
        label="Objective (POA)", max_length=10, required=False, widget=short("5"), help_text="Such as 07.02."
    )
    location = forms.CharField(max_length=80, required=False)
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day"})
    last_day = DateField(label="Last day", required=False)
    reason = reason(required=False)


class NewPostForm(PostForm):
    number = forms.CharField(
        label="Post number",
        max_length=20,
        widget=short("20"),
        error_messages={"required": "Enter the post number"},
    )
    field_order = ["number"]
