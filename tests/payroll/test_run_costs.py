"""From a figure of the ledger to the payslip lines it is made of."""

from __future__ import annotations

import re

from payroll.elements import NET_PAY, TAX_AND_NI
from payroll.queries.costs import NONE, posted_lines, run_costs
from tests.payroll import doors

LEVY_NOT_ON_PAYSLIPS = {"1530", NET_PAY, TAX_AND_NI}


def test_each_figure_of_the_journal_opens_to_payslip_lines_that_add_up(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    pay.person(workforce="OFFICER")
    run = doors.post(payroll_approver, doors.approved(payroll_officer, payroll_approver, pay.period))
    posted = {
        (line.account.code, line.cost_centre.code if line.cost_centre else "-"): 0
        for line in run.journal.lines.select_related("account", "cost_centre")
    }
    for line in run.journal.lines.select_related("account", "cost_centre"):
        posted[line.account.code, line.cost_centre.code if line.cost_centre else "-"] += line.amount_pence
    assert posted == {
        key: sum(
            cost.amount_pence
            for cost in run_costs(run=run)
            if (cost.account, cost.cost_centre or NONE) == key
        )
        for key in posted
    }
    looked_at = 0
    for (account, cost_centre), amount in posted.items():
        if account in LEVY_NOT_ON_PAYSLIPS:
            continue
        lines = posted_lines(viewer=payroll_officer.actor, run=run, account=account, cost_centre=cost_centre)
        assert sum(line.posted_pence for line in lines) == amount, account
        looked_at += 1
    assert looked_at > 3


def test_the_journal_leads_to_the_lines_and_they_to_the_payslip(pay, payroll_officer, payroll_approver):
    person = pay.person(annual=3_600_000)
    run = doors.post(payroll_approver, doors.approved(payroll_officer, payroll_approver, pay.period))
    journal = payroll_officer.get(run.journal.get_absolute_url()).content.decode()
    address = re.search(r'href="([^"]+/lines/1100/[^"]+)">3,000\.00', journal)
    assert address is not None
    page = payroll_officer.get(address[1].replace("&amp;", "&")).content.decode()
    assert "3,000.00" in page and f"/payslips/{person.number}/regular/" in page


def test_what_is_owed_for_tax_says_how_much_of_it_is_on_no_payslip(pay, payroll_officer):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    page = payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/lines/{TAX_AND_NI}/")
    assert page.status_code == 200 and b"Income tax (PAYE)" in page.content
    net = payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/lines/{NET_PAY}/")
    assert net.status_code == 302 and net.url.endswith("/payments/")


def test_finance_opens_the_run_behind_a_journal_with_totals_but_no_payslips(
    pay, payroll_officer, payroll_approver, finance_officer
):
    person = pay.person(annual=3_600_000)
    run = doors.post(payroll_approver, doors.approved(payroll_officer, payroll_approver, pay.period))
    at = f"/cleveland/payroll/runs/{run.reference}/"
    journal = finance_officer.get(run.journal.get_absolute_url()).content.decode()
    assert at in journal and "/lines/" not in journal
    page = finance_officer.get(at)
    told = page.content.decode()
    assert page.status_code == 200 and f"{at}costs/" in told
    for closed in ("payslips/", "payments/", "warnings/", "exceptions/", "lines/1100/"):
        assert f"{at}{closed}" not in told
        assert finance_officer.get(f"{at}{closed}").status_code == 403
    costs = finance_officer.get(f"{at}costs/").content.decode()
    assert "CC1" in costs and "3,000.00" in costs and person.number not in costs and "/lines/" not in costs
