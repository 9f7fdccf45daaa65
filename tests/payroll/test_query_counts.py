"""Pages of pay runs, and a chunk's calculation, ask the database as often for sixty people as for five."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hr.models import Employment, PayPlacement
from payroll.models import PayElement, PayRun
from payroll.queries.calculation import ChunkFacts, run_context
from tests.payroll import doors
from tests.payroll.factories import pay_period

COUNTS: dict[str, int] = json.loads((Path(__file__).parent / "query_counts.json").read_text())
SMALL, LARGE = 5, 60
FROM = date(2026, 10, 16)


def test_pages_and_calculation_ask_as_often_for_many_as_for_few(
    pay, payroll_officer, payroll_approver, employee
):
    """October is paid, with arrears, differences, warnings and exceptions in November; then again with more people."""
    found: list[dict[str, int]] = []
    months = iter([(2026, month) for month in range(10, 13)])
    person = pay.person(annual=3_600_000, ni_number=None)
    person.person.member = employee.member
    person.person.save()
    for number in (SMALL - 1, LARGE - SMALL):
        for _ in range(number):
            pay.person(annual=3_600_000, ni_number=None)
        out = pay.person(ni_letter=None)
        period = pay_period(*next(months))
        doors.approved(payroll_officer, payroll_approver, period)
        for each in Employment.objects.exclude(pk=out.pk):
            _promote(pay, each, period)
        after = pay_period(2026, period.starts_on.month + 1)
        run = doors.calculated(payroll_officer, after)
        found.append(_counted(payroll_officer, employee, run, person))
        doors.cancel_run(actor=payroll_officer.actor, run=run, reason="Again with more people")
    assert found == [COUNTS, COUNTS]


def _promote(pay, employment: Employment, period) -> None:
    starts_on = period.starts_on.replace(day=16)
    latest = PayPlacement.objects.filter(employment=employment).order_by("-starts_on").first()
    latest.ends_before = starts_on
    latest.save()
    PayPlacement.objects.create(
        employment=employment,
        point=pay.point("STAFF", 3_600_000 + 120_000 * period.number),
        starts_on=starts_on,
        counts_from=starts_on,
        reason="PROMOTION",
    )


def _counted(officer, employee, run: PayRun, person: Employment) -> dict[str, int]:
    at = f"/cleveland/payroll/runs/{run.reference}/"
    pages = {
        "home": (officer, "/cleveland/payroll/"),
        "runs": (officer, "/cleveland/payroll/runs/"),
        "run": (officer, at),
        "payslips": (officer, f"{at}payslips/"),
        "payslip": (officer, f"{at}payslips/{person.number}/regular/"),
        "differences": (officer, f"{at}differences/"),
        "warnings": (officer, f"{at}warnings/"),
        "exceptions": (officer, f"{at}exceptions/"),
        "payments": (officer, f"{at}payments/"),
        "my-payslips": (employee, "/cleveland/payroll/my-payslips/"),
    }
    counts = {}
    for name, (who, address) in pages.items():
        who.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert who.get(address).status_code == 200
        counts[name] = len(queries)
    context = run_context(run)
    ids = list(Employment.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as queries:
        facts = ChunkFacts(context, ids)
    assert facts.arrears and PayElement.objects.count() == 0
    counts["facts of a chunk"] = len(queries)
    return counts
