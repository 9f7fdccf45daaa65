"""Budgets, virements, forecasts, controls, budget holders."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.tenancy.models import Member
from backoffice.ui.forms import DateField, PenceField, SearchableModelChoiceField, UiForm
from finance.models import (
    Account,
    BudgetControl,
    BudgetLine,
    CostCentre,
    Objective,
    Period,
    PhasingProfile,
    Project,
)
from finance.rules.periods import MONTHS as NAMES

MONTHS = [(number, NAMES[(number + 2) % 12]) for number in range(1, 13)]  # April is 1
LONG = {"rows": 3}


def _accounts() -> Any:
    return Account.objects.filter(type__in=["expense", "income"]).order_by("code")


def _code(label: str, queryset: Any, *, required: bool = True, **options: Any) -> SearchableModelChoiceField:
    return SearchableModelChoiceField(
        label=label,
        queryset=queryset,
        required=required,
        to_field_name="code",
        error_messages={"required": f"Choose the {label.lower()}"},
        **options,
    )


class ReasonForm(UiForm):
    """Why something is done."""

    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(LONG),
        error_messages={"required": "Say why"},
    )


class BudgetForm(UiForm):
    """A version to begin."""

    financial_year = forms.CharField(
        label="Financial year",
        max_length=7,
        help_text="Such as 2026/27.",
        widget=forms.TextInput({"width": "5"}),
    )
    name = forms.CharField(
        label="Name", max_length=100, error_messages={"required": "Enter a name, such as Original budget"}
    )
    note = forms.CharField(
        label="What it is for", max_length=1000, required=False, widget=forms.Textarea(LONG)
    )


class BudgetNameForm(UiForm):
    """What a draft is called."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter a name"})
    note = forms.CharField(
        label="What it is for", max_length=1000, required=False, widget=forms.Textarea(LONG)
    )


class CopyBudgetForm(BudgetForm):
    """A version begun from another one."""

    with_virements = forms.BooleanField(label="With the virements agreed on it", required=False, initial=True)


