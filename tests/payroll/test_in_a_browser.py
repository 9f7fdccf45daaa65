"""Every page of a pay run in a real browser, wide and narrow, with and without scripts."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from finance.models import CostCentre
from hr.models import PayPlacement
from payroll.models import Claim, ElementType, PayRun, TaxDetails
from payroll.services.correct_payslip import correct_payslip
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period
from tests.ui.browser import WIDTHS, browser, faults, fulfil, page_of

pytestmark = pytest.mark.browser
ROOT = "/cleveland/payroll"
FROM = date(2026, 11, 1)


@pytest.fixture
def addresses(
    pay: Any, payroll_officer: Any, payroll_approver: Any, employee: Any
) -> dict[str, tuple[str, Any]]:
    """Pages of runs in every state, with somebody behind each kind of row."""
    answers: dict[str, tuple[str, Any]] = {}
    officer, approver = payroll_officer, payroll_approver

    def visit(name: str, who: Any, address: str) -> None:
        answers[name] = (f"{address}{'&' if '?' in address else '?'}{name}", who.get(address))

    CostCentre.objects.get_or_create(code="CC2", defaults={"name": "Custody"})
    people = [pay.person(annual=3_600_000), pay.person(workforce="OFFICER", annual=4_200_000)]
    mine, gone = pay.person(annual=2_900_000), pay.person(ends_before=FROM)
    pay.person(bank=False, ni_number=None)
    mine.person.member = employee.member
    mine.person.save()
    visit("nothing", officer, f"{ROOT}/runs/")
    visit("start", officer, f"{ROOT}/runs/start/")
    run = start_run(actor=officer.actor, period=pay.period, today=doors.TODAY)
    at = f"{ROOT}/runs/{run.reference}"
    visit("draft", officer, f"{at}/")
    doors.calculate(officer, run)
    visit("calculated", officer, f"{at}/")
    visit("first-differences", officer, f"{at}/differences/")
    visit("not-ready", officer, f"{at}/check/")
    PayRun.objects.filter(pk=run.pk).update(facts_at=run.facts_at.replace(hour=0, minute=0))
    doors.clear_all(officer, run)
    visit("check", officer, f"{at}/check/")
    doors.check_run(actor=officer.actor, run=run)
    visit("checked", officer, f"{at}/")
    visit("approve", approver, f"{at}/approve/")
    visit("send-back", approver, f"{at}/send-back/")
    doors.approve_run(actor=approver.actor, run=run)
    visit("approved", approver, f"{at}/")
    doors.post(approver, run)
    visit("posted", approver, f"{at}/")
    doors.confirm_paid(actor=approver.actor, run=run, today=doors.TODAY)
    visit("paid", approver, f"{at}/")
    visit("payments", approver, f"{at}/payments/")
    visit("payslips", officer, f"{at}/payslips/")
    visit("costs", officer, f"{at}/costs/")
    visit("posted-lines", officer, f"{at}/lines/8531/")
    visit("payslip", officer, f"{at}/payslips/{people[1].number}/regular/")
    visit("own-list", employee, f"{ROOT}/my-payslips/")
    visit("own", employee, f"{at}/payslips/{mine.number}/regular/")
    visit("correct", officer, f"{at}/payslips/{people[0].number}/regular/correct/")

    old = TaxDetails.objects.get(employment=people[0])
    old.ends_before = FROM
    old.save()
    TaxDetails.objects.create(employment=people[0], tax_code="BR", starts_on=FROM)
    PayPlacement.objects.filter(employment=people[1]).update(ends_before=date(2026, 10, 16))
    PayPlacement.objects.create(
        employment=people[1],
        point=pay.point("OFFICER", 5_100_000),
        starts_on=date(2026, 10, 16),
        counts_from=date(2026, 10, 16),
        reason="PROMOTION",
    )
    period = pay_period(2026, 11)
    Claim.objects.create(
        employment=mine, period=period, element=ElementType.objects.get(code="OT150"), quantity=225
    )
    pay.person(ni_letter=None)
    pay.person(starts_on=FROM, tax_code="")
    extra = start_run(
        actor=officer.actor, period=pay.period, today=doors.TODAY, kind="supplementary", reason="Bonus"
    )
    slip = people[0]
    visit("correct-in", officer, f"{at}/payslips/{slip.number}/regular/correct/")
    doors.calculate(officer, _with_correction(officer, extra, run, slip))
    visit("supplementary", officer, f"{ROOT}/runs/{extra.reference}/")
    visit("reversing", officer, f"{ROOT}/runs/{extra.reference}/payslips/{slip.number}/reversing/")
    visit("replacement", officer, f"{ROOT}/runs/{extra.reference}/payslips/{slip.number}/replacement/")
    visit("cancel", officer, f"{ROOT}/runs/{extra.reference}/cancel/")
    doors.cancel_run(actor=officer.actor, run=extra, reason="Not needed")
    visit("cancelled", officer, f"{ROOT}/runs/{extra.reference}/")
    november = doors.calculated(officer, period)
    now = f"{ROOT}/runs/{november.reference}"
    visit("to-clear", officer, f"{now}/")
    visit("differences", officer, f"{now}/differences/")
    visit("filtered", officer, f"{now}/differences/?kind=new&least=x")
    visit("arrears", officer, f"{now}/payslips/{people[1].number}/regular/")
    visit("warnings", officer, f"{now}/warnings/")
    visit("exceptions", officer, f"{now}/exceptions/")
    warning, exception = november.warnings.first(), november.exceptions.first()
    clear, leave = f"{now}/warnings/clear/", f"{now}/exceptions/clear/"
    answers["clear"] = (f"{clear}?ask", officer.post(clear, {"pk": [warning.pk]}))
    answers["no-reason"] = (f"{clear}?wrong", officer.post(clear, {"pk": [warning.pk], "reason": ""}))
    answers["leave-out"] = (f"{leave}?ask", officer.post(leave, {"pk": [exception.pk]}))
    visit("home", officer, f"{ROOT}/")
    visit("list", officer, f"{ROOT}/runs/")
    visit("test-cases", officer, f"{ROOT}/test-cases/")
    assert gone.ends_before == FROM
    return answers


def _with_correction(officer: Any, extra: PayRun, run: PayRun, employment: Any) -> PayRun:
    from payroll.models import Payslip

    slip = Payslip.objects.get(run_id=run.pk, employment_id=employment.pk)
    correct_payslip(actor=officer.actor, run=extra, payslip=slip, is_replaced=True, reason="Bonus was missed")
    return extra


def test_every_page_holds_what_a_page_must(addresses: Any) -> None:
    answers = dict(addresses.values())
    pictures = os.environ.get("PICTURES")
    told: dict[str, list[str]] = {}
    assert {name: made.status_code for name, (_, made) in addresses.items() if made.status_code != 200} == {
        "no-reason": 422
    }
    with browser() as chromium:
        for width in WIDTHS:
            with page_of(chromium, width=width) as (page, said):
                page.route("**/*", lambda route: fulfil(route, answers))
                for name, (address, _) in addresses.items():
                    page.goto(f"http://localhost{address}")
                    found = [*faults(page), *(words for words in said if "422" not in words)]
                    said.clear()
                    if found:
                        told[f"{name} at {width}"] = found
                    if pictures:
                        page.screenshot(path=str(Path(pictures) / f"{name}-{width}.png"), full_page=True)
        with page_of(chromium, script=False) as (page, said):
            page.route("**/*", lambda route: fulfil(route, answers))
            for name, (address, _) in addresses.items():
                page.goto(f"http://localhost{address}")
                found = [words for words in said if "422" not in words]
                said.clear()
                if page.locator("h1").count() != 1 or not page.locator("main").inner_text().strip():
                    found.append("nothing to read")
                if found:
                    told[f"{name} without scripts"] = found
    assert not told
