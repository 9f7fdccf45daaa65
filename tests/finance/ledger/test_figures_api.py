"""The coding, the trial balance and the general ledger over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from finance.models import Journal
from finance.services import Line
from finance.services.coding import ProjectRow, add_project

API = "/cleveland/api/v1/"


def test_other_systems_read_the_coding_and_the_figures(
    posted: Callable[..., Journal], finance_officer: Any, clerk: Any
) -> None:
    add_project(actor=finance_officer.actor, row=ProjectRow("P1", "Boilers", "A100"))
    gas = [Line("2010", "A100", "01.01", 12_300, "Meter 1", "P1"), Line("8510", None, None, -12_300)]
    posted("gas:1", lines=gas, dated_on=date(2026, 10, 5))
    posted("gas:2", lines=gas, dated_on=date(2026, 10, 30))

    def ask(address: str, **asked: str) -> Any:
        answer = finance_officer.get(API + address, asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    project = ask("projects")["results"][0]
    assert (project["code"], project["cost_centre"]) == ("P1", "A100")
    assert ask(f"projects/{project['reference']}") == project
    assert {"code": "S", "rate_basis_points": 2_000}.items() <= next(
        code.items() for code in ask("vat-codes")["results"] if code["code"] == "S"
    )
    assert ask("control-accounts/creditors")["account"] == "8500"
    month = {"first": "2026-10", "last": "2026-10"}
    whole = ask("trial-balance", **month)
    assert (whole["debit_pence"], whole["credit_pence"], whole["balance_pence"]) == (24_600, 24_600, 0)
    early = ask("trial-balance", **month, as_of="2026-10-29")
    assert {row["code"]: row["balance_pence"] for row in early["rows"]} == {"2010": 12_300, "8510": -12_300}
    lines = ask("ledger-lines", **month, account="2010", as_of="2026-10-29", project="P1")["results"]
    assert [(line["amount_pence"], line["memo"], line["period"]) for line in lines] == [
        (12_300, "Meter 1", "2026-10")
    ]
    assert len(ask("ledger-lines", objective="-")["results"]) == 2
    for address in ("trial-balance?first=2026-10&as_of=soon", "ledger-lines?first=1926-10"):
        assert finance_officer.get(API + address).status_code == 422, address
