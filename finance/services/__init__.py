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
from finance.services.close.accruals import enter_accrual, post_due_reversals
from finance.services.close.checklist import (
    add_task,
    do_task,
    give_task,
    load_usual_checklist,
    put_template,
    undo_task,
)
from finance.services.close.exceptions import grant_exception, withdraw_exception
from finance.services.close.reopenings import ask_to_reopen
from finance.services.drafts import (
    change_draft,
    delete_draft,
    draft_journal,
    submit_journal,
    withdraw_journal,
)
from finance.services.opening import open_balances
from finance.services.periods import close_period, ensure_year, lock_period, start_closing
from finance.services.posting import post_journal, return_journal
from finance.services.reversals import reverse_journal

__all__ = [
    "AccountRow",
    "CostCentreRow",
    "Line",
    "NewJournal",
    "add_account",
    "add_cost_centre",
    "add_task",
    "ask_to_reopen",
    "change_account",
    "change_cost_centre",
    "change_draft",
    "close_period",
    "delete_draft",
    "do_task",
    "draft_journal",
    "ensure_year",
    "enter_accrual",
    "give_task",
    "grant_exception",
    "load_chart",
    "load_usual_checklist",
    "lock_period",
    "open_balances",
    "post_bulk",
    "post_due_reversals",
    "post_journal",
    "post_journals",
    "put_accounts",
    "put_cost_centres",
    "put_template",
    "return_journal",
    "reverse_journal",
    "start_closing",
    "submit_journal",
    "undo_task",
    "withdraw_exception",
    "withdraw_journal",
]
