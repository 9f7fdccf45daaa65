"""The ledger: chart, periods, journals with their lines, running totals."""

from finance.models.account import Account
from finance.models.balance import Balance, ChainHead
from finance.models.bank_account import BankAccount, OpeningItem
from finance.models.bank_match import BankMatch, MatchPart, MatchRule
from finance.models.bank_statement import BankStatement, StatementItem, StatementMapping, StatementUpload
from finance.models.cost_centre import CostCentre
from finance.models.journal import Journal, JournalLine, Posting
from finance.models.objective import Objective
from finance.models.period import Period
from finance.models.reconciliation import Reconciliation, ReconciliationItem

__all__ = [
    "Account",
    "Balance",
    "BankAccount",
    "BankMatch",
    "BankStatement",
    "ChainHead",
    "CostCentre",
    "Journal",
    "JournalLine",
    "MatchPart",
    "MatchRule",
    "Objective",
    "OpeningItem",
    "Period",
    "Posting",
    "Reconciliation",
    "ReconciliationItem",
    "StatementItem",
    "StatementMapping",
    "StatementUpload",
]
