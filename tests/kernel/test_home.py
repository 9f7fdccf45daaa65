"""The authority's home: what waits, the earliest due first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.work import registry
from backoffice.work.registry import AsideCard, Figure, WorkKind, WorkRow


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows(*, viewer: Any, today: date) -> list[WorkRow]:
        return [
            WorkRow("Later", "/x", date(2026, 11, 30)),
            WorkRow("Whenever", "/y"),
            WorkRow("Overdue thing", "/z", date(2026, 10, 1), size="12 people"),
        ]

    kinds = {
        "a": WorkKind("a", "Checks", "work", rows),
        "b": WorkKind(
            "b", "Secret", "work", lambda **_: [WorkRow("Hidden", "/h")], permission="payroll.approve_run"
        ),
        "c": WorkKind("c", "Fleet", "fleet", lambda **_: [WorkRow("Not taken", "/n")]),
        "d": WorkKind("d", "Sent", "work", lambda **_: [WorkRow("Gone on", "/g")], tab="sent"),
    }
    monkeypatch.setattr(registry, "KINDS", kinds)
    monkeypatch.setattr(registry, "FIGURES", {"work": lambda **_: [Figure("People", "2,640", "/people")]})
    monkeypatch.setattr(
        registry, "ASIDES", [(1, lambda **_: AsideCard("Pay days", [("October", "/run", "30 Oct")]))]
    )


def test_work_is_in_order_of_its_days_and_only_what_one_may_see(clerk: Any, work: None) -> None:
    page = clerk.get("/cleveland/")
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Overdue thing") < text.index("Later") < text.index("Whenever")
    assert "Hidden" not in text and "Not taken" not in text and "Gone on" not in text
    assert "2,640" in text and "Pay days" in text
    assert "Gone on" in clerk.get("/cleveland/?tab=sent").content.decode()


def test_an_empty_list_says_so(employee: Any) -> None:
    assert b"Nothing waits for you" in employee.get("/cleveland/").content


def test_a_stranger_finds_no_home_here(outsider: Any) -> None:
    assert outsider.get("/cleveland/").status_code == 404


def test_jobs_and_imports_are_shown_to_those_whose_work_has_them(employee, clerk, administrator):
    def bar(who) -> str:
        return who.get("/cleveland/").content.decode().split("moj-sub-navigation__list")[1].split("</nav>")[0]

    assert "Jobs" not in bar(employee) and "Imports" not in bar(employee)
    assert "Jobs" in bar(clerk) and "Imports" in bar(clerk)
    assert "Jobs" in bar(administrator) and "Imports" not in bar(administrator)
