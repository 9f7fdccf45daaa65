"""The ledger: chart, periods, journals with their lines, running totals."""

from finance.models.account import Account
from finance.models.accrual import Accrual
from finance.models.approval_limit import ApprovalLimit, Delegation
from finance.models.balance import Balance, ChainHead
from finance.models.bank_account import BankAccount, OpeningItem
from finance.models.bank_match import BankMatch, MatchPart, MatchRule
from finance.models.bank_statement import BankStatement, StatementItem, StatementMapping, StatementUpload
from finance.models.budget import BudgetLine, BudgetVersion, PhasingProfile
from finance.models.budget_control import BudgetControl
from finance.models.budget_holder import BudgetHolder
from finance.models.category import Category
from finance.models.close_task import CloseTask, CloseTemplate
from finance.models.commitment import CommitmentEntry
from finance.models.control_account import ControlAccount
from finance.models.cost_centre import CostCentre
from finance.models.forecast import Forecast, ForecastRound
from finance.models.invoice import Invoice, InvoiceException, InvoiceLine, InvoiceUpload, MatchTolerance
from finance.models.journal import Journal, JournalLine, Posting
from finance.models.objective import Objective
from finance.models.order import OrderLine, PurchaseOrder, Receipt, ReceiptLine
from finance.models.payment_run import Payment, PaymentFile, PaymentItem, PaymentRun
from finance.models.period import Period
from finance.models.period_exception import PeriodException
from finance.models.project import Project
from finance.models.publication import Publication, PublicationLine, PublishingRules
from finance.models.reconciliation import Reconciliation, ReconciliationItem
from finance.models.reopening import Reopening
from finance.models.requisition import Requisition, RequisitionLine
from finance.models.snapshot import Snapshot
from finance.models.supplier import Supplier, SupplierBankDetails
from finance.models.vat_code import VatCode
from finance.models.virement import Virement, VirementAgreement, VirementLine

__all__ = [
    "Account",
    "Accrual",
    "ApprovalLimit",
    "Balance",
    "BankAccount",
    "BankMatch",
    "BankStatement",
    "BudgetControl",
    "BudgetHolder",
    "BudgetLine",
    "BudgetVersion",
    "Category",
    "ChainHead",
    "CloseTask",
    "CloseTemplate",
    "CommitmentEntry",
    "ControlAccount",
    "CostCentre",
    "Delegation",
    "Forecast",
    "ForecastRound",
    "Invoice",
    "InvoiceException",
    "InvoiceLine",
    "InvoiceUpload",
    "Journal",
    "JournalLine",
    "MatchPart",
    "MatchRule",
    "MatchTolerance",
    "Objective",
    "OpeningItem",
    "OrderLine",
    "Payment",
    "PaymentFile",
    "PaymentItem",
    "PaymentRun",
    "Period",
    "PeriodException",
    "PhasingProfile",
    "Posting",
    "Project",
    "Publication",
    "PublicationLine",
    "PublishingRules",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLine",
    "Reconciliation",
    "ReconciliationItem",
    "Reopening",
    "Requisition",
    "RequisitionLine",
    "Snapshot",
    "StatementItem",
    "StatementMapping",
    "StatementUpload",
    "Supplier",
    "SupplierBankDetails",
    "VatCode",
    "Virement",
    "VirementAgreement",
    "VirementLine",
]