class PhaseForm(UiForm):
    """How every line of a draft is spread over the months."""

    phasing = forms.ChoiceField(
        label="How",
        choices=[each for each in BudgetLine.Phasing.choices if each[0] != "by_hand"],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how"},
    )
    profile = forms.ModelChoiceField(
        label="Profile",
        queryset=PhasingProfile.objects.none(),
        required=False,
        help_text="Where it is by a profile.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = PhasingProfile.objects.filter(is_used=True).order_by("name")  # type: ignore[attr-defined]


class MonthsForm(UiForm):
    """Twelve boxes, April to March."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in MONTHS:
            self.fields[f"month_{number}"] = PenceField(label=name, required=False)

    @property
    def months(self) -> list[int] | None:
        """Pence by month, or None where no month was given."""
        given = [self.cleaned_data.get(f"month_{number}") for number, _ in MONTHS]
        return None if all(each is None for each in given) else [each or 0 for each in given]


class BudgetLineForm(MonthsForm):
    """A line of a draft; without months it is spread equally."""

    account = _code("Account", Account.objects.none())
    cost_centre = _code("Cost centre", CostCentre.objects.none())
    objective = _code("Police objective", Objective.objects.none(), required=False)
    project = _code("Project", Project.objects.none(), required=False)
    total_pence = PenceField(
        label="For the year",
        help_text="Spending as it is, income with a minus.",
        error_messages={"required": "Enter the amount for the year"},
    )
    note = forms.CharField(label="Note", max_length=200, required=False)

    def __init__(self, *args: Any, coded: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("account", _accounts()),
            ("cost_centre", CostCentre.objects.order_by("code")),
            ("objective", Objective.objects.order_by("code")),
            ("project", Project.objects.order_by("code")),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            self.fields[name].disabled = coded


class VirementForm(UiForm):
    """Budget moved from one coding to another."""

    financial_year = forms.CharField(
        label="Financial year", max_length=7, widget=forms.TextInput({"width": "5"})
    )
    amount_pence = PenceField(label="Amount", least=1, error_messages={"required": "Enter the amount"})
    from_cost_centre = _code("From cost centre", CostCentre.objects.none())
    from_account = _code("From account", Account.objects.none())
    to_cost_centre = _code("To cost centre", CostCentre.objects.none())
    to_account = _code("To account", Account.objects.none())
    first_month = forms.TypedChoiceField(
        label="From month", choices=MONTHS, coerce=int, help_text="Spread equally from there to March."
    )
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(LONG),
        error_messages={"required": "Say why the budget should move"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("from", "to"):
            self.fields[f"{side}_cost_centre"].queryset = CostCentre.objects.order_by("code")  # type: ignore[attr-defined]
            self.fields[f"{side}_account"].queryset = _accounts()  # type: ignore[attr-defined]


class ForecastForm(UiForm):
    """What a cost centre expects of the year."""

    outturn_pence = PenceField(
        label="Spending of the whole year, as you expect it",
        error_messages={"required": "Enter what will have been spent by the end of March"},
    )
    commentary = forms.CharField(
        label="Why", max_length=2000, required=False, widget=forms.Textarea({"rows": 5}),
        help_text="What explains the difference from the budget.",
    )  # fmt: skip


class RoundForm(UiForm):
    """A month to ask forecasts for."""

    period: Any = forms.ModelChoiceField(
        label="Month", queryset=None, to_field_name="code", error_messages={"required": "Choose the month"}
    )
    due_on = DateField(label="Wanted by", error_messages={"required": "Enter the day"})

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods  # type: ignore[attr-defined]


class HolderForm(UiForm):
    """Who holds a cost centre."""

    cost_centre = _code("Cost centre", CostCentre.objects.none())
    member = SearchableModelChoiceField(
        label="Budget holder",
        queryset=Member.objects.none(),
        error_messages={"required": "Choose the budget holder"},
    )
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day"})
    ends_before = DateField(label="No longer from", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_centre"].queryset = CostCentre.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["member"].queryset = Member.objects.filter(state="active").order_by("name")  # type: ignore[attr-defined]


class EndHolderForm(UiForm):
    """From when on somebody no longer holds a cost centre."""

    ends_before = DateField(label="No longer from", required=False, help_text="Empty: until further notice.")


class ControlForm(UiForm):
    """What happens beyond a budget."""

    cost_centre = _code(
        "Cost centre", CostCentre.objects.none(), help_text="It counts for everything below it, too."
    )
    account_group = forms.ChoiceField(label="Spending on", required=False)
    action = forms.ChoiceField(
        label="Beyond the budget", choices=BudgetControl.Action.choices, widget=forms.RadioSelect
    )
    tolerance_pence = PenceField(label="Tolerance in pounds", required=False, least=0)
    tolerance_percent = forms.DecimalField(
        label="Tolerance in per cent", required=False, min_value=0, max_value=100, decimal_places=2,
        help_text="Of the year's budget. The greater of the two counts.",
    )  # fmt: skip

    def __init__(self, *args: Any, coded: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Account.objects.filter(type="expense").exclude(group="").order_by("group")
        self.fields["account_group"].choices = [  # type: ignore[attr-defined]
            ("", "Everything"),
            *((group, group) for group in groups.values_list("group", flat=True).distinct()),
        ]
        self.fields["cost_centre"].queryset = CostCentre.objects.order_by("code")  # type: ignore[attr-defined]
        for name in ("cost_centre", "account_group"):
            self.fields[name].disabled = coded

    @property
    def rule(self) -> dict[str, Any]:
        """What the services take besides the cost centre and the group."""
        given = self.cleaned_data
        return {
            "action": given["action"],
            "tolerance_pence": given["tolerance_pence"] or 0,
            "tolerance_basis_points": int((given["tolerance_percent"] or 0) * 100),
        }


class ProfileForm(UiForm):
    """A way of phasing: a weight for each month."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter a name"})
    is_used = forms.BooleanField(label="In use", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in MONTHS:
            self.fields[f"month_{number}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=1_000_000,
                required=False,
                widget=forms.NumberInput({"width": "5"}),
            )

    @property
    def weights(self) -> list[int]:
        """Twelve weights, April first."""
        return [self.cleaned_data.get(f"month_{number}") or 0 for number, _ in MONTHS]


class CommitmentsForm(UiForm):
    """What a report about commitments is of."""

    period: Any = forms.ModelChoiceField(
        label="Up to",
        queryset=None,
        to_field_name="code",
        error_messages={"required": "Choose the month"},
    )
    cost_centre = _code(
        "Cost centre", CostCentre.objects.none(), required=False, help_text="Empty: all of them."
    )
    as_at = forms.DateTimeField(
        label="As it was known at",
        required=False,
        help_text="Empty: as it is known now. Such as 2026-10-31 17:00.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = Period.objects.order_by("-starts_on")  # type: ignore[attr-defined]
        self.fields["cost_centre"].queryset = CostCentre.objects.order_by("code")  # type: ignore[attr-defined]


class MonitoringForm(CommitmentsForm):
    """What a budget monitoring report is of."""

    by = forms.ChoiceField(
        label="A row for each",
        choices=[
            ("centre", "cost centre with everything below it"),
            ("group", "cost centre and account group"),
            ("account", "cost centre and account"),
        ],
        initial="centre",
        required=False,
    )
