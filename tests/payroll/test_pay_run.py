"""A pay run from draft to paid."""

from backoffice.bacs.standard18 import parse
from payroll.models import PayRun, Payslip, PayslipLine
from payroll.queries.books import books
from tests.payroll import doors


def test_a_month_is_paid_from_draft_to_bank_file_and_ledger(pay, payroll_officer, payroll_approver):
    for number in range(5):
        pay.person(annual=3_000_000 + number * 120_000)
        pay.person(workforce="OFFICER", annual=4_500_000 + number * 90_000)
    run = doors.paid(payroll_officer, payroll_approver, pay.period)

    assert run.state == PayRun.PAID and run.payslips == 10
    file = run.bacs_file
    with file.document.file.open("rb") as opened:
        found = parse(opened.read())
    assert found.credit_total_pence == run.bacs_pence == run.net_pence
    assert found.credit_count == 10
    lines = {line.account.code: 0 for line in run.journal.lines.select_related("account")}
    for line in run.journal.lines.select_related("account"):
        lines[line.account.code] += line.amount_pence
    assert sum(lines.values()) == 0
    assert lines["8530"] == -run.net_pence
    assert lines["1000"] > 0 and lines["1100"] > 0
    assert books() == []


def test_a_payslip_holds_gross_to_net_and_its_derivation(pay, payroll_officer):
    pay.person(annual=3_600_000)
    run = doors.calculated(payroll_officer, pay.period)
    slip = Payslip.objects.get(run_id=run.pk)
    lines = {line.element: line for line in PayslipLine.objects.filter(payslip_id=slip.pk)}
    assert lines["salary"].amount_pence == 300_000
    assert lines["salary"].inputs == [3_600_000, 1, 1, 31, 31, 0]
    assert slip.net_pence == sum(line.amount_pence for line in lines.values() if line.kind != 3)
    assert lines["paye"].law.startswith("2026-27/")
