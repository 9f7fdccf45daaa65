"""A day before the last period of a range: every report leaves out the same lines, and accruals pass through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from finance.models import Accrual, Journal, Period
from finance.queries import trial_balance
from finance.queries.general_ledger import by_objective, line_rows
from finance.services import Line
from finance.services.close.accruals import enter_accrual, post_due_reversals
from finance.services.posting import post_journal

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


def test_the_trial_balance_as_of_a_day_of_an_earlier_period_is_what_the_ledger_lists(
    posted: Callable[..., Journal], finance_officer: Any
) -> None:
    viewer = finance_officer.actor
    for month in (9, 10, 11):
        posted(f"run:{month}", dated_on=date(2026, month, 28))
    asked = {
        "first": Period.objects.get(code="2026-09"),
        "last": Period.objects.get(code="2026-11"),
        "as_of": date(2026, 9, 30),
    }
    found = trial_balance(viewer=viewer, **asked)
    lines = list(line_rows(viewer=viewer, **asked).rows())
    assert found.debit_pence == found.credit_pence == 560_000
    assert {row.code: row.balance_pence for row in found.rows if row.balance_pence} == {
        row[3]: row[-1] for row in lines
    }
    assert sum(row[-1] for row in by_objective(viewer=viewer, **asked)) == 560_000
    brought = trial_balance(viewer=viewer, first=asked["last"], as_of=date(2026, 9, 30))
    assert {row.code: row.brought_forward_pence for row in brought.rows}["1000"] == 500_000


def test_an_accrual_and_a_prepayment_move_cost_between_months_and_leave_nothing_behind(
    ledger: str, finance_officer: Any, finance_approver: Any
) -> None:
    officer = finance_officer.actor
    for kind, pence in ((Accrual.Kind.ACCRUAL, 12_345), (Accrual.Kind.PREPAYMENT, 2_000)):
        accrual = enter_accrual(
            actor=officer,
            kind=kind,
            dated_on=OCTOBER,
            description=f"Gas, {kind}",
            lines=[Line("2010", "A100", "01.01", pence)],
        )
        post_journal(actor=finance_approver.actor, journal=accrual.journal)

    def balances(code: str) -> dict[str, int]:
        month = Period.objects.get(code=code)
        found = trial_balance(viewer=officer, first=month)
        return {row.code: row.balance_pence for row in found.rows if row.balance_pence}

    assert balances("2026-10") == {"2010": 10_345, "8230": 2_000, "8510": -12_345}
    post_due_reversals(actor=officer, today=NOVEMBER)
    assert balances("2026-10") == {"2010": 10_345, "8230": 2_000, "8510": -12_345}
    assert balances("2026-11") == {}  # the cost of October came back in November
