"""Opening balances and VAT codes by file, and control accounts that are posted to by hand only with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice.errors import Refused
from backoffice.imports.services import load_file
from finance import services
from finance.models import Journal, VatCode
from finance.queries import ledger_problems
from finance.services import Line
from finance.services.coding import ProjectRow, add_project

TODAY = date(2026, 10, 30)
HEAD = "Account,Cost centre,Objective,Project,Debit,Credit,Amount,Memo,Date\n"
BALANCES = (
    HEAD
    + "8300,,,,1250.00,,,Main account,\n"
    + "8500,,,,,200.50,,Creditors,\n"
    + "8000,A100,,P1,,,100.00,Shed,\n"
    + "9000,,,,,,-1149.50,General fund,\n"
)
VAT_NET = [Line("8220", None, None, 2_000), Line("8510", None, None, -2_000)]


@pytest.fixture
def load(ledger: str, tmp_path: Path, finance_officer: Any) -> Callable[..., Any]:
    add_project(actor=finance_officer.actor, row=ProjectRow("P1", "Boilers", "A100"))

    def do(kind: str, text: str, name: str = "file.csv") -> Any:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load_file(actor=finance_officer.actor, kind=kind, path=path, today=TODAY)

    return do


def problems_of(load: Callable[..., Any], text: str) -> str:
    with pytest.raises(Refused) as caught:
        load("finance.opening_balances", text)
    assert not Journal.objects.exists()
    return " ".join(map(str, caught.value.problems))  # type: ignore[attr-defined]


def test_a_file_of_opening_balances_becomes_one_journal_that_another_approves(
    load: Callable[..., Any], finance_officer: Any, finance_approver: Any
) -> None:
    load("finance.opening_balances", BALANCES)
    journal = Journal.objects.get()
    assert (journal.state, journal.dated_on) == ("awaiting", date(2026, 4, 1))
    assert [line.amount_pence for line in journal.lines.order_by("number")] == [
        125_000,
        -20_050,
        10_000,
        -114_950,
    ]
    with pytest.raises(Refused) as own:
        services.post_journal(actor=finance_officer.actor, journal=journal)
    assert own.value.code == "not_allowed" or own.value.code == "journal_is_your_own"
    page = finance_approver.get(f"/cleveland/finance/journals/{journal.reference}/")
    assert b"Opening balances, loaded from a file" in page.content
    assert b"Opening balances of April 2026" in page.content
    services.post_journal(actor=finance_approver.actor, journal=journal)
    assert ledger_problems() == []
    with pytest.raises(Refused) as same:
        load("finance.opening_balances", BALANCES)
    assert same.value.code == "import_same_file"
    with pytest.raises(Refused) as again:
        load("finance.opening_balances", BALANCES + "8310,,,,1.00,,,,\n8300,,,,,1.00,,,\n")
    assert "loaded already: J000001" in str(again.value.problems)  # type: ignore[attr-defined]
    with pytest.raises(Refused) as other_door:
        services.open_balances(
            actor=finance_officer.actor,
            dated_on=date(2026, 4, 1),
            lines=[Line("8300", None, None, 1), Line("9000", None, None, -1)],
        )
    assert other_door.value.code == "opening_balances_loaded"
    assert Journal.objects.count() == 1


def test_wrong_opening_balances_are_told_by_row_and_nothing_is_loaded(load: Callable[..., Any]) -> None:
    said = problems_of(
        load,
        HEAD
        + "8300,,,,1.00,1.00,,,\n"
        + "7777,,,,1.00,,,,\n"
        + "2010,,01.01,,1.00,,,,\n"
        + "8300,ZZ,,P9,,-1.00,,,\n"
        + "8300,,,,,1.00,,,02/04/2026\n"
        + "8300,,,,,1.00,,,03/04/2026\n",
    )
    for sentence in (
        "Row 2, Amount: Nothing is given, or more than one",
        "Row 3, Account: There is no account 7777",
        "Row 4, Cost centre: Account 2010",
        "Row 5, Cost centre: There is no cost centre ZZ",
        "Row 5, Project: There is no project P9",
        "Row 5, Credit: It is below nothing",
        "Row 7, Date: Another row says 2 April 2026",
    ):
        assert sentence in said, sentence
    assert "credits are £1.00 more" in problems_of(load, BALANCES + "9000,,,,,1.00,,,\n")
    assert "2031" in problems_of(load, BALANCES.replace("fund,\n", "fund,01/04/2031\n"))


def test_vat_codes_come_by_file_and_are_changed_by_code(load: Callable[..., Any]) -> None:
    head = "VAT code,Name,Rate in per cent,Recovered in per cent,Category\n"
    result = load(
        "finance.vat_codes", head + "S,Standard,20,50,S: standard or reduced rate\nT,Tourism,12.5,,S\n"
    )
    assert result.counts == {"added": 1, "changed": 1}
    assert VatCode.objects.get(code="S").recoverable_basis_points == 5_000
    tourism = VatCode.objects.get(code="T")
    assert (tourism.rate_basis_points, tourism.recoverable_basis_points) == (1_250, 10_000)
    with pytest.raises(Refused) as caught:
        load("finance.vat_codes", head + "U,Other,120,,S\nV,Other,1.234,,S\n")
    said = str(caught.value.problems)  # type: ignore[attr-defined]
    assert "120 is not a share" in said and "1.234 is not a share" in said


def test_a_control_account_is_posted_to_by_hand_only_with_a_reason(
    draft: Callable[..., Journal], posted: Callable[..., Journal], finance_officer: Any, finance_approver: Any
) -> None:
    journal = draft(VAT_NET)
    with pytest.raises(Refused) as caught:
        services.submit_journal(actor=finance_officer.actor, journal=journal)
    assert caught.value.code == "control_account_by_hand" and "8220 VAT control" in caught.value.message
    where = f"/cleveland/finance/journals/{journal.reference}/change/"
    sent = {
        "dated_on": "05/10/2026",
        "description": "VAT of a lost receipt",
        "do": "submit",
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-account": "8220",
        "lines-0-debit_pence": "20.00",
        "lines-1-account": "8510",
        "lines-1-credit_pence": "20.00",
    }
    page = finance_officer.post(where, sent)
    assert page.status_code == 422 and b"is a control account" in page.content
    why = "The receipt was found after the return"
    page = finance_officer.post(where, sent | {"reason": why})
    journal.refresh_from_db()
    assert page.status_code == 302 and (journal.state, journal.reason) == ("awaiting", why)
    for address in ("", "approve/"):
        page = finance_approver.get(f"/cleveland/finance/journals/{journal.reference}/{address}")
        assert why in page.content.decode()
    services.post_journal(actor=finance_approver.actor, journal=journal)
    # What functions post to net pay asks for nothing, nor does a reversal of it.
    reversal = services.reverse_journal(
        actor=finance_officer.actor, journal=posted("run:1"), dated_on=date(2026, 10, 31), reason="Twice"
    )
    assert reversal.state == "awaiting"
    # Accruals are entered by hand, on the account of accruals; not on another that a function keeps.
    costs = {"actor": finance_officer.actor, "kind": "accrual", "dated_on": date(2026, 10, 31)}
    services.enter_accrual(**costs, description="Gas", lines=[Line("2010", "A100", "01.01", 500)])
    with pytest.raises(Refused) as hidden:
        services.enter_accrual(**costs, description="VAT", lines=[Line("8220", None, None, 500)])
    assert hidden.value.code == "control_account_by_hand"
