"""Every report over the API gives the rows of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from finance.models import Journal

REPORTS = "/cleveland/api/v1/reports"


def test_the_trial_balance_comes_as_rows_in_pence(
    posted: Callable[..., Journal], finance_officer: Any
) -> None:
    posted()
    listed = {each["code"]: each for each in finance_officer.get(REPORTS).json()}
    assert {"first", "last"} <= set(listed["finance.trial_balance"]["parameters"])
    assert {"finance.aged_creditors", "finance.commitments", "finance.budget_monitoring"} <= set(listed)
    found = finance_officer.get(f"{REPORTS}/finance.trial_balance?first=2026-10&last=2026-10").json()
    names = [column["name"] for column in found["columns"]]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found["rows"]}
    assert rows["1000"]["balance_pence"] == 500_000 and rows["8530"]["balance_pence"] == -450_000
    assert found["next_offset"] is None


def test_a_report_without_what_it_asks_for_says_so_and_a_strangers_is_not_there(
    ledger: str, finance_officer: Any, employee: Any
) -> None:
    refused = finance_officer.get(f"{REPORTS}/finance.trial_balance?first=1999-01")
    assert refused.status_code == 422 and "first" in refused.json()["next_step"]
    assert (
        finance_officer.get(
            f"{REPORTS}/finance.trial_balance?first=2026-10&last=2026-10&offset=x"
        ).status_code
        == 422
    )
    assert employee.get(f"{REPORTS}/finance.trial_balance").status_code == 404
