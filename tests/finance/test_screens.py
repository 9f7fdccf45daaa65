"""Finance's pages, through the browser's door."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from finance import services
from finance.models import Account, CostCentre, Journal, Period
from finance.services import Line
from tests.finance.conftest import ACCRUAL, PAY

Posted = Callable[..., Journal]
Draft = Callable[..., Journal]
COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())
FINANCE = "/cleveland/finance/"


def text(response: Any) -> str:
    return (
        response.content.decode() if not response.streaming else b"".join(response.streaming_content).decode()
    )


def lines_of(*lines: Line, rows: int | None = None) -> dict[str, str]:
    """What a browser sends for the lines of the entry page."""
    total = rows or len(lines)
    sent = {"lines-TOTAL_FORMS": str(total), "lines-INITIAL_FORMS": "0"}
    for number in range(total):
        line = lines[number] if number < len(lines) else Line("", "", "", 0)
        amount = line.amount_pence
        sent |= {
            f"lines-{number}-account": line.account,
            f"lines-{number}-cost_centre": line.cost_centre or "",
            f"lines-{number}-objective": line.objective or "",
            f"lines-{number}-debit_pence": f"{amount / 100:.2f}" if amount > 0 else "",
            f"lines-{number}-credit_pence": f"{-amount / 100:.2f}" if amount < 0 else "",
            f"lines-{number}-memo": line.memo,
        }
    return sent


HEAD = {"dated_on": "2026-10-05", "description": "Gas, October"}


@pytest.mark.parametrize(
    "page",
    ["", "accounts/", "cost-centres/", "objectives/", "periods/", "journals/", "trial-balance/"],
)
def test_every_list_opens_on_an_empty_authority(cleveland: str, finance_officer: Any, page: str) -> None:
    assert finance_officer.get(FINANCE + page).status_code == 200


def test_only_who_approves_is_told_how_many_journals_wait(
    cleveland: str, finance_officer: Any, finance_approver: Any
) -> None:
    assert "Waiting for you" in text(finance_approver.get(FINANCE))
    assert "Waiting for you" not in text(finance_officer.get(FINANCE))


def test_a_journal_is_entered_by_hand_approved_and_found_in_the_trial_balance(
    ledger: str, finance_officer: Any, finance_approver: Any
) -> None:
    sent = finance_officer.post(
        f"{FINANCE}journals/add/", {**HEAD, **lines_of(*ACCRUAL, rows=4), "do": "submit"}, follow=True
    )
    assert "submitted for approval" in text(sent)
    journal = Journal.objects.get()
    address = journal.get_absolute_url()
    assert journal.state == "awaiting" and address == f"{FINANCE}journals/{journal.reference}/"
    assert "Approve and post" not in text(finance_officer.get(address))
    assert "Approve and post" in text(finance_approver.get(address))
    answer = finance_approver.post(f"{address}approve/", {"reason": "Seen"}, follow=True)
    assert "Journal J000001: posted." in text(answer)
    balance = text(finance_approver.get(f"{FINANCE}trial-balance/"))
    assert "123.45" in balance
    account = Account.objects.get(code="2010")
    opened = text(finance_approver.get(f"{account.get_absolute_url()}?first=2026-10&last=2026-10&side=debit"))
    assert "J000001" in opened and "123.45" in opened


def test_lines_are_added_without_a_script_and_nothing_typed_is_lost(
    ledger: str, finance_officer: Any
) -> None:
    answer = finance_officer.post(
        f"{FINANCE}journals/add/",
        {"dated_on_day": "31", "dated_on_month": "2", "description": "", **lines_of(*ACCRUAL), "add": "1"},
    )
    page = text(answer)
    assert answer.status_code == 200 and 'name="lines-5-account"' in page
    assert 'value="123.45"' in page and "Error" not in page
    assert not Journal.objects.exists()


def test_lines_that_cannot_be_read_are_told_by_number(ledger: str, finance_officer: Any) -> None:
    sent = {**HEAD, **lines_of(*ACCRUAL), "lines-0-account": "", "lines-1-credit_pence": "ten", "do": "save"}
    answer = finance_officer.post(f"{FINANCE}journals/add/", sent)
    page = text(answer)
    assert answer.status_code == 422
    assert "Line 1: Enter the account." in page and "Line 2: Give an amount in pounds and pence" in page


def test_a_journal_out_of_balance_is_kept_as_a_draft_and_not_submitted(
    ledger: str, finance_officer: Any
) -> None:
    sent = {**HEAD, **lines_of(ACCRUAL[0], Line("8510", None, None, -1)), "do": "submit"}
    answer = finance_officer.post(f"{FINANCE}journals/add/", sent)
    assert answer.status_code == 422 and answer.refusal.code == "journal_not_balanced"
    assert Journal.objects.get().state == "draft"


def test_posting_into_a_closed_period_is_refused_and_names_the_next_open(
    draft: Draft, finance_officer: Any, finance_approver: Any, october: Period
) -> None:
    journal = services.submit_journal(actor=finance_officer.actor, journal=draft())
    services.start_closing(actor=finance_officer.actor, period=october)
    page = finance_approver.post(f"{journal.get_absolute_url()}approve/", {"reason": "Accrual"})
    assert page.refusal.code == "period_closed" and "November 2026" in page.refusal.next_step
    assert not Journal.objects.get(pk=journal.pk).is_posted


def test_a_draft_is_changed_withdrawn_returned_and_deleted(
    draft: Draft, finance_officer: Any, finance_approver: Any
) -> None:
    journal = draft()
    address = journal.get_absolute_url()
    assert 'value="A100"' in text(finance_officer.get(f"{address}change/"))
    finance_officer.post(
        f"{address}change/", {**HEAD, "description": "Water", **lines_of(*ACCRUAL), "do": "save"}
    )
    assert Journal.objects.get().description == "Water"
    for page in ("submit", "withdraw", "submit"):
        assert finance_officer.get(f"{address}{page}/").status_code == 200
        assert finance_officer.post(f"{address}{page}/").status_code == 302
    assert finance_approver.post(f"{address}return/", {"reason": ""}).status_code == 422
    assert finance_approver.post(f"{address}return/", {"reason": "Wrong code"}).status_code == 302
    assert "Wrong code" in text(finance_officer.get(address))
    assert "Wrong code" in text(finance_officer.get("/cleveland/"))
    assert finance_officer.post(f"{address}delete/", follow=True).status_code == 200
    assert not Journal.objects.exists()


def test_a_posted_journal_is_reversed_from_its_page(posted: Posted, finance_officer: Any) -> None:
    address = posted().get_absolute_url()
    answer = finance_officer.post(
        f"{address}reverse/", {"dated_on": "2026-11-02", "reason": "Wrong run"}, follow=True
    )
    assert "submitted for approval" in text(answer) and "Open the journal it reverses" in text(answer)
    assert "Open its reversal" in text(finance_officer.get(address))


def test_a_journal_that_waits_is_on_the_approvers_home(
    draft: Draft, finance_officer: Any, finance_approver: Any
) -> None:
    services.submit_journal(actor=finance_officer.actor, journal=draft())
    assert "Gas, October" in text(finance_approver.get("/cleveland/"))
    assert "Gas, October" in text(finance_approver.get(FINANCE))


def test_the_journals_list_filters_and_exports_what_is_shown(
    posted: Posted, draft: Draft, finance_officer: Any
) -> None:
    posted()
    draft()
    found = text(finance_officer.get(f"{FINANCE}journals/?q=J1"))
    assert "J000001" in found and "Gas, October" not in found
    csv = text(finance_officer.get(f"{FINANCE}journals/?state=posted&format=csv"))
    assert "J000001" in csv and "5600.00" in csv and "Gas" not in csv


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_trial_balance_is_exported(posted: Posted, auditor: Any, kind: str) -> None:
    posted()
    answer = auditor.get(f"{FINANCE}trial-balance/?first=2026-10&last=2026-10&format={kind}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "csv":
        assert "8530,Payroll control: net pay" in content.decode() and "-4500.00" in content.decode()
    elif kind == "xlsx":
        rows = list(load_workbook(io.BytesIO(content)).active.values)
        assert any("Total" in row for row in rows)
    else:
        assert content.startswith(b"%PDF-")


def test_a_period_is_closed_from_its_page(draft: Draft, finance_officer: Any, october: Period) -> None:
    journal = draft()
    page = f"{FINANCE}periods/2026-10/close/"
    assert "Gas, October" in text(finance_officer.get(page))
    refused = finance_officer.post(page)
    assert refused.refusal.code == "period_not_ready"
    services.delete_draft(actor=finance_officer.actor, journal=journal)
    assert "October 2026 is closed." in text(finance_officer.post(page, follow=True))


def test_a_year_is_made_and_the_chart_loaded_from_the_pages(cleveland: str, finance_officer: Any) -> None:
    finance_officer.post(f"{FINANCE}periods/add/", {"financial_year": "2026/27"})
    assert Period.objects.count() == 12
    assert "150 accounts" in text(finance_officer.post(f"{FINANCE}accounts/load/", follow=True))


def test_accounts_and_cost_centres_are_added_and_changed(ledger: str, finance_officer: Any) -> None:
    account = {"code": "1999", "name": "Other pay", "type": "expense", "normal_side": "debit"}
    answer = finance_officer.post(f"{FINANCE}accounts/add/", account, follow=True)
    assert "Account 1999 Other pay added." in text(answer)
    again = finance_officer.post(f"{FINANCE}accounts/add/", account)
    assert again.status_code == 409 and again.refusal.code == "code_taken"
    found = Account.objects.get(code="1999")
    finance_officer.post(
        f"{found.get_absolute_url()}change/", {**account, "name": "Various pay", "code": "7"}
    )
    found.refresh_from_db()
    assert (found.code, found.name) == ("1999", "Various pay")
    assert "Other pay" in text(finance_officer.get(found.get_absolute_url()))  # in its history
    finance_officer.post(f"{FINANCE}cost-centres/add/", {"code": "B", "name": "District B", "parent": "A"})
    centre = CostCentre.objects.get(code="B")
    finance_officer.post(centre.get_absolute_url(), {"name": "District Bee", "parent": ""})
    centre.refresh_from_db()
    assert (centre.name, centre.parent) == ("District Bee", None)


def test_a_heading_shows_its_tag_and_escapes_what_people_wrote(ledger: str, finance_officer: Any) -> None:
    sent = {**HEAD, "description": "Gas <b>& oil</b>", **lines_of(*ACCRUAL), "do": "save"}
    page = text(finance_officer.post(f"{FINANCE}journals/add/", sent, follow=True))
    assert 'Gas &lt;b&gt;&amp; oil&lt;/b&gt;” <strong class="govuk-tag' in page and "<b>&" not in page


def test_who_may_only_look_is_offered_nothing_else(posted: Posted, auditor: Any, employee: Any) -> None:
    journal = posted()
    page = text(auditor.get(journal.get_absolute_url()))
    assert "Reverse" not in page
    assert auditor.post(f"{journal.get_absolute_url()}reverse/", {}).status_code == 403
    assert auditor.post(f"{FINANCE}periods/2026-10/close/").status_code == 403
    centre = CostCentre.objects.get(code="A")
    auditor.post(centre.get_absolute_url(), {"name": "Mine"})
    assert CostCentre.objects.get(code="A").name == "District A"
    assert employee.get(FINANCE).status_code == 403


def test_another_authoritys_journal_is_not_there(posted: Posted, outsider: Any) -> None:
    reference = posted().reference
    assert outsider.get(f"/cleveland/finance/journals/{reference}/").status_code == 404
    assert outsider.get(f"/durham/finance/journals/{reference}/").status_code == 404


@pytest.mark.parametrize("page", sorted(COUNTS))
def test_a_page_asks_as_often_for_many_rows_as_for_few(posted: Posted, auditor: Any, page: str) -> None:
    """Counts are pinned in query_counts.json; the same for 3 and for 60 journals."""
    first = posted("run:0")
    address = page.replace("<journal>", first.reference).replace(
        "<account>", Account.objects.get(code="1000").reference
    )
    asked = []
    for number in (3, 60):
        for each in range(number):
            posted(f"run:{each}", lines=PAY * (1 + each % 3))
        auditor.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert auditor.get(address).status_code == 200
        asked.append(len(queries))
    assert asked == [COUNTS[page], COUNTS[page]]


def test_the_api_drafts_submits_and_posts(ledger: str, finance_officer: Any, finance_approver: Any) -> None:
    def send(who: Any, path: str, body: dict[str, Any], key: str) -> Any:
        return who.post(
            f"/cleveland/api/v1/journals{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    body = {
        "dated_on": "2026-10-05",
        "description": "Gas",
        "lines": [line._asdict() for line in ACCRUAL],
    }
    made = send(finance_officer, "", body, "one")
    assert made.status_code == 201, made.content
    reference = made.json()["reference"]
    assert send(finance_officer, "", body, "one").json()["reference"] == reference
    assert send(finance_officer, f"/{reference}/submit", {}, "two").json()["state"] == "awaiting"
    own = send(finance_officer, f"/{reference}/approve", {}, "three")
    assert own.status_code == 403
    posted = send(finance_approver, f"/{reference}/approve", {"reason": "Seen"}, "four")
    assert posted.json()["number"] == "J000001"
    assert [line["amount_pence"] for line in posted.json()["lines"]] == [12345, -12345]
    reversal = send(
        finance_officer, f"/{reference}/reverse", {"dated_on": "2026-11-01", "reason": "Wrong"}, "five"
    )
    assert reversal.status_code == 201 and reversal.json()["reverses"] == reference
    listed = finance_approver.get("/cleveland/api/v1/journals").json()
    assert len(listed["results"]) == 2


def test_a_date_before_the_journal_is_no_date_for_its_reversal(posted: Posted, finance_officer: Any) -> None:
    address = posted(dated_on=date(2026, 10, 31)).get_absolute_url()
    answer = finance_officer.post(f"{address}reverse/", {"dated_on": "2026-10-01", "reason": "Wrong run"})
    assert answer.status_code == 422 and answer.refusal.code == "reversal_date"
