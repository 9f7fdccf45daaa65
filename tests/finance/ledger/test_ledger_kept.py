"""Projects on lines, what closed periods leave, figures as at a moment, and the ledger as text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from finance import services
from finance.models import Account, Journal, Period, Snapshot
from finance.queries import ledger_problems, trial_balance
from finance.queries.coding import control_code
from finance.queries.snapshots import SPENT_IN_YEAR
from finance.rules.vat import recoverable_part, vat_on
from finance.services import Line
from finance.services.coding import ProjectRow, add_project

Posted = Callable[..., Journal]
ENERGY = [Line("2010", "A100", "01.01", 12_345, "", "P1"), Line("8510", None, None, -12_345)]


@given(pence=st.integers(-(10**12), 10**12), share=st.integers(0, 10_000))
def test_vat_is_rounded_alike_on_debits_and_credits(pence: int, share: int) -> None:
    assert vat_on(-pence, share) == -vat_on(pence, share)
    assert abs(vat_on(pence, share) * 10_000 - pence * share) <= 5_000
    assert recoverable_part(pence, 10_000) == pence


def test_a_line_names_a_project_where_its_account_asks_for_one(posted: Posted, finance_officer: Any) -> None:
    add_project(actor=finance_officer.actor, row=ProjectRow("P1", "Boilers", "A100"))
    Account.objects.filter(code="2010").update(project_required=True)
    journal = posted("estate:1", lines=ENERGY)
    assert journal.lines.get(number=1).project.code == "P1"  # type: ignore[union-attr]
    assert ledger_problems() == []
    page = finance_officer.get("/cleveland/finance/projects/")
    assert page.status_code == 200 and b"Boilers" in page.content
    page = finance_officer.get("/cleveland/finance/ledger/hledger/")
    text = b"".join(page.streaming_content).decode()
    assert "Expenses:A2010  123.45 GBP  ; cost_centre:A100, objective:01.01, project:P1" in text


def test_closed_periods_leave_what_they_stood_at_and_reopened_ones_take_it_away(
    posted: Posted, finance_officer: Any, ledger: str
) -> None:
    october = posted("run:1")
    before = october.posted_at
    posted("run:2", dated_on=date(2026, 11, 30))
    months = {p.code: p for p in Period.objects.all()}
    now = trial_balance(viewer=finance_officer.actor, first=months["2026-11"])
    services.close_period(actor=finance_officer.actor, period=months["2026-10"])
    assert Snapshot.objects.filter(period=months["2026-10"]).exists()
    assert trial_balance(viewer=finance_officer.actor, first=months["2026-11"]).rows == now.rows
    then = trial_balance(viewer=finance_officer.actor, first=months["2026-11"], entered_by=before)
    assert then.debit_pence == 0 and then.balance_pence == 0
    assert {row.code: row.balance_pence for row in then.rows}["1000"] == 500_000
    early = trial_balance(viewer=finance_officer.actor, first=months["2026-11"], as_of=date(2026, 11, 29))
    assert [row.balance_pence for row in early.rows] == [row.balance_pence for row in then.rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sum(pence) FROM ({SPENT_IN_YEAR}) s JOIN finance_account a ON a.id = s.account_id"
            " WHERE a.code = '1000'",
            {"year": "2026/27", "month": 8},
        )
        assert cursor.fetchone()[0] == 1_000_000
    assert ledger_problems() == []


def test_functions_find_the_accounts_they_post_to(ledger: str) -> None:
    assert (control_code("creditors"), control_code("vat")) == ("8500", "8220")
