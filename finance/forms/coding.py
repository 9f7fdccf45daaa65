"""Projects, VAT codes, control accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from backoffice.ui.forms import DateField, SearchableModelChoiceField, UiForm
from finance.models import Account, CostCentre
from finance.services.coding import ProjectRow, VatCodeRow

CATEGORIES = [
    ("S", "S: standard or reduced rate"),
    ("Z", "Z: zero rate"),
    ("E", "E: exempt"),
    ("O", "O: outside the scope"),
    ("AE", "AE: reverse charge"),
]
KEPT = "A code never changes: lines name it."


class CodeForm(UiForm):
    """What a code has in common with others: it stays, and is ended."""

    code = forms.CharField(max_length=20, error_messages={"required": "Enter the code"})
    name = forms.CharField(max_length=200, error_messages={"required": "Enter the name"})
    starts_on = DateField(label="In use from", required=False)
    ends_before = DateField(
        label="No longer in use from", required=False, help_text="Lines dated on this day are refused."
    )

    def __init__(self, *args: Any, kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = KEPT

    def clean_code(self) -> str:
        """Codes are kept in capitals."""
        return str(self.cleaned_data["code"]).strip().upper()


class ProjectForm(CodeForm):
    """A project."""

    cost_centre = SearchableModelChoiceField(
        label="Cost centre that runs it",
        queryset=CostCentre.objects.none(),
        required=False,
        to_field_name="code",
    )
    field_order = ["code", "name", "cost_centre", "starts_on", "ends_before"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_centre"].queryset = CostCentre.objects.order_by("code")  # type: ignore[attr-defined]

    @property
    def row(self) -> ProjectRow:
        """What the service takes."""
        given = dict(self.cleaned_data)
        centre = given.pop("cost_centre")
        return ProjectRow(**given, cost_centre=centre.code if centre else None)


class VatCodeForm(CodeForm):
    """A VAT code; per cent on the screen, basis points behind it."""

    rate = forms.DecimalField(label="Rate in per cent", min_value=0, max_value=100, decimal_places=2)
    recoverable = forms.DecimalField(
        label="Recovered, in per cent of the VAT",
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text="The rest of the VAT is a cost of the line.",
    )
    ubl_category = forms.ChoiceField(label="Category in electronic invoices", choices=CATEGORIES)
    field_order = ["code", "name", "rate", "recoverable", "ubl_category", "starts_on", "ends_before"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("code", 10), ("name", 100)):
            self.fields[name].validators.append(MaxLengthValidator(most))

    @property
    def row(self) -> VatCodeRow:
        """What the service takes."""
        given = dict(self.cleaned_data)
        rate, recoverable = given.pop("rate"), given.pop("recoverable")
        return VatCodeRow(
            **given, rate_basis_points=_points(rate), recoverable_basis_points=_points(recoverable)
        )


def _points(per_cent: Decimal) -> int:
    return int(per_cent * 100)


class ControlAccountForm(UiForm):
    """Which account a purpose posts to."""

    account = SearchableModelChoiceField(
        queryset=Account.objects.none(),
        to_field_name="code",
        error_messages={"required": "Choose the account"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = Account.objects.order_by("code")  # type: ignore[attr-defined]
