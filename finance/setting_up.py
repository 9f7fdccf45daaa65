"""What a new authority does in finance, in order, until its first month runs."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from backoffice.work.setting_up import SetupStep, register_step
from finance.models import (
    Account,
    ApprovalLimit,
    BankAccount,
    BudgetVersion,
    CloseTemplate,
    CostCentre,
    Journal,
    Period,
    Supplier,
)
from finance.services.opening import opening_journals

RULES = "change_purchasing_rules"


def _approved_budgets() -> QuerySet[BudgetVersion]:
    return BudgetVersion.objects.filter(state=BudgetVersion.State.APPROVED)


def _opened() -> QuerySet[Journal]:
    """Opening balances that are posted; an authority that has closed a period began without."""
    posted = Journal.objects.filter(state=Journal.State.POSTED)
    over = [Period.State.CLOSED, Period.State.LOCKED]
    return posted.filter(Q(pk__in=opening_journals().values("pk")) | Q(period__state__in=over))


def register() -> None:
    """The ledger before pay is posted to it; then what buying, paying, budgets and a close need."""
    for code, label, order, permission, page, rows in (
        ("chart", "Load the chart of accounts", 10, "change_chart", "accounts", Account.objects.all),
        ("centres", "Load the cost centres", 15, "change_chart", "cost_centres", CostCentre.objects.all),
        ("periods", "Open the periods of the year", 20, "close_period", "periods", Period.objects.all),
        ("suppliers", "Load the suppliers", 120, "change_suppliers", "suppliers", Supplier.objects.all),
        ("bank", "Begin the bank account", 130, "reconcile_bank", "bank_accounts", BankAccount.objects.all),
        ("limits", "Say who approves how much", 140, RULES, "approval_limits", ApprovalLimit.objects.all),
        ("budget", "Have the year's budget approved", 150, "change_budgets", "budgets", _approved_budgets),
        ("close", "Set the checklist of a close", 160, "close_period", "close_tasks", CloseTemplate.objects.all),
    ):  # fmt: skip
        register_step(
            SetupStep(
                f"finance.{code}", label, "finance", order, f"finance.{permission}", f"finance:{page}", rows
            )
        )
    register_step(
        SetupStep(
            "finance.opening", "Load the opening balances", "finance", 22, "finance.draft_journal", "imports:kind",
            _opened, ("finance.opening_balances",),
        )
    )  # fmt: skip
