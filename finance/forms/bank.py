"""Bank accounts, statements, mappings, rules, journals from items, reconciliations."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from backoffice.clock import LONDON
from backoffice.ui.forms import DateField, PenceField, SearchableModelChoiceField, UiForm
from finance.models import Account, BankAccount, CostCentre, MatchRule, Objective, StatementMapping
from finance.services.bank.csv_statement import FIELDS


class BankAccountForm(UiForm):
    """An account at the bank."""

    name = forms.CharField(max_length=100, error_messages={"required": "Enter a name"})
    sort_code = forms.CharField(max_length=8, error_messages={"required": "Enter the sort code"})
    account_number = forms.CharField(max_length=10, error_messages={"required": "Enter the account number"})
    iban = forms.CharField(
        label="IBAN", max_length=42, required=False, help_text="CAMT.053 statements name the account by it."
    )
    ledger_account = SearchableModelChoiceField(
        label="Account of the chart",
        to_field_name="code",
        queryset=Account.objects.filter(type__in=["asset", "liability"]).order_by("code"),
        error_messages={"required": "Choose the account that holds the bank's balance"},
    )
    service_user_number = forms.CharField(
        max_length=6, required=False, help_text="Six digits, for Bacs files that are paid from this account."
    )


class ChangeBankAccountForm(BankAccountForm):
    """The same, and whether it is still used."""

    is_closed = forms.BooleanField(label="The account is closed", required=False)


class FirstDayForm(UiForm):
    """The first day of an account on which nothing is open."""

    on = DateField(label="First day", error_messages={"required": "Enter the day the balances are of"})
    statement_pence = PenceField(
        label="Balance on the statement at the end of that day",
        error_messages={"required": "Enter the balance, 0 for a new account"},
    )


class SendForm(UiForm):
    """A statement file."""

    file = forms.FileField(
        label="Statement file",
        help_text="CAMT.053, MT940, CSV or Excel (.xlsx), at most 20 MB.",
        error_messages={"required": "Choose a file"},
    )
    mapping = forms.ModelChoiceField(
        label="Mapping",
        queryset=StatementMapping.objects.none(),
        required=False,
        help_text="For CSV and Excel files.",
    )
    opening_pence = PenceField(
        label="Balance before the first item",
        required=False,
        help_text="Only for a file without a column of balances.",
    )
    closing_pence = PenceField(label="Balance after the last item", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mappings = StatementMapping.objects.filter(is_active=True).order_by("name")
        self.fields["mapping"].queryset = mappings  # type: ignore[attr-defined]


class SampleForm(UiForm):
    """A file whose headings are to be chosen from."""

    file = forms.FileField(
        label="A statement of this bank",
        help_text="CSV or Excel (.xlsx). Nothing of it is kept.",
        error_messages={"required": "Choose a file"},
    )


class MappingForm(UiForm):
    """Which column is what."""

    name = forms.CharField(max_length=100, error_messages={"required": "Enter a name, such as the bank's"})
    signs = forms.ChoiceField(label="How amounts are written", choices=StatementMapping.Signs.choices)
    date_format = forms.ChoiceField(label="How dates are written", choices=StatementMapping.Dates.choices)
    is_active = forms.BooleanField(label="Offer it when files are sent", required=False, initial=True)

    def __init__(self, *args: Any, headings: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in FIELDS.items():
            field: forms.Field
            if headings:
                choices = [("", "Not in the file"), *((heading, heading) for heading in headings if heading)]
                field = forms.ChoiceField(label=f"{label}: column", choices=choices, required=False)
            else:
                field = forms.CharField(label=f"{label}: heading", max_length=100, required=False)
            self.fields[name] = field
        self.order_fields(["name", *FIELDS, "signs", "date_format", "is_active"])

    @property
    def given(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = dict(self.cleaned_data)
        columns = {name: cleaned.pop(name) or "" for name in FIELDS}
        return {**cleaned, "columns": columns}


class CodingForm(UiForm):
    """The other side of an item."""

    account = SearchableModelChoiceField(
        label="Account",
        queryset=Account.objects.order_by("code"),
        to_field_name="code",
        error_messages={"required": "Choose the account"},
    )
    cost_centre = SearchableModelChoiceField(
        label="Cost centre",
        queryset=CostCentre.objects.order_by("code"),
        to_field_name="code",
        required=False,
    )
    objective = SearchableModelChoiceField(
        label="Police objective",
        queryset=Objective.objects.order_by("code"),
        to_field_name="code",
        required=False,
    )
    project = forms.CharField(
        max_length=20, required=False, help_text="Its code, where the account asks for one."
    )


class JournalOfItemForm(CodingForm):
    """A journal made from an item."""

    dated_on = DateField(label="Journal date", error_messages={"required": "Enter the journal date"})
    description = forms.CharField(max_length=200, error_messages={"required": "Say what it is for"})
    learn = forms.BooleanField(
        label="Propose this coding for items with such a text", required=False, initial=True
    )


class RuleForm(CodingForm):
    """What a text means."""

    pattern = forms.CharField(
        label="Words of the text",
        max_length=200,
        help_text="Numbers, months and the bank's own words are left out. An item has to have all of the words.",
        error_messages={"required": "Enter the words"},
    )
    direction = forms.ChoiceField(label="Which items", choices=MatchRule.Direction.choices)
    bank_account = forms.ModelChoiceField(
        label="Bank account",
        queryset=BankAccount.objects.order_by("name"),
        required=False,
        help_text="Empty: every account.",
    )
    description = forms.CharField(
        label="What journals are for",
        max_length=200,
        required=False,
        help_text="Proposed for journals of such items.",
    )
    is_active = forms.BooleanField(label="In use", required=False, initial=True)


class ReasonForm(UiForm):
    """Why."""

    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say why"}
    )


class PrepareForm(UiForm):
    """A reconciliation to prepare."""

    on = DateField(label="At the end of", error_messages={"required": "Enter the day"})
    note = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For whoever signs.",
    )


class ReconciliationReportForm(UiForm):
    """Which account, at the end of which day, as known when."""

    bank_account = forms.ModelChoiceField(
        label="Bank account",
        queryset=BankAccount.objects.none(),
        to_field_name="reference",
        error_messages={"required": "Choose the account"},
    )
    on = DateField(label="At the end of", error_messages={"required": "Enter the day"})
    known_on = DateField(
        label="As it was known at the end of",
        required=False,
        help_text="Leave empty for what is known now.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = BankAccount.objects.filter(take_on_on__isnull=False).order_by("name")
        self.fields["bank_account"].queryset = begun  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day before the account began has no position."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        account, on = cleaned.get("bank_account"), cleaned.get("on")
        if account and on and on < account.take_on_on:
            self.add_error(
                "on", f"The account began on {account.take_on_on:%-d %B %Y}. Give that day or a later one."
            )
        known_on = cleaned.get("known_on")
        cleaned["moment"] = (
            datetime.combine(known_on + timedelta(days=1), time(), LONDON) if known_on else None
        )
        return cleaned
