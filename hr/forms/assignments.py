from __future__ import annotations

from decimal import Decimal

from django import forms

from backoffice.ui.forms import DateField, UiForm
from hr.forms.shared import reason, short
from hr.models import Post


def fte() -> forms.DecimalField:
    return forms.DecimalField(
        label="FTE",
        max_digits=5,
        decimal_places=4,
        min_value=Decimal("0.0001"),
        max_value=Decimal(1),
        initial=Decimal(1),
        widget=short("4"),
        help_text="The share of full time: 1 is full time, 0.5 half.",
        error_messages={
            "required": "Enter the FTE",
            "max_value": "FTE is at most 1. Extra hours are an overtime claim.",
            "min_value": "FTE is above 0",
        },
    )


class AssignForm(UiForm):
    post = forms.CharField(
        label="Post number",
        max_length=20,
        widget=short("20"),
        help_text="As it stands in the list of posts.",
        error_messages={"required": "Enter the post number"},
    )
    fte = fte()
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day on the post"})
    last_day = DateField(label="Last day", required=False, help_text="Leave it empty if it has no end yet.")
    end_others = forms.BooleanField(
        label="The present assignment ends the day before",
        required=False,
        initial=True,
        help_text="Tick it for a move or a new FTE. Without it the person holds both.",
    )
    reason = reason(required=False)

    def clean_post(self) -> Post:
        number = self.cleaned_data["post"].strip().upper()
        post = Post.objects.filter(number=number).first()
        if post is None:
            raise forms.ValidationError(
                f"There is no post {number}. Look for its number in the list of posts.", code="post"
            )
        return post


class ChangeAssignmentForm(UiForm):
    fte = fte()
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day on the post"})
    last_day = DateField(label="Last day", required=False, help_text="Leave it empty if it has no end yet.")
    reason = reason()


class ReasonForm(UiForm):
    reason = reason()
