"""A month on its way from open to locked, through the pages and the services."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.errors import NotAllowed, Refused
from backoffice.links import Link
from finance import services
from finance.models import Accrual, CloseTask, CloseTemplate, Journal, Period, PeriodException, Reopening
from finance.queries import ledger_problems
from finance.queries.close import changes_of, my_open_tasks
from finance.services import Line
from finance.services.close.accruals import post_reversals_daily
from finance.work.close import days_of_closes
from tests.finance.conftest import ACCRUAL

FINANCE = "/cleveland/finance/"
Posted = Callable[..., Journal]


def text(page: Any) -> str:
    """What the page says, without markup and with single blanks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def test_a_month_is_closed_from_its_page_with_its_checklist_done(
    posted: Posted, october: Period, checklist: CloseTemplate, finance_officer: Any, clerk: Any
) -> None:
    posted()
    page = f"{FINANCE}periods/2026-10/"
    early = finance_officer.post(f"{page}close/")
    assert early.refusal.code == "period_state" and "Start closing" in early.refusal.next_step
    assert "Reconcile the bank" in text(finance_officer.get(f"{page}start-closing/"))
    started = text(finance_officer.post(f"{page}start-closing/", follow=True))
    assert "Closing" in started and "1 task of the checklist left to do" in started
    task = CloseTask.objects.get(period=october)
    assert task.due_on == date(2026, 11, 3) and task.needs_evidence
    refused = finance_officer.post(f"{page}close/")
    assert refused.refusal.code == "period_checklist_open" and "Reconcile the bank" in refused.refusal.message

    done = f"{FINANCE}period-tasks/{task.reference}/done/"
    assert clerk.get(done).status_code == 403
    assert "asks for evidence" in text(finance_officer.post(done, {"note": " "}))
    file = io.BytesIO(b"%PDF-1.7\n1\n")
    file.name = "statement.pdf"
    finance_officer.post(done, {"note": "Statement 10 agrees.", "file": file})
    shown = text(finance_officer.get(f"{FINANCE}period-tasks/{task.reference}/"))
    assert "statement.pdf" in shown and "Statement 10 agrees." in shown
    finance_officer.post(f"{FINANCE}period-tasks/{task.reference}/undo/", {"reason": "Wrong statement"})
    task.refresh_from_db()
    assert not task.is_done and task.undone_reason == "Wrong statement" and task.note
    finance_officer.post(done, {"note": "Statement 11 agrees."})

    assert "October 2026 is closed." in text(finance_officer.post(f"{page}close/", follow=True))
    october.refresh_from_db()
    assert october.state == "closed" and october.checkpoint_sequence == 1
    assert set(Period.objects.filter(starts_on__lt=october.starts_on).values_list("state", flat=True)) == {
        "closed"
    }
    late = finance_officer.post(f"{FINANCE}period-tasks/{task.reference}/undo/", {"reason": "Too late"})
    assert late.refusal.code == "close_task_closed"
    overview = text(finance_officer.get(f"{FINANCE}periods/"))
    assert "Closed" in overview and "Robin" not in overview


def test_an_earlier_month_with_journals_closes_first(
    posted: Posted, october: Period, september: Period, finance_officer: Any
) -> None:
    posted("september", dated_on=date(2026, 9, 30))
    page = f"{FINANCE}periods/2026-10/close/"
    assert "Open September 2026" in text(finance_officer.get(page))
    assert finance_officer.post(page).refusal.code == "period_earlier_open"
    services.close_period(actor=finance_officer.actor, period=september)
    services.close_period(actor=finance_officer.actor, period=october)
    with pytest.raises(Refused) as caught:
        services.lock_period(actor=finance_officer.actor, period=Period.objects.get(code="2026-11"))
    assert caught.value.code == "period_earlier_open"
    asked = f"{FINANCE}periods/2026-10/lock/"
    assert "September 2026" in text(finance_officer.get(asked))
    assert "October 2026 is locked." in text(finance_officer.post(asked, follow=True))
    assert (
        finance_officer.post(f"{FINANCE}periods/2026-10/open/", {"reason": "No"}).refusal.code
        == "period_locked"
    )


