"""The books: what must be true of pay at any moment, after any fault."""

from __future__ import annotations

from django.db import connection

CHECKS = {
    "a released run's net pay is not its journal's net pay credit": """
        SELECT r.reference FROM payroll_payrun r WHERE r.state IN ('posted', 'paid') AND r.net_pence <> COALESCE((
            SELECT -sum(l.amount_pence) FROM finance_journalline l JOIN finance_account a ON a.id = l.account_id
            WHERE l.journal_id = r.journal_id AND a.code = r.net_pay_account), 0)""",
    "a run's net pay is not bank file, other payments and carried forward": """
        SELECT r.reference FROM payroll_payrun r LEFT JOIN payroll_bacsfile b ON b.run_id = r.id
        WHERE r.state IN ('posted', 'paid')
          AND r.net_pence <> COALESCE(b.total_pence, 0) + r.other_pence + r.carried_pence""",
    "a run's totals are not those of its payslips": """
        SELECT r.reference FROM payroll_payrun r JOIN (
            SELECT run_id, count(*) AS n, sum(net_pence) AS net, sum(gross_pence) AS gross FROM payroll_payslip GROUP BY 1
        ) p ON p.run_id = r.id
        WHERE r.state IN ('checked', 'approved', 'posted', 'paid')
          AND (p.n, p.net, p.gross) IS DISTINCT FROM (r.payslips::bigint, r.net_pence::numeric, r.gross_pence::numeric)""",
    "a payslip's lines do not add up to it": """
        SELECT p.id::text FROM payroll_payslip p LEFT JOIN (
            SELECT payslip_id, sum(amount_pence) FILTER (WHERE kind <> 3) AS net FROM payroll_payslipline GROUP BY 1
        ) l ON l.payslip_id = p.id WHERE p.net_pence <> COALESCE(l.net, 0)""",
    "lines belong to no payslip": """
        SELECT l.payslip_id::text FROM payroll_payslipline l
        WHERE NOT EXISTS (SELECT 1 FROM payroll_payslip p WHERE p.id = l.payslip_id)""",
    "an employment has two live payslips of a period": """
        SELECT p.employment_id::text FROM payroll_payslip p WHERE p.kind IN (1, 3)
          AND NOT EXISTS (SELECT 1 FROM payroll_payslip v WHERE v.kind = 2 AND v.corrects_id = p.id)
        GROUP BY p.employment_id, p.period_id HAVING count(*) > 1""",
    "a journal does not sum to nothing": """
        SELECT j.number FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
        WHERE j.state = 'posted' GROUP BY j.id, j.number HAVING sum(l.amount_pence) <> 0""",
    "a run was approved by who prepared it": """
        SELECT reference FROM payroll_payrun WHERE approved_by_id IN (made_by_id, checked_by_id)""",
    "pay run numbers have a gap": """
        SELECT max(reference) FROM payroll_payrun HAVING count(*) <> COALESCE(max(substr(reference, 2)::int), 0)""",
}


def books() -> list[str]:
    """What is not as it must be, in words; empty when all is well."""
    found = []
    with connection.cursor() as cursor:
        for what, query in CHECKS.items():
            cursor.execute(query)
            rows = [str(row[0]) for row in cursor.fetchmany(5)]
            if rows:
                found.append(f"{what}: {', '.join(rows)}")
    return found
