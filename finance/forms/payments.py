"""Forms of payment runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from backoffice.ui.forms import DateField, UiForm
from finance.models import BankAccount


class ProposeForm(UiForm):
    """From where, what, and when."""

    bank_account = forms.ModelChoiceField(
        BankAccount.objects.none(),
        label="Bank account",
        to_field_name="reference",
        error_messages={"required": "Choose the bank account"},
    )
    due_by = DateField(
        label="Pay what is due by",
        help_text="Credit notes of the suppliers paid are taken off, whatever their date.",
        error_messages={"required": "Enter the day by which invoices are due"},
    )
    pay_on = DateField(
        label="Pay day",
        help_text="When suppliers have the money. Bacs needs three working days.",
        error_messages={"required": "Enter the pay day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bank_account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = BankAccount.objects.filter(is_closed=False).order_by("name")


class ReasonForm(UiForm):
    """Why."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why"},
    )


class CancelForm(ReasonForm):
    """Why, and once there is a file, that the bank does not act on it."""

    not_sent = forms.BooleanField(
        label="The bank file was not sent, or has been withdrawn at the bank", required=False
    )

    def __init__(self, *args: Any, has_file: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_file:
            del self.fields["not_sent"]


class ApproveForm(UiForm):
    """The total the approver was shown."""

    seen_pence = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(UiForm):
    """Nothing to fill in: the page says what will happen."""


class LateForm(UiForm):
    """Making the file once Bacs can no longer pay on the run's day."""

    late = forms.BooleanField(label="Pay late, as soon as Bacs can", required=False)


class ReturnForm(ReasonForm):
    """When the money came back and why."""

    returned_on = DateField(
        label="Returned on", error_messages={"required": "Enter the day on which the money came back"}
    )
    field_order = ["returned_on", "reason"]


class AsOfForm(UiForm):
    """As of which day, and with what had been entered by the end of which."""

    as_of = DateField(label="As of", error_messages={"required": "Enter the day"})
    entered_by = DateField(
        label="As entered by the end of",
        required=False,
        help_text="Leave empty for everything entered until now.",
    )


class BetweenForm(UiForm):
    """From one day to another."""

    since = DateField(label="From", error_messages={"required": "Enter the first day"})
    until = DateField(label="To", error_messages={"required": "Enter the last day"})
    entered_by = DateField(
        label="As entered by the end of",
        required=False,
        help_text="Leave empty for everything entered until now.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since: date | None = given.get("since")
        until: date | None = given.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day comes before the first. Choose them the other way round.")
        return given