def test_only_a_member_with_an_exception_posts_while_a_month_is_closing(
    posted: Posted,
    draft: Callable[..., Journal],
    october: Period,
    finance_officer: Any,
    finance_approver: Any,
) -> None:
    waiting = draft()
    services.start_closing(actor=finance_officer.actor, period=october)
    with pytest.raises(Refused) as caught:
        posted()
    assert caught.value.code == "period_closed" and "exception" in caught.value.next_step
    with pytest.raises(Refused, match="being closed"):
        services.submit_journal(actor=finance_officer.actor, journal=waiting)

    add = f"{FINANCE}periods/2026-10/exceptions/add/"
    own = finance_officer.post(add, {"member": finance_officer.identity, "reason": "Mine", "days": "1"})
    assert "Select a valid choice" in text(own)
    with pytest.raises(Refused, match="yourself"):
        services.grant_exception(
            actor=finance_officer.actor, period=october, member=finance_officer.member, reason="x", days=1
        )
    given = {"member": finance_officer.identity, "reason": "Gas bill came late", "days": "3"}
    assert "may post into October 2026 until" in text(finance_approver.post(add, given, follow=True))
    assert "Gas bill came late" in text(finance_officer.get(f"{FINANCE}periods/2026-10/"))
    services.submit_journal(actor=finance_officer.actor, journal=waiting)
    assert services.post_journal(actor=finance_approver.actor, journal=waiting).is_posted

    exception = PeriodException.objects.get()
    finance_approver.post(f"{FINANCE}period-exceptions/{exception.reference}/withdraw/")
    with pytest.raises(Refused):
        posted()
    services.close_period(actor=finance_officer.actor, period=october)
    with pytest.raises(Refused, match="not closing"):
        services.grant_exception(
            actor=finance_approver.actor, period=october, member=finance_officer.member, reason="x", days=1
        )


def test_an_exception_that_ran_out_lets_nobody_post(
    posted: Posted, october: Period, finance_officer: Any, finance_approver: Any
) -> None:
    services.start_closing(actor=finance_officer.actor, period=october)
    then = timezone.now() - timedelta(days=2)
    PeriodException.objects.create(
        period=october,
        member=finance_officer.member,
        reason="Two days ago",
        granted_by=finance_approver.member,
        granted_at=then,
        expires_at=then + timedelta(days=1),
    )
    with pytest.raises(Refused) as caught:
        posted()
    assert caught.value.code == "period_closed"


def test_a_closed_month_is_reopened_by_two_people_and_shows_what_changed(
    posted: Posted, october: Period, checklist: CloseTemplate, finance_officer: Any, finance_approver: Any
) -> None:
    posted()
    services.start_closing(actor=finance_officer.actor, period=october)
    services.do_task(actor=finance_officer.actor, task=october.close_tasks.get(), note="Agreed.")
    services.close_period(actor=finance_officer.actor, period=october)
    asked = finance_officer.post(f"{FINANCE}periods/2026-10/open/", {"reason": "Late gas bill"}, follow=True)
    assert "waits for another person" in text(asked)
    reopening = Reopening.objects.get()
    page = reopening.get_absolute_url()
    request = approval_of(Link("finance.reopening", reopening.pk))
    with pytest.raises(NotAllowed):
        approve(actor=finance_officer.actor, approval=request)
    october.refresh_from_db()
    assert october.state == "closed"
    assert "Decide" in text(finance_approver.get(f"{FINANCE}periods/2026-10/"))
    agreed = finance_approver.post(
        f"{page}decide/", {"decision": "agree", "reason": "Seen the bill"}, follow=True
    )
    assert "October 2026 is open again." in text(agreed)
    reopening.refresh_from_db()
    assert reopening.from_sequence == 1 and reopening.decided_by_id == finance_approver.actor.member_id

    posted("gas", lines=ACCRUAL, description="Gas, October")
    shown = text(finance_officer.get(page))
    assert "Gas, October" in shown and "123.45" in shown and "Now £" in shown
    october.refresh_from_db()
    services.start_closing(actor=finance_officer.actor, period=october)
    again = october.close_tasks.get()
    assert not again.is_done and again.undone_reason == "The period was reopened." and again.note == "Agreed."
    services.do_task(actor=finance_officer.actor, task=again, note="Agreed again.")
    services.close_period(actor=finance_officer.actor, period=october)
    posted("november", dated_on=date(2026, 11, 5), lines=ACCRUAL)
    reopening.refresh_from_db()
    assert reopening.to_sequence == 2
    changes = changes_of(viewer=finance_officer.actor, reopening=reopening)
    assert [journal.description for journal in changes.journals] == ["Gas, October"]
    assert [(a.code, a.before_pence, a.after_pence) for a in changes.accounts] == [
        ("2010", 0, 12_345),
        ("8510", 0, -12_345),
    ]
    assert ledger_problems() == []


