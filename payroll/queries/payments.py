"""How the net pay of a run leaves, person by person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from payroll.models import Payment, PayRun


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """Pence."""

    number: str
    name: str
    method_number: int
    net_pence: int
    brought_pence: int
    paid_pence: int
    carried_pence: int

    @property
    def pk(self) -> str:
        return self.number

    @property
    def method(self) -> str:
        return dict(Payment.METHODS)[self.method_number]


def payments_of(*, run: PayRun) -> list[ShownPayment]:
    """Those not paid by Bacs first, then by payroll number. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.number, btrim(p.first_names || ' ' || p.last_name), m.method, m.net_pence, m.brought_pence,"
            " m.paid_pence, m.carried_pence FROM payroll_payment m JOIN hr_employment e ON e.id = m.employment_id"
            " JOIN hr_person p ON p.id = e.person_id WHERE m.run_id = %s ORDER BY m.method = 1, e.number",
            [run.pk],
        )
        return [ShownPayment(*row) for row in cursor.fetchall()]
