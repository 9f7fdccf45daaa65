"""A run's payslip lines as ledger lines, by account, cost centre and objective."""

from __future__ import annotations

from django.db import connection

from payroll.elements import LEVY, NET_PAY, TAX_AND_NI, read_elements
from payroll.models import PayRun
from payroll.queries.settings import settings_on
from payroll.rules.shares import shares

LedgerLine = tuple[str, str | None, str | None, int, str]


def ledger_lines(run: PayRun) -> list[LedgerLine]:
    """Debits above nothing, in pence; they sum to nothing. A few queries.

    What is paid debits its account, what is taken credits its control account, an employer's cost does both; net pay
    and the apprenticeship levy complete them.
    """
    memo = f"Pay {run.period}"
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH lines AS (SELECT l.* FROM payroll_payslip p JOIN payroll_payslipline l ON l.payslip_id = p.id"
            " WHERE p.run_id = %(run)s)"
            " SELECT account_code, cost_centre, objective, sum(amount_pence)::bigint FROM lines GROUP BY 1, 2, 3"
            " UNION ALL"
            " SELECT contra_code, NULL, NULL, -sum(amount_pence)::bigint FROM lines WHERE kind = 3 GROUP BY 1"
            " ORDER BY 1, 2, 3",
            {"run": run.pk},
        )
        found: list[LedgerLine] = [(*row, memo) for row in cursor.fetchall() if row[3]]
    settings = settings_on(run.pay_on)
    if run.levy_pence:
        assert settings is not None, "a calculated run has settings"
        charged = (
            {(settings.levy_cost_centre, settings.levy_objective or None): run.levy_pence}
            if settings.levy_cost_centre
            else _levy_shares(run)
        )
        found += [(LEVY, *cost, amount, "Levy") for cost, amount in charged.items() if amount]
        found.append((TAX_AND_NI, None, None, -run.levy_pence, "Apprenticeship levy"))
    if run.net_pence:
        found.append((NET_PAY, None, None, -run.net_pence, f"Net pay {run.reference}"))
    return found


def _levy_shares(run: PayRun) -> dict[tuple[str | None, str | None], int]:
    """The levy by cost centre and objective, in proportion to the pay it is charged on. Two queries."""
    niable = [
        code for code, kind in read_elements().types.items() if kind.kind == "payment" and kind.is_niable
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cost_centre, objective, sum(amount_pence)::bigint FROM payroll_payslip p"
            " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.kind = 1 AND l.element = ANY(%s)"
            " WHERE p.run_id = %s GROUP BY 1, 2 HAVING sum(amount_pence) > 0 ORDER BY 1, 2",
            [["salary", "arrears", *niable], run.pk],
        )
        rows = cursor.fetchall()
    if not rows:
        return {(None, None): run.levy_pence}
    parts = shares(run.levy_pence, [row[2] for row in rows])
    return {(row[0], row[1]): part for row, part in zip(rows, parts, strict=True)}
