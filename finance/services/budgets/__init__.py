"""What finance does with budgets."""

from finance.services.budgets.commitments import BudgetAnswer, CommitmentLine, check_spend, commit, release
from finance.services.budgets.errors import OverBudget

__all__ = ["BudgetAnswer", "CommitmentLine", "OverBudget", "check_spend", "commit", "release"]
