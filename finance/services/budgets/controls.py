"""Budget controls: what happens beyond a budget."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.errors import Conflict
from backoffice.services import lock, service
from finance.models import BudgetControl, CostCentre


@service(permission="finance.change_budgets")
def add_control(
    *,
    actor: Actor,
    cost_centre: CostCentre,
    account_group: str = "",
    action: str = BudgetControl.Action.STOP,
    tolerance_pence: int = 0,
    tolerance_basis_points: int = 0,
) -> BudgetControl:
    """Control the budget of a cost centre and of everything below it."""
    if BudgetControl.objects.filter(cost_centre=cost_centre, account_group=account_group).exists():
        raise Conflict(
            f"{cost_centre} has such a control already.",
            where="account_group",
            next_step="Change that one.",
            code="finance_budget_control_once",
        )
    return BudgetControl.objects.create(
        cost_centre=cost_centre,
        account_group=account_group,
        action=action,
        tolerance_pence=tolerance_pence,
        tolerance_basis_points=tolerance_basis_points,
    )


@service(permission="finance.change_budgets")
def change_control(
    *,
    actor: Actor,
    control: BudgetControl,
    action: str,
    tolerance_pence: int,
    tolerance_basis_points: int,
    reason: str = "",
) -> BudgetControl:
    """Change what a control does. Waits for budget checks in progress."""
    control = lock(control)
    control.action = action
    control.tolerance_pence = tolerance_pence
    control.tolerance_basis_points = tolerance_basis_points
    control.save(update_fields=["action", "tolerance_pence", "tolerance_basis_points"])
    return control
