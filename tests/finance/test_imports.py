"""Charts and cost centres from files, through the imports' own door."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice.errors import Refused
from backoffice.imports.services import load_file
from finance.models import Account, CostCentre

CHART = "Account,Name,Group,Type,Usual side,Objective required,Cost centre required,Control account\n"
CENTRES = "Cost centre,Name,Stands under,In use from,No longer in use from\n"
TODAY = date(2026, 10, 30)


def load(tmp_path: Path, actor: Any, kind: str, text: str, name: str = "file.csv") -> Any:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_file(actor=actor, kind=kind, path=path, today=TODAY)


def test_a_chart_is_added_and_changed_by_code(ledger: str, finance_officer: Any, tmp_path: Path) -> None:
    text = (
        CHART
        + "1998,Other pay,Employees,Expense,Debit,yes,yes,no\n1000,Officer pay,Employees,Expense,Debit,yes,yes,no\n"
    )
    load(tmp_path, finance_officer.actor, "finance.accounts", text)
    assert Account.objects.get(code="1998").cost_centre_required
    assert Account.objects.get(code="1000").name == "Officer pay"


def test_cost_centres_may_name_a_parent_further_down(
    ledger: str, finance_officer: Any, tmp_path: Path
) -> None:
    load(
        tmp_path,
        finance_officer.actor,
        "finance.cost_centres",
        CENTRES + "B100,Response B,B,,\nB,District B,,01/04/2026,\n",
    )
    assert CostCentre.objects.get(code="B100").parent == CostCentre.objects.get(code="B")
    assert CostCentre.objects.get(code="B").starts_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("finance.accounts", CHART + "1998,Other pay,,Expenses of all kinds,Debit,,,\n", "Type"),
        ("finance.cost_centres", CENTRES + "B,District B,ZZ,,\n", "There is no cost centre ZZ"),
        (
            "finance.cost_centres",
            CENTRES + "B,District B,C,,\nC,District C,B,,\n",
            "would stand under itself",
        ),
        ("finance.cost_centres", CENTRES + "A,District A,A100,,\n", "would stand under itself"),
        ("finance.cost_centres", CENTRES + "B,District B,,01/04/2026,01/04/2026\n", "ends before it starts"),
        ("finance.cost_centres", CENTRES + "B,District B,,31/02/2026,\n", "31/02/2026"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_changes(
    ledger: str, finance_officer: Any, tmp_path: Path, kind: str, text: str, says: str
) -> None:
    before = (Account.objects.count(), CostCentre.objects.count())
    with pytest.raises(Refused) as caught:
        load(tmp_path, finance_officer.actor, kind, text)
    assert says in str(caught.value.problems)
    assert (Account.objects.count(), CostCentre.objects.count()) == before


def test_who_may_not_change_the_chart_loads_none(ledger: str, clerk: Any, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        load(tmp_path, clerk.actor, "finance.accounts", CHART + "1998,Other,,Expense,Debit,,,\n")
    assert caught.value.code == "not_allowed"