def test_a_reopening_is_refused_or_withdrawn_and_the_month_stays_closed(
    october: Period, finance_officer: Any, finance_approver: Any
) -> None:
    services.close_period(actor=finance_officer.actor, period=october)
    first = services.ask_to_reopen(actor=finance_officer.actor, period=october, reason="Late bill")
    assert services.ask_to_reopen(actor=finance_officer.actor, period=october, reason="Twice") == first
    unsaid = finance_approver.post(f"{first.get_absolute_url()}decide/", {"decision": "refuse"})
    assert unsaid.refusal.code == "approval_reason_missing"
    finance_approver.post(
        f"{first.get_absolute_url()}decide/", {"decision": "refuse", "reason": "Date it later"}
    )
    second = services.ask_to_reopen(actor=finance_officer.actor, period=october, reason="Please")
    finance_officer.post(f"{second.get_absolute_url()}withdraw/")
    october.refresh_from_db()
    assert october.state == "closed"
    assert list(Reopening.objects.order_by("id").values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert "Date it later" in text(finance_officer.get(first.get_absolute_url()))


def test_an_accrual_entered_after_the_month_reverses_itself_when_it_is_posted(
    october: Period, ledger: str, finance_officer: Any, finance_approver: Any
) -> None:
    form = {
        "kind": "accrual",
        "dated_on": "2026-04-30",
        "description": "Gas, April",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-account": "2010",
        "lines-0-cost_centre": "A100",
        "lines-0-objective": "01.01",
        "lines-0-debit_pence": "123.45",
    }
    assert "Submitted for approval" in text(
        finance_officer.post(f"{FINANCE}accruals/add/", form, follow=True)
    )
    accrual = Accrual.objects.get()
    assert accrual.reverse_on == date(2026, 5, 1) and accrual.journal.state == "awaiting"
    services.post_journal(actor=finance_approver.actor, journal=accrual.journal)
    accrual.refresh_from_db()
    reversal = accrual.reversal
    assert reversal is not None and reversal.dated_on == date(2026, 5, 1)
    assert reversal.made_by_id == finance_officer.actor.member_id
    assert reversal.approved_by_id == finance_approver.actor.member_id
    assert "Reversed" in text(finance_officer.get(accrual.get_absolute_url()))
    told = finance_officer.get(f"/cleveland/api/v1/accruals/{accrual.reference}").json()
    assert (told["reverses_on"], told["total_pence"]) == ("2026-05-01", 12_345)
    assert told["reversal"] == reversal.reference
    post_reversals_daily()
    assert Journal.objects.filter(state="posted").count() == 2
    assert ledger_problems() == []


def test_a_prepayment_waits_until_its_next_period_is_open(
    ledger: str, finance_officer: Any, finance_approver: Any
) -> None:
    """It says what it waits for, and keeps the next month from closing."""
    prepaid = services.enter_accrual(
        actor=finance_officer.actor,
        kind="prepayment",
        dated_on=date(2026, 10, 31),
        description="Insurance",
        lines=[Line("2010", "A100", "01.01", 60_000)],
    )
    lines = {line.account.code: line.amount_pence for line in prepaid.journal.lines.select_related("account")}
    assert lines == {"2010": -60_000, "8230": 60_000}
    services.start_closing(actor=finance_officer.actor, period=Period.objects.get(code="2026-11"))
    services.post_journal(actor=finance_approver.actor, journal=prepaid.journal)
    posted, waiting = services.post_due_reversals(actor=finance_officer.actor, today=date(2026, 11, 1))
    prepaid.refresh_from_db()
    assert (posted, waiting) == (0, 1) and prepaid.waits_for == "November 2026 is being closed."
    listed = text(finance_officer.get(f"{FINANCE}accruals/"))
    assert "Insurance" in listed and "Reversal waits" in listed
    november = Period.objects.get(code="2026-11")
    services.close_period(actor=finance_officer.actor, period=Period.objects.get(code="2026-10"))
    with pytest.raises(Refused, match="Reversals of accruals"):
        services.close_period(actor=finance_officer.actor, period=november)
    services.grant_exception(
        actor=finance_approver.actor,
        period=november,
        member=finance_officer.member,
        reason="Reversals",
        days=1,
    )
    assert "reversals posted" in text(finance_officer.post(f"{FINANCE}accruals/post-reversals/", follow=True))
    assert services.post_due_reversals(actor=finance_officer.actor, today=date(2026, 11, 1)) == (1, 0)
    prepaid.refresh_from_db()
    assert prepaid.reversal is not None and prepaid.waits_for == ""


def test_tasks_of_a_close_are_in_the_work_of_their_owner(
    october: Period, checklist: CloseTemplate, finance_officer: Any, finance_approver: Any
) -> None:
    services.start_closing(actor=finance_officer.actor, period=october)
    task = october.close_tasks.get()
    assert task.get_absolute_url() in finance_officer.get("/cleveland/").content.decode()
    assert list(my_open_tasks(viewer=finance_approver.actor)) == []
    finance_officer.post(
        f"{FINANCE}period-tasks/{task.reference}/give/", {"owner": finance_approver.identity}
    )
    assert list(my_open_tasks(viewer=finance_officer.actor)) == []
    assert list(my_open_tasks(viewer=finance_approver.actor)) == [task]
    services.do_task(actor=finance_approver.actor, task=task, note="Agreed.")
    assert "Reconcile the bank" in text(finance_officer.get(f"{FINANCE}close-calendar/"))
    span = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}
    assert days_of_closes(viewer=finance_officer.actor, **span) == []


