"""Lists of finance's screens."""

from finance.tables.chart import (
    AccountFilter,
    AccountTable,
    CostCentreFilter,
    CostCentreTable,
    ObjectiveTable,
)
from finance.tables.journals import JournalFilter, JournalTable
from finance.tables.lines import LedgerLineFilter, LedgerLineTable, LineFilter, LineTable

__all__ = [
    "AccountFilter",
    "AccountTable",
    "CostCentreFilter",
    "CostCentreTable",
    "JournalFilter",
    "JournalTable",
    "LedgerLineFilter",
    "LedgerLineTable",
    "LineFilter",
    "LineTable",
    "ObjectiveTable",
]
