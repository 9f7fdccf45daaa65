"""What a close says when it will not go on, and the sentences of its database constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class PeriodNotReady(Refused):
    code = "period_not_ready"


class EarlierPeriodOpen(Refused):
    code = "period_earlier_open"


class PeriodLocked(Conflict):
    code = "period_locked"


class PeriodState(Conflict):
    code = "period_state"


class ExceptionRefused(Refused):
    code = "period_exception"


class NotYourTask(NotAllowed):
    code = "close_task_not_yours"


class TaskClosed(Conflict):
    code = "close_task_closed"


class EvidenceMissing(Refused):
    code = "close_task_evidence"


SENTENCES = {
    "finance_period_moves": (
        "A period goes from open to closing, closed and locked, one step at a time.",
        "Take the next step from the period's page.",
    ),
    "finance_period_locked": (
        "The period is locked, for good.",
        "Date the correction in an open period.",
    ),
    "finance_period_in_order": (
        "An earlier period is not closed yet.",
        "Close the earlier period first.",
    ),
    "finance_period_locked_in_order": (
        "An earlier period is not locked yet.",
        "Lock the earlier period first.",
    ),
    "finance_period_after_closed": (
        "A later period is closed: what it stood at rests on what was before.",
        "Make periods after the closed ones.",
    ),
    "finance_period_checklist_done": (
        "Tasks of the period's checklist are not done.",
        "Have them done, with their evidence.",
    ),
    "finance_period_reopened_by_two": (
        "A closed period is opened again only by a reopening that another person agreed to.",
        "Ask for it to be reopened, from the period's page.",
    ),
    "finance_period_close_kept": (
        "Who closed a period, when, and where the ledger stood then never change.",
        "Ask for the period to be reopened.",
    ),
    "finance_period_exception_kept": (
        "An exception is never rewritten or deleted.",
        "Withdraw it, and have another granted.",
    ),
    "finance_reopening_kept": (
        "A reopening stays as it was asked for and decided.",
        "Ask for another one.",
    ),
    "finance_close_tasks_kept": (
        "The checklist of a closed period is kept as it was ticked.",
        "Ask for the period to be reopened.",
    ),
    "finance_accrual_kept": (
        "An accrual that is posted is reversed by its journal's reversal, once.",
        "Leave it: the reversal is posted by itself when its period is open.",
    ),
}
