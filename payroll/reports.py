"""Reports payroll offers: gross to net, deductions to pay over, run summary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db import connection

from backoffice.actor import Actor
from backoffice.reports import Column, Report, Sql, register
from backoffice.ui.forms import UiForm
from hr.models import WorkforceType
from payroll.elements import LGPS, POLICE_PENSION, TAX_AND_NI, read_elements
from payroll.models import PayRun
from payroll.queries.journal import ledger_lines

GROSS_TO_NET = [
    Column("number", "Payroll number", "reference"),
    Column("name", "Name"),
    Column("workforce", "Workforce"),
    Column("kind", "Kind"),
    Column("gross", "Gross £", "money"),
    Column("taxable", "Taxable £", "money"),
    Column("tax", "Tax £", "money"),
    Column("ni", "Employee NI £", "money"),
    Column("pension", "Pension £", "money"),
    Column("loan", "Student loan £", "money"),
    Column("postgraduate", "Postgraduate loan £", "money"),
    Column("other", "Other deductions £", "money"),
    Column("expenses", "Expenses £", "money"),
    Column("net", "Net £", "money"),
    Column("ni_employer", "Employer NI £", "money"),
    Column("pension_employer", "Employer pension £", "money"),
]
SUMMARY = [
    Column("section", "Section"),
    Column("what", "What"),
    Column("count", "People", "integer"),
    Column("amount", "Amount £", "money"),
]


PAY_OVER = [
    Column("account", "Account", "reference"),
    Column("element", "Deduction"),
    Column("row", "Row"),
    Column("reference", "Creditor's reference", "reference"),
    Column("number", "Payroll number", "reference"),
    Column("name", "Name"),
    Column("amount", "Amount £", "money"),
]


class RunForm(UiForm):
    """Which run a report is of."""

    run = forms.ModelChoiceField(
        PayRun.objects.none(),
        label="Pay run",
        to_field_name="reference",
        error_messages={"required": "Choose the pay run"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = PayRun.objects.exclude(state__in=["draft", "cancelled"]).order_by("-pk")


def gross_to_net(*, viewer: Actor, params: dict[str, Any]) -> Sql:
    """One row a payslip, by payroll number. Net is gross less what is taken, with the expenses paid back."""
    return Sql(
        "SELECT e.number, btrim(h.first_names || ' ' || h.last_name),"
        " (%s::jsonb) ->> e.workforce_type,"
        " (ARRAY['Regular', 'Reversing', 'Replacement', 'Arrears'])[p.kind],"
        " p.gross_pence - x.expenses, p.taxable_pence, p.tax_pence, p.ni_employee_pence,"
        " p.pension_employee_pence, p.student_loan_pence, p.postgraduate_loan_pence,"
        " p.deductions_pence - p.tax_pence - p.ni_employee_pence - p.pension_employee_pence - p.student_loan_pence"
        " - p.postgraduate_loan_pence, x.expenses, p.net_pence, p.ni_employer_pence, p.pension_employer_pence"
        " FROM payroll_payslip p JOIN hr_employment e ON e.id = p.employment_id JOIN hr_person h ON h.id = e.person_id"
        " CROSS JOIN LATERAL (SELECT COALESCE(sum(l.amount_pence), 0)::bigint AS expenses FROM payroll_payslipline l"
        "  JOIN payroll_elementtype t ON t.code = l.element AND t.kind = 'expense' WHERE l.payslip_id = p.id) x"
        " WHERE p.run_id = %s ORDER BY e.number, p.kind",
        [json.dumps({value: str(label) for value, label in WorkforceType.choices}), params["run"].pk],
    )


def run_summary(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Elements with their sums, where net pay goes, and the ledger lines by account."""
    run: PayRun = params["run"]
    names = read_elements()
    sections = {1: "Payments", 2: "Deductions", 3: "Employer's costs"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.kind, l.element, count(DISTINCT p.employment_id), sum(l.amount_pence)::bigint"
            " FROM payroll_payslip p JOIN payroll_payslipline l ON l.payslip_id = p.id WHERE p.run_id = %s"
            " GROUP BY 1, 2 ORDER BY 1, 4 DESC",
            [run.pk],
        )
        for kind, element, people, amount in cursor.fetchall():
            yield sections[kind], names.name(element), people, amount
        cursor.execute(
            "SELECT method, count(*), sum(paid_pence)::bigint, sum(carried_pence - brought_pence)::bigint"
            " FROM payroll_payment WHERE run_id = %s GROUP BY 1 ORDER BY 1",
            [run.pk],
        )
        carried = 0
        for method, people, paid, still in cursor.fetchall():
            carried += still
            if method != 3:
                yield "Net pay", {1: "Bank file (Bacs)", 2: "Other means"}[method], people, paid
        yield "Net pay", "Carried forward, less brought forward", None, carried
    accounts: dict[str, int] = {}
    for account, _, _, amount, _ in ledger_lines(run):
        accounts[account] = accounts.get(account, 0) + amount
    for account, amount in sorted(accounts.items()):
        yield "Ledger", account, None, amount


def pay_over(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What a run took for others than HMRC and the pension schemes: each person's, then the sum of each deduction and of
    each account, which is what the run's journal credits there."""
    run: PayRun = params["run"]
    names = read_elements()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.account_code, l.element, COALESCE(o.order_number, ''), e.number,"
            " btrim(h.first_names || ' ' || h.last_name), -sum(l.amount_pence)::bigint"
            " FROM payroll_payslip p JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.kind = 2"
            " JOIN hr_employment e ON e.id = p.employment_id JOIN hr_person h ON h.id = e.person_id"
            " LEFT JOIN payroll_attachmentorder o ON l.rule LIKE 'order.%%' AND o.id = l.inputs[1]"
            " WHERE p.run_id = %s AND l.account_code <> ALL(%s) GROUP BY 1, 2, 3, 4, 5"
            " HAVING sum(l.amount_pence) <> 0 ORDER BY 1, 2, 4, 3",
            [run.pk, [TAX_AND_NI, POLICE_PENSION, LGPS]],
        )
        rows = cursor.fetchall()
    for account, of_account in groupby(rows, key=lambda row: row[0]):
        of_all = 0
        for element, of_element in groupby(of_account, key=lambda row: row[1]):
            name, total = names.name(element), 0
            for _, _, reference, number, person, amount in of_element:
                total += amount
                yield account, name, "Person", reference, number, person, amount
            of_all += total
            yield account, name, "Total of the deduction", "", "", "", total
        yield account, "", "Total of the account", "", "", "", of_all


def register_reports() -> None:
    """Offer them on the reports page."""
    register(
        Report(
            code="payroll.gross_to_net",
            label="Gross to net",
            permission="payroll.view_payslips",
            function="payroll",
            description="Each payslip of a run in one row.",
            columns=GROSS_TO_NET,
            rows=gross_to_net,
            form=RunForm,
        )
    )
    register(
        Report(
            code="payroll.deductions",
            label="Deductions to pay over",
            permission="payroll.view_payslips",
            function="payroll",
            description="What a run took under attachment orders, as subscriptions and otherwise for others, by creditor "
            "and person, with the sums that its journal credits.",
            columns=PAY_OVER,
            rows=pay_over,
            form=RunForm,
        )
    )
    register(
        Report(
            code="payroll.run_summary",
            label="Pay run summary",
            permission="payroll.view",
            function="payroll",
            description="What a run paid and took, where net pay goes, and what is posted to each account.",
            columns=SUMMARY,
            rows=run_summary,
            form=RunForm,
        )
    )
