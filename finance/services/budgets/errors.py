"""What budgets say when they will not do something, and the sentences of their database constraints."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class OverBudget(Refused):
    """The amounts stand in `figures`, in pence, for callers that show them."""

    code = "over_budget"
    figures: dict[str, int]


class NoBudget(Refused):
    code = "no_budget"


class BudgetNotADraft(Conflict):
    code = "budget_not_a_draft"


class BudgetLineWrong(Refused):
    code = "budget_line_wrong"


class VirementWrong(Refused):
    code = "virement_wrong"


class VirementDecided(Conflict):
    code = "virement_decided"


class NotTheHolder(NotAllowed):
    code = "not_the_budget_holder"


class ForecastLocked(Refused):
    code = "forecast_locked"


class HolderOverlaps(Conflict):
    code = "budget_holder_overlaps"


SENTENCES = {
    "finance_budget_holder_kept": (
        "Who held a cost centre stays.",
        "End the entry, and name another budget holder.",
    ),
    "finance_budget_holder_no_overlap": (
        "This member holds this cost centre already in that time.",
        "Change the dates, or end the other entry first.",
    ),
    "finance_budget_begins_as_draft": ("A budget begins as a draft.", "Make the draft, then submit it."),
    "finance_budget_frozen": (
        "An approved budget never changes, and lines change only in a draft.",
        "Propose a virement, or copy the budget into a revision.",
    ),
    "finance_budget_awaiting_unchanged": (
        "The budget is with an approver.",
        "Withdraw it, change it and submit it again.",
    ),
    "finance_budget_original_first": (
        "The year has no approved original budget that this could revise.",
        "Make this version the original.",
    ),
    "finance_budget_has_lines": ("The budget has no lines.", "Load a file or add lines first."),
    "finance_commitment_isolation": (
        "Budgets are checked in transactions that read what is committed.",
        "Check with the isolation level READ COMMITTED.",
    ),
    "finance_commitment_within_budget": (
        "The commitment would go over a budget that stops.",
        "Take less, or propose a virement to the cost centre.",
    ),
    "finance_commitment_not_below_nothing": (
        "More budget would be given back than the document holds.",
        "Look at the document again: it may have been received or cancelled already.",
    ),
    "finance_commitment_kept": (
        "A commitment is never changed or deleted.",
        "Cancel or change the document that holds it; that gives the budget back.",
    ),
    "finance_virement_kept": (
        "A virement stays as it was proposed and decided.",
        "Propose another one.",
    ),
    "finance_virement_agreed_by_holder": (
        "The member does not hold that cost centre.",
        "Ask its budget holder to agree.",
    ),
    "finance_virement_agreed_by_all": (
        "A cost centre of the virement has not agreed.",
        "Ask its budget holder to agree.",
    ),
    "finance_virement_two_people": (
        "A virement takes two people.",
        "Ask the other budget holder, or the finance approver, to agree.",
    ),
    "finance_virement_sums_to_nothing": (
        "A virement moves budget: what is given equals what is received.",
        "Propose it again with equal sums.",
    ),
    "finance_virement_on_current_budget": (
        "The year's budget was revised in the meantime.",
        "Look at the virement again and agree once more.",
    ),
    "finance_virement_left_to_give": (
        "The cost centre has not so much left to give.",
        "Move less, or from somewhere else.",
    ),
    "finance_forecast_locked": (
        "The forecasts of this month are locked.",
        "Forecast in the month that is open.",
    ),
}
