"""The ledger: chart, periods, journals with their lines, running totals."""

from finance.models.account import Account
from finance.models.accrual import Accrual
from finance.models.balance import Balance, ChainHead
from finance.models.bank_account import BankAccount, OpeningItem
from finance.models.bank_match import BankMatch, MatchPart, MatchRule
from finance.models.bank_statement import BankStatement, StatementItem, StatementMapping, StatementUpload
from finance.models.close_task import CloseTask, CloseTemplate
from finance.models.control_account import ControlAccount
from finance.models.cost_centre import CostCentre
from finance.models.journal import Journal, JournalLine, Posting
from finance.models.objective import Objective
from finance.models.period import Period
from finance.models.period_exception import PeriodException
from finance.models.project import Project
from finance.models.reconciliation import Reconciliation, ReconciliationItem
from finance.models.reopening import Reopening
from finance.models.vat_code import VatCode

__all__ = [
    "Account",
    "Accrual",
    "Balance",
    "BankAccount",
    "BankMatch",
    "BankStatement",
    "ChainHead",
    "CloseTask",
    "CloseTemplate",
    "ControlAccount",
    "CostCentre",
    "Journal",
    "JournalLine",
    "MatchPart",
    "MatchRule",
    "Objective",
    "OpeningItem",
    "Period",
    "PeriodException",
    "Posting",
    "Project",
    "Reconciliation",
    "ReconciliationItem",
    "Reopening",
    "StatementItem",
    "StatementMapping",
    "StatementUpload",
    "VatCode",
]
