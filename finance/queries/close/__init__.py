"""What a close asks: how far periods are, what is in the way, what changed since, whose task is whose."""

from finance.queries.close.accruals import accrual_for, accruals_for, reversals_due
from finance.queries.close.changes import AccountChange, Changes, changes_of
from finance.queries.close.checklist import (
    my_open_tasks,
    task_for,
    tasks_for,
    template_for,
    templates_for,
    who_may_own,
)
from finance.queries.close.periods import (
    NextStep,
    PeriodRow,
    earlier_not_over,
    exception_for,
    exceptions_for,
    figures_of,
    next_step_of,
    overview,
    reopening_for,
    reopenings_for,
)

__all__ = [
    "AccountChange",
    "Changes",
    "NextStep",
    "PeriodRow",
    "accrual_for",
    "accruals_for",
    "changes_of",
    "earlier_not_over",
    "exception_for",
    "exceptions_for",
    "figures_of",
    "my_open_tasks",
    "next_step_of",
    "overview",
    "reopening_for",
    "reopenings_for",
    "reversals_due",
    "task_for",
    "tasks_for",
    "template_for",
    "templates_for",
    "who_may_own",
]
