"""What finance does."""

from finance.services.bulk import Line, NewJournal, post_bulk, post_journals
from finance.services.chart import (
    AccountRow,
    CostCentreRow,
    add_account,
    add_cost_centre,
    change_account,
    change_cost_centre,
    load_chart,
    put_accounts,
    put_cost_centres,
)
from finance.services.drafts import (
    change_draft,
    delete_draft,
    draft_journal,
    submit_journal,
    withdraw_journal,
)
from finance.services.periods import close_period, ensure_year, open_period
from finance.services.posting import post_journal, return_journal
from finance.services.reversals import reverse_journal

__all__ = [
    "AccountRow",
    "CostCentreRow",
    "Line",
    "NewJournal",
    "add_account",
    "add_cost_centre",
    "change_account",
    "change_cost_centre",
    "change_draft",
    "close_period",
    "delete_draft",
    "draft_journal",
    "ensure_year",
    "load_chart",
    "open_period",
    "post_bulk",
    "post_journal",
    "post_journals",
    "put_accounts",
    "put_cost_centres",
    "return_journal",
    "reverse_journal",
    "submit_journal",
    "withdraw_journal",
]
