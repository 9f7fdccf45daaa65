"""The list by creditor of what a run took for others agrees with its journal."""

from __future__ import annotations

from datetime import date

import pytest

from finance.models import JournalLine
from payroll.models import AttachmentOrder, ElementType, PayElement
from payroll.reports import pay_over
from tests.payroll import doors


def test_each_creditors_deductions_are_listed_and_sum_to_what_the_journal_credits(
    pay, payroll_officer, payroll_approver
):
    one, two = pay.person(), pay.person(annual=3_000_000)
    for person in (one, two):
        PayElement.objects.create(
            employment=person,
            element=ElementType.objects.get(code="UNION"),
            amount_pence=1_450,
            starts_on=date(2026, 4, 1),
        )
    for number, kind in (("CT-77", "council_tax"), ("DEA-9", "direct_earnings")):
        AttachmentOrder.objects.create(
            employment=one,
            kind=kind,
            order_number=number,
            issued_on=date(2026, 9, 1),
            starts_on=date(2026, 9, 1),
        )
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    rows = list(pay_over(viewer=payroll_officer.actor, params={"run": run}))
    people = [row for row in rows if row[2] == "Person"]
    assert ("Trade union subscription", "", two.number, 1_450) in [(r[1], r[3], r[4], r[6]) for r in people]
    assert {row[3] for row in people if row[4] == one.number} == {"", "CT-77", "DEA-9"}
    totals = {row[1]: row[6] for row in rows if row[2] == "Total of the deduction"}
    assert totals["Trade union subscription"] == 2_900
    for name, total in totals.items():
        assert total == sum(row[6] for row in people if row[1] == name)
    (account,) = [row for row in rows if row[2] == "Total of the account"]
    credited = JournalLine.objects.filter(journal=run.journal, account__code="8534")
    assert account[0] == "8534" and account[6] == -sum(line.amount_pence for line in credited) == sum(
        totals.values()
    )


@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
def test_the_list_goes_out_and_only_to_those_who_may_see_payslips(
    pay, payroll_officer, finance_officer, format
):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    address = f"/cleveland/reports/payroll.deductions?run={run.reference}&format={format}"
    answer = payroll_officer.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert finance_officer.get(address).status_code in (403, 404)
