"""What differs from the month before: each cause in the trade's words, the largest first, filtered, taken away."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from hr.models import PayPlacement
from payroll.models import Claim, ElementType, TaxDetails
from tests.payroll import doors
from tests.payroll.factories import pay_period

FROM = date(2026, 11, 1)


@pytest.fixture
def november(pay, payroll_officer, payroll_approver):
    """Everything that changes between two months, each for somebody of their own; the run and the people by what it is."""
    people = {name: pay.person(annual=3_600_000) for name in ("same", "promoted", "tax", "claim", "once")}
    people["gone"] = pay.person(annual=3_600_000, ends_before=FROM)
    bonus, overtime = ElementType.objects.get(code="BONUS"), ElementType.objects.get(code="OT150")
    Claim.objects.create(employment=people["once"], period=pay.period, element=bonus, amount_pence=5_000)
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    PayPlacement.objects.filter(employment=people["promoted"]).update(ends_before=FROM)
    PayPlacement.objects.create(
        employment=people["promoted"],
        point=pay.point("STAFF", 4_800_000),
        starts_on=FROM,
        counts_from=FROM,
        reason="PROMOTION",
    )
    old = TaxDetails.objects.get(employment=people["tax"])
    old.ends_before = FROM
    old.save()
    TaxDetails.objects.create(employment=people["tax"], tax_code="BR", starts_on=FROM)
    period = pay_period(2026, 11)
    Claim.objects.create(
        employment=people["claim"], period=period, element=overtime, worked_on=date(2026, 11, 3), quantity=225
    )
    people["new"] = pay.person(annual=3_000_000, starts_on=FROM)
    return doors.calculated(payroll_officer, period), people


def rows_of(page) -> dict[str, str]:
    """Payroll number -> the text of the row, in the order shown."""
    body = page.content.decode().split("<tbody", 1)[1].split("</tbody>")[0]
    rows = [row for row in body.split("<tr")[1:] if 'class="sub">' in row]
    return {row.split('class="sub">')[1].split("<")[0]: row for row in rows}


def test_each_difference_tells_its_cause_and_the_largest_comes_first(november, payroll_officer):
    run, people = november
    rows = rows_of(payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/differences/"))
    words = {
        "promoted": "Promotion to Scale STAFF4800000 point 1, from 1 Nov 2026",
        "tax": "Tax code BR from 1 Nov 2026",
        "claim": "Claim: Overtime at time and a half, 3 h 45 min",
        "once": "Claim of last period not made again: Bonus payment",
        "gone": "No longer paid, last day 31 Oct 2026",
        "new": "New in this run, started 1 Nov 2026",
    }
    for name, told in words.items():
        assert told in rows[people[name].number], rows[people[name].number]
    assert people["same"].number not in rows
    answer = payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/differences/?format=csv")
    told = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Payroll number"] for row in told] == list(rows)
    sizes = [abs(Decimal(row["Change £"])) for row in told]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) == 6
    assert ">–</td>" in rows[people["new"].number] and ">–</td>" in rows[people["gone"].number]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=new", {"new"}),
        ("kind=gone", {"gone"}),
        ("kind=both&least=400", {"promoted", "tax"}),
        ("words=<tax>", {"tax"}),
        ("words=100%25", set()),
    ],
)
def test_differences_are_filtered_and_exported_as_shown(november, payroll_officer, query, shown):
    run, people = november
    query = query.replace("<tax>", people["tax"].number)
    at = f"/cleveland/payroll/runs/{run.reference}/differences/?{query}"
    numbers = {people[name].number for name in shown}
    assert set(rows_of(payroll_officer.get(at))) == numbers
    answer = payroll_officer.get(f"{at}&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert {line.split(",")[0].strip('"') for line in lines[1:] if line} == numbers


@pytest.mark.parametrize("format", ["xlsx", "pdf"])
def test_differences_go_out_as_a_workbook_and_on_paper(november, payroll_officer, format):
    run, _ = november
    answer = payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/differences/?format={format}")
    assert answer.status_code == 200 and len(b"".join(answer.streaming_content)) > 1000
