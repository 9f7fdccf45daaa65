"""Rules by hand: what a text means."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Account, BankAccount, CostCentre, MatchRule, Objective
from finance.rules.bank_matching import pattern_of


@service(permission="finance.reconcile_bank")
def put_rule(
    *,
    actor: Actor,
    rule: MatchRule | None,
    pattern: str,
    direction: str,
    account: Account,
    bank_account: BankAccount | None = None,
    cost_centre: CostCentre | None = None,
    objective: Objective | None = None,
    project: str = "",
    description: str = "",
    is_active: bool = True,
) -> MatchRule:
    """Add a rule, or mend one; from then on nothing that is matched changes it."""
    words = pattern_of(pattern)
    if not words:
        raise Refused(
            f"“{pattern}” has no word that would come back.",
            where="pattern",
            next_step="Give words of the item's text, without numbers and months.",
            code="bank_rule_pattern",
        )
    found = lock(rule) if rule is not None else MatchRule()
    coding = (words, direction, account.pk, cost_centre, objective, project, bank_account)
    before = (
        found.pattern, found.direction, found.account_id, found.cost_centre, found.objective, found.project,
        found.bank_account,
    )  # fmt: skip
    if rule is None or coding != before:
        found.origin = MatchRule.Origin.MANUAL
    found.pattern, found.direction, found.account = words, direction, account
    found.cost_centre, found.objective, found.project = cost_centre, objective, project
    found.bank_account, found.description, found.is_active = bank_account, description.strip(), is_active
    found.save()
    return found
