"""Pay details as lists, forms and files need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from payroll.models import PayPeriod, PayRun


def first_released(employment_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """The first tax period with a released payslip, by (employment, tax year). One query."""
    if not employment_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.employment_id, d.tax_year, min(d.number) FROM payroll_payslip p"
            " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
            " JOIN payroll_payperiod d ON d.id = p.period_id"
            " WHERE p.employment_id = ANY(%s) GROUP BY 1, 2",
            [list(employment_ids)],
        )
        return {(employment_id, tax_year): number for employment_id, tax_year, number in cursor.fetchall()}


def released_periods(employment_ids: Sequence[int]) -> set[tuple[int, int]]:
    """(employment, period) with a released payslip: what can no longer be claimed for. One query."""
    if not employment_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.employment_id, p.period_id FROM payroll_payslip p"
            " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('checked', 'approved', 'posted', 'paid')"
            " WHERE p.employment_id = ANY(%s)",
            [list(employment_ids)],
        )
        return set(cursor.fetchall())


def periods_with_runs() -> set[tuple[str, str, int]]:
    """(tax year, frequency, number) of periods that have a pay run that is not cancelled."""
    return set(
        PayPeriod.objects.filter(
            runs__state__in=[state for state, _ in PayRun.STATES if state != PayRun.CANCELLED]
        )
        .order_by("pk")
        .values_list("tax_year", "frequency", "number")
    )


def last_paid_on(employment_id: int) -> date | None:
    """The latest pay day of a released payslip of an employment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(r.pay_on) FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id"
            " WHERE p.employment_id = %s AND r.state IN ('checked', 'approved', 'posted', 'paid')",
            [employment_id],
        )
        found: date | None = cursor.fetchone()[0]
        return found
