"""What finance can be asked."""

from finance.queries.accounts import (
    account_for,
    account_lines,
    accounts_for,
    cost_centre_for,
    cost_centres_for,
    ledger_lines,
    objectives_for,
)
from finance.queries.chain import balance_differences, export_chain, ledger_problems, verify_chain
from finance.queries.journals import journal_for, journals_about, journals_for, journals_waiting_for, lines_of
from finance.queries.periods import current_period, period_for, periods_for
from finance.queries.trial_balance import TrialBalance, TrialBalanceRow, trial_balance

__all__ = [
    "TrialBalance",
    "TrialBalanceRow",
    "account_for",
    "account_lines",
    "accounts_for",
    "balance_differences",
    "cost_centre_for",
    "cost_centres_for",
    "current_period",
    "export_chain",
    "journal_for",
    "journals_about",
    "journals_for",
    "journals_waiting_for",
    "ledger_lines",
    "ledger_problems",
    "lines_of",
    "objectives_for",
    "period_for",
    "periods_for",
    "trial_balance",
    "verify_chain",
]