def test_the_checklist_is_set_up_from_its_page(ledger: str, finance_officer: Any) -> None:
    assert "no checklist yet" in text(finance_officer.get(f"{FINANCE}close-tasks/"))
    assert "7 tasks added" in text(finance_officer.post(f"{FINANCE}close-tasks/load/", follow=True))
    template = CloseTemplate.objects.get(code="BANK")
    form = {
        "label": "Bank",
        "position": "5",
        "owner_role": "finance_officer",
        "owner": finance_officer.identity,
        "due_day": "2",
    }
    both = finance_officer.post(f"{FINANCE}close-tasks/{template.reference}/change/", form)
    assert both.refusal.code == "close_task_owner"
    finance_officer.post(f"{FINANCE}close-tasks/{template.reference}/change/", {**form, "owner_role": ""})
    template.refresh_from_db()
    assert (
        template.owner_id == finance_officer.actor.member_id
        and not template.is_used
        and template.code == "BANK"
    )


def test_the_api_closes_and_asks_like_the_pages(
    posted: Posted, draft: Callable[..., Journal], october: Period, finance_officer: Any
) -> None:
    journal = draft()
    api = "/cleveland/api/v1/periods/2026-10/"

    def send(action: str, key: str, **data: Any) -> Any:
        return finance_officer.client.post(
            f"{api}{action}", data, content_type="application/json", headers={"Idempotency-Key": key}
        )

    assert [b["title"] for b in finance_officer.get(f"{api}blockers").json()] == ["Gas, October"]
    assert send("close", "a").json()["code"] == "period_not_ready"
    services.delete_draft(actor=finance_officer.actor, journal=journal)
    assert send("start-closing", "b").json()["state"] == "closing"
    assert send("close", "c").json()["state"] == "closed"
    assert send("ask-to-reopen", "d", reason="Late bill").status_code == 201
    assert Reopening.objects.get().reason == "Late bill"
