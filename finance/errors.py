"""What the ledger says when it will not do something, and the sentences of its database constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class PeriodClosed(Refused):
    code = "period_closed"


class NoPeriod(Refused):
    code = "no_period"


class NotBalanced(Refused):
    code = "journal_not_balanced"


class TooFewLines(Refused):
    code = "journal_too_few_lines"


class LineWrong(Refused):
    code = "journal_line_wrong"


class UnknownCode(Refused):
    code = "unknown_code"


class ControlAccountByHand(Refused):
    code = "control_account_by_hand"


class NotADraft(Conflict):
    code = "journal_not_a_draft"


class NotYours(NotAllowed):
    code = "journal_not_yours"


class OwnJournal(NotAllowed):
    code = "journal_is_your_own"


class AlreadyReversed(Conflict):
    code = "journal_already_reversed"


class NotPosted(Refused):
    code = "journal_not_posted"


class KeyUsed(Conflict):
    code = "journal_key_used"


SENTENCES = {
    "finance_journal_begins_as_draft": (
        "A journal begins as a draft.",
        "Make the draft, add its lines, then post it.",
    ),
    "finance_journal_frozen": (
        "A posted journal never changes.",
        "Correct it with a reversal.",
    ),
    "finance_journal_awaiting_unchanged": (
        "The journal is with an approver.",
        "Withdraw it, change it and submit it again.",
    ),
    "finance_journal_posted_by_posting": (
        "A journal's number, its posting time and its place in the chain are written when it is posted.",
        "Post it from its page.",
    ),
    "finance_journal_period_known": (
        "There is no such period.",
        "Choose one from the list of periods.",
    ),
    "finance_journal_member_known": (
        "Who made or approved it is not known here.",
        "Give a member of this authority.",
    ),
    "finance_member_kept": (
        "This person made or approved journals and stays on record.",
        "Record that they have left instead.",
    ),
    "finance_journal_posted_once": ("The journal is posted already, or does not exist.", "Look at it again."),
    "finance_journal_has_lines": ("The journal still has lines.", "Take the lines away with it."),
    "finance_journal_isolation": (
        "Journals are posted in transactions that read what is committed.",
        "Post with the isolation level READ COMMITTED.",
    ),
    "finance_journal_period_open": (
        "The period is closed.",
        "Date the journal in an open period, or ask for the period to be reopened.",
    ),
    "finance_journal_date_in_period": (
        "The journal is dated outside its period.",
        "Give a date that lies in the period.",
    ),
    "finance_journal_two_lines": (
        "A journal has at least two lines.",
        "Add the other side.",
    ),
    "finance_journal_balances": ("Debits and credits differ.", "Make them equal."),
    "finance_line_account_known": (
        "A line names an account that does not exist.",
        "Choose one from the chart.",
    ),
    "finance_line_cost_centre_known": (
        "A line names a cost centre that does not exist.",
        "Choose one from the list of cost centres.",
    ),
    "finance_line_objective_known": (
        "A line names an objective that does not exist.",
        "Choose one from the list of objectives.",
    ),
    "finance_line_cost_centre_required": (
        "A line is on an account that asks for a cost centre and has none.",
        "Give the cost centre.",
    ),
    "finance_line_objective_required": (
        "A line is on an account that asks for an objective and has none.",
        "Give the objective.",
    ),
    "finance_line_project_known": (
        "A line names a project that does not exist.",
        "Choose one from the list of projects.",
    ),
    "finance_line_project_required": (
        "A line is on an account that asks for a project and has none.",
        "Give the project.",
    ),
    "finance_line_project_in_use": (
        "A line is on a project that had not begun or had ended on the journal's date.",
        "Choose another project, or change its dates.",
    ),
    "finance_line_account_in_use": (
        "A line is on an account that was not in use on the journal's date.",
        "Choose another account, or change the account's dates.",
    ),
    "finance_line_cost_centre_in_use": (
        "A line is on a cost centre that was not in use on the journal's date.",
        "Choose another cost centre, or change its dates.",
    ),
    "finance_journal_reversal_exact": (
        "A reversal undoes one posted journal exactly.",
        "Reverse the journal again from its page.",
    ),
    "finance_chain_head_lost": (
        "The head of the chain of journals is lost; nothing can be posted.",
        "Tell the people who run the service.",
    ),
    "finance_line_frozen": (
        "Lines change only while their journal is a draft.",
        "Withdraw the journal if it waits for approval; correct a posted one with a reversal.",
    ),
    "finance_code_kept": (
        "Codes never change and are never deleted: posted lines name them.",
        "Give the code an end date and add another.",
    ),
    "finance_period_kept": (
        "A period keeps its dates and is never deleted.",
        "Close it instead.",
    ),
    "finance_period_no_overlap": (
        "The period overlaps another one.",
        "Make the months of a whole year.",
    ),
    "finance_ledger_kept": (
        "The ledger is never emptied.",
        "Correct journals with reversals.",
    ),
}
