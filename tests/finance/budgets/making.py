"""The least that the pages about budgets need, for the access table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.clock import business_date
from backoffice.links import Link
from backoffice.tenancy.models import Member
from finance.models import CostCentre, Period
from finance.services import budgets as work
from finance.services.budgets import BudgetRow, Move

ROWS = [BudgetRow("2010", "A100", 120_000), BudgetRow("1000", "A100", 240_000, objective="01.01")]


def access_objects(officer: Actor, approver: Actor, period: Period) -> dict[str, dict[str, Any]]:
    """What stands in each address: a draft, one that waits, one that counts, a virement nobody holds, and settings."""
    today, year = business_date(), period.financial_year
    current, waiting, draft = (
        work.draft_budget(actor=officer, financial_year=year, name=name)
        for name in ("Original", "Sent", "Draft")
    )
    for version in (current, waiting, draft):
        work.put_lines(actor=officer, version=version, rows=ROWS)
    work.submit_budget(actor=officer, version=current)
    approval = approval_of(Link("finance.budget", current.pk))
    assert approval is not None
    approve(actor=approver, approval=approval)
    work.submit_budget(actor=officer, version=waiting)
    moves = [Move("2010", "A100", -100), Move("1000", "A100", 100)]
    virement = work.propose_virement(
        actor=officer, financial_year=year, reason="Heating", moves=moves, today=today
    )
    centre = CostCentre.objects.get(code="A100")
    member = Member.objects.get(pk=approver.member_id)
    holder = work.name_holder(
        actor=officer, cost_centre=centre, member=member, starts_on=today + timedelta(days=400)
    )
    control = work.add_control(actor=officer, cost_centre=centre)
    profile = work.put_profile(actor=officer, name="Winter", weights=[1] * 12)
    work.open_round(actor=officer, period=period, due_on=today)
    of_draft, of_waiting = {"reference": draft.reference}, {"reference": waiting.reference}
    of_centre, of_virement = {"reference": centre.reference}, {"reference": virement.reference}
    line = draft.lines.order_by("pk")[0]
    return {
        "finance:budget": of_draft,
        "finance:change_budget": of_draft,
        "finance:copy_budget": of_draft,
        "finance:phase_budget": of_draft,
        "finance:add_budget_line": of_draft,
        "finance:budget_line": {**of_draft, "pk": line.pk},
        "finance:submit_budget": of_draft,
        "finance:delete_budget": of_draft,
        "finance:withdraw_budget": of_waiting,
        "finance:budget_centre": of_centre,
        "finance:centre_spent": of_centre,
        "finance:centre_committed": of_centre,
        "finance:centre_moved": of_centre,
        "finance:forecast": of_centre,
        "finance:virement": of_virement,
        "finance:agree_virement": of_virement,
        "finance:reject_virement": of_virement,
        "finance:withdraw_virement": of_virement,
        "finance:lock_forecasts": {"code": period.code},
        "finance:budget_holder": {"reference": holder.reference},
        "finance:budget_control": {"reference": control.reference},
        "finance:phasing_profile": {"reference": profile.reference},
        "api:budgets": of_draft,
        "api:virements": of_virement,
    }
