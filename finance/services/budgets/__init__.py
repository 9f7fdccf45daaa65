"""What finance does with budgets."""

from finance.services.budgets.commitments import BudgetAnswer, CommitmentLine, check_spend, commit, release
from finance.services.budgets.controls import add_control, change_control
from finance.services.budgets.errors import OverBudget
from finance.services.budgets.forecasts import lock_round, open_round, save_forecast
from finance.services.budgets.holders import end_holder, name_holder
from finance.services.budgets.versions import (
    BudgetRow,
    change_budget,
    delete_budget,
    draft_budget,
    phase_again,
    put_lines,
    put_profile,
    submit_budget,
    take_line_out,
    withdraw_budget,
)
from finance.services.budgets.virements import (
    Move,
    agree_to_virement,
    propose_virement,
    reject_virement,
    withdraw_virement,
)

__all__ = [
    "BudgetAnswer",
    "BudgetRow",
    "CommitmentLine",
    "Move",
    "OverBudget",
    "add_control",
    "agree_to_virement",
    "change_budget",
    "change_control",
    "check_spend",
    "commit",
    "delete_budget",
    "draft_budget",
    "end_holder",
    "lock_round",
    "name_holder",
    "open_round",
    "phase_again",
    "propose_virement",
    "put_lines",
    "put_profile",
    "reject_virement",
    "release",
    "save_forecast",
    "submit_budget",
    "take_line_out",
    "withdraw_budget",
    "withdraw_virement",
]
