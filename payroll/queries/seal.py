"""What a calculated run comes to: its sums, the levy, and the hash over inputs and results."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection

from payroll.models import PayRun
from payroll.queries.calculation import authority_law
from payroll.queries.settings import settings_on
from payroll.rules.apprenticeship_levy import apprenticeship_levy
from payroll.rules.derived import Line
from payroll.rules.tax_calendar import tax_month, tax_year_ends_on


@dataclass(frozen=True, slots=True)
class RunTotals:
    """Pence. `carried` is what is carried forward less what was brought forward."""

    payslips: int
    gross: int
    deductions: int
    net: int
    employer: int
    pay_bill: int
    bacs: int
    other: int
    carried: int
    bacs_count: int
    other_count: int


def run_totals(run: PayRun) -> RunTotals:
    """Two queries, however many payslips."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), COALESCE(sum(gross_pence), 0), COALESCE(sum(deductions_pence), 0),"
            " COALESCE(sum(net_pence), 0), COALESCE(sum(ni_employer_pence + pension_employer_pence), 0),"
            " COALESCE(sum(ni_earnings_pence), 0) FROM payroll_payslip WHERE run_id = %s",
            [run.pk],
        )
        slips = cursor.fetchone()
        cursor.execute(
            "SELECT COALESCE(sum(paid_pence) FILTER (WHERE method = 1), 0),"
            " COALESCE(sum(paid_pence) FILTER (WHERE method = 2), 0), COALESCE(sum(carried_pence - brought_pence), 0),"
            " count(*) FILTER (WHERE method = 1), count(*) FILTER (WHERE method = 2)"
            " FROM payroll_payment WHERE run_id = %s",
            [run.pk],
        )
        payments = cursor.fetchone()
    return RunTotals(*(int(value) for value in (*slips, *payments)))


def run_levy(run: PayRun, pay_bill_pence: int) -> Line:
    """The apprenticeship levy of a run: that of the year to date less what earlier runs posted."""
    settings = settings_on(run.pay_on)
    tax_year = run.period.tax_year
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(r.levy_pay_bill_pence), 0), COALESCE(sum(r.levy_pence), 0), max(r.pay_on)"
            " FROM payroll_payrun r JOIN payroll_payperiod d ON d.id = r.period_id"
            " WHERE r.state IN ('approved', 'posted', 'paid') AND d.tax_year = %s AND r.id <> %s",
            [tax_year, run.pk],
        )
        before_bill, before_levy, last_paid_on = cursor.fetchone()
        cursor.execute(
            "SELECT COALESCE(sum(ni_earnings_pence), 0), COALESCE(max(through_period), 0)"
            " FROM payroll_openingbalance WHERE tax_year = %s AND ni_earnings_pence <> 0",
            [tax_year],
        )
        opening_bill, opening_month = (int(value) for value in cursor.fetchone())
    law = authority_law(tax_year, run.pay_on)
    allowance = settings.levy_allowance_pence if settings else None
    # A correction of an earlier month has the allowance of every month paid by now.
    paid_on = min(max(run.pay_on, last_paid_on or run.pay_on), tax_year_ends_on(tax_year))
    opening = 0
    if opening_bill:
        opening = apprenticeship_levy(
            pay_bill_to_date=opening_bill,
            month=min(12, max(1, opening_month)),
            levy_before=0,
            law=law,
            allowance=allowance,
        ).amount_pence
    return apprenticeship_levy(
        pay_bill_to_date=opening_bill + int(before_bill) + pay_bill_pence,
        month=tax_month(paid_on),
        levy_before=int(before_levy) + opening,
        law=law,
        allowance=allowance,
    )


def run_hash(run: PayRun) -> str:
    """SHA-256 over every employment's frozen inputs and results, in the order of payroll numbers.

    The same however the run was cut into chunks and in whatever order people were calculated.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id, kind, result_sha256 FROM payroll_payslip WHERE run_id = %s", [run.pk]
        )
        results = cursor.fetchall()
        cursor.execute("SELECT employment_id, sha256 FROM payroll_frozeninput WHERE run_id = %s", [run.pk])
        inputs = {row[0]: bytes(row[1]) for row in cursor.fetchall()}
        cursor.execute(
            "SELECT id, number FROM hr_employment WHERE id = ANY(%s)", [[row[0] for row in results]]
        )
        numbers = dict(cursor.fetchall())
    # Joined and sorted here: with statistics older than the rows, the database's own plan takes a minute.
    digest = hashlib.sha256()
    for number, kind, employment_id, result in sorted(
        (numbers[row[0]], row[1], row[0], bytes(row[2])) for row in results
    ):
        digest.update(f"{number}/{kind}/".encode())
        digest.update(inputs.get(employment_id, b""))
        digest.update(result)
    return digest.hexdigest()
