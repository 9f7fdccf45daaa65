"""Accounts and cost centres."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.ui.forms import DateField, SearchableModelChoiceField, UiForm
from finance.models import Account, CostCentre
from finance.services import AccountRow, CostCentreRow


class AccountForm(UiForm):
    """A line of the chart."""

    code = forms.CharField(max_length=20, error_messages={"required": "Enter the code"})
    name = forms.CharField(max_length=200, error_messages={"required": "Enter the name"})
    group = forms.CharField(max_length=100, required=False)
    type = forms.ChoiceField(choices=Account.Type.choices)
    normal_side = forms.ChoiceField(label="Usual side", choices=Account.Side.choices)
    cost_centre_required = forms.BooleanField(label="Lines need a cost centre", required=False)
    objective_required = forms.BooleanField(label="Lines need a police objective", required=False)
    project_required = forms.BooleanField(label="Lines need a project", required=False)
    is_control = forms.BooleanField(
        label="Control account", required=False, help_text="Kept by a function, such as payroll."
    )
    starts_on = DateField(label="In use from", required=False)
    ends_before = DateField(
        label="No longer in use from", required=False, help_text="Lines dated on this day are refused."
    )

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if account is not None:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "A code never changes: posted lines name it."

    @property
    def row(self) -> AccountRow:
        """What the service takes."""
        return AccountRow(**self.cleaned_data, note=self.account.note if self.account else "")


class CostCentreForm(UiForm):
    """A place that spends."""

    code = forms.CharField(max_length=20, error_messages={"required": "Enter the code"})
    name = forms.CharField(max_length=200, error_messages={"required": "Enter the name"})
    parent = SearchableModelChoiceField(
        label="Stands under", queryset=CostCentre.objects.none(), required=False, to_field_name="code"
    )
    starts_on = DateField(label="In use from", required=False)
    ends_before = DateField(
        label="No longer in use from", required=False, help_text="Lines dated on this day are refused."
    )

    def __init__(
        self, *args: Any, parents: Any, cost_centre: CostCentre | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if cost_centre is not None:
            parents = parents.exclude(pk=cost_centre.pk)
            self.fields["code"].disabled = True
            self.fields["code"].help_text = "A code never changes: posted lines name it."
        self.fields["parent"].queryset = parents.order_by("code")  # type: ignore[attr-defined]

    @property
    def row(self) -> CostCentreRow:
        """What the service takes."""
        given = dict(self.cleaned_data)
        parent = given.pop("parent")
        return CostCentreRow(**given, parent=parent.code if parent else None)
