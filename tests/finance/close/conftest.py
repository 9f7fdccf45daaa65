"""Periods on their way: a checklist, and what moves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.links import Link
from finance import services
from finance.models import CloseTemplate, Period, Reopening
from finance.services import Line


@pytest.fixture
def september(ledger: str) -> Period:
    return Period.objects.get(code="2026-09")


@pytest.fixture
def checklist(ledger: str, finance_officer: Any) -> CloseTemplate:
    """One task: the finance officers reconcile the bank, with evidence, three days after the end."""
    return services.put_template(
        actor=finance_officer.actor,
        template=None,
        code="BANK",
        label="Reconcile the bank",
        owner_role="finance_officer",
        due_day=3,
        needs_evidence=True,
    )


@pytest.fixture
def reopened(finance_officer: Any, finance_approver: Any) -> Callable[..., Reopening]:
    """`reopened(period)`: asked for by the officer, agreed to by the approver."""

    def reopen(period: Period, reason: str = "Late invoice") -> Reopening:
        asked = services.ask_to_reopen(actor=finance_officer.actor, period=period, reason=reason)
        request = approval_of(Link("finance.reopening", asked.pk))
        assert request is not None
        approve(actor=finance_approver.actor, approval=request)
        asked.refresh_from_db()
        period.refresh_from_db()
        return asked

    return reopen


@pytest.fixture
def close_objects(
    ledger: str, finance_officer: Any, finance_approver: Any, checklist: CloseTemplate
) -> dict[str, str]:
    """The least that each address of the close needs, by name: codes and references."""
    april, may = Period.objects.get(code="2026-04"), Period.objects.get(code="2026-05")
    officer, approver = finance_officer.actor, finance_approver.actor
    services.start_closing(actor=officer, period=april)
    services.do_task(actor=officer, task=april.close_tasks.get(), note="Agreed to statement 4.")
    services.close_period(actor=officer, period=april)
    asked = services.ask_to_reopen(actor=officer, period=april, reason="Late invoice")
    services.start_closing(actor=officer, period=may)
    granted = services.grant_exception(
        actor=approver, period=may, member=finance_officer.member, reason="Gas accrual", days=3
    )
    accrual = services.enter_accrual(
        actor=officer,
        kind="accrual",
        dated_on=date(2026, 10, 31),
        description="Gas, October",
        lines=[Line("2010", "A100", "01.01", 12_345)],
    )
    return {
        "closed": april.code,
        "closing": may.code,
        "reopening": asked.reference,
        "task": may.close_tasks.get().reference,
        "template": checklist.reference,
        "exception": granted.reference,
        "accrual": accrual.reference,
    }
