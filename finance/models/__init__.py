"""The ledger: chart, periods, journals with their lines, running totals."""

from finance.models.account import Account
from finance.models.balance import Balance, ChainHead
from finance.models.cost_centre import CostCentre
from finance.models.journal import Journal, JournalLine, Posting
from finance.models.objective import Objective
from finance.models.period import Period

__all__ = [
    "Account",
    "Balance",
    "ChainHead",
    "CostCentre",
    "Journal",
    "JournalLine",
    "Objective",
    "Period",
    "Posting",
]
