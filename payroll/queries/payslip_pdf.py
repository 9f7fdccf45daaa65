"""Payslips as PDFs: one, or a chunk of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from backoffice.reports.pdf import compile_pdf
from backoffice.ui.formats import day, money
from hr.models import Employment
from payroll.elements import Elements, read_elements
from payroll.models import Payment, PayPeriod, PayRun, Payslip, PayslipLine
from payroll.queries.payslips import Frozen, ShownPayslip, frozen_behind, year_to_date
from payroll.queries.settings import bacs_pay_day, settings_on
from payroll.rules.overtime import paid_minutes

TEMPLATE = Path(__file__).resolve().parent.parent / "pdf" / "payslip.typ"
YEAR = (
    ("taxable", "Taxable pay"),
    ("tax", "Income tax"),
    ("ni_employee", "National Insurance"),
    ("pension", "Pension contributions"),
    ("student_loan", "Student loan"),
    ("postgraduate_loan", "Postgraduate loan"),
)


def payslip_pdf(shown: ShownPayslip) -> bytes:
    """One payslip."""
    return next(iter(payslip_pdfs(shown.run, [shown.payslip]).values()))


def payslip_pdfs(run: PayRun, slips: Sequence[Payslip]) -> dict[int, bytes]:
    """Payslip id -> PDF, for some payslips of a run. A handful of queries, whatever their number."""
    ids = [slip.pk for slip in slips]
    people = sorted({slip.employment_id for slip in slips})
    elements = read_elements()
    lines: dict[int, list[PayslipLine]] = defaultdict(list)
    for line in PayslipLine.objects.filter(payslip_id__in=ids).order_by("payslip_id", "number"):
        lines[line.payslip_id].append(line)
    frozen = frozen_behind(slips)
    names = {each.pk: each for each in Employment.objects.filter(pk__in=people).select_related("person")}
    payments = {m.employment_id: m for m in Payment.objects.filter(run_id=run.pk, employment_id__in=people)}
    periods = PayPeriod.objects.in_bulk({slip.period_id for slip in slips})
    earlier = PayPeriod.objects.in_bulk(
        {line.period_id for found in lines.values() for line in found if line.period_id}
    )
    employer = settings_on(run.pay_on)
    paid_on = bacs_pay_day(run)
    years: dict[int, dict[str, int]] = {}
    for period_id, period in periods.items():
        years |= year_to_date(
            slips[0], run, period, [slip.employment_id for slip in slips if slip.period_id == period_id]
        )
    found = {}
    for slip in slips:
        shown = _data(
            slip,
            run,
            periods[slip.period_id],
            [(_label(line, elements, earlier), line) for line in lines[slip.pk]],
            {line.number for line in lines[slip.pk] if elements.is_expense(line.element)},
            names[slip.employment_id],
            frozen.get(slip.pk),
            payments.get(slip.employment_id),
            years.get(slip.employment_id, {}),
            employer.employer_name if employer else "",
            f"{employer.paye_office}/{employer.paye_reference}" if employer else "",
            paid_on,
        )
        found[slip.pk] = compile_pdf(TEMPLATE, {"title": f"Payslip for {shown['period']}", "slips": [shown]})
    return found


def _label(line: PayslipLine, elements: Elements, earlier: dict[int, PayPeriod]) -> str:
    """The element's name with the month of arrears and, as the law asks where pay varies with time, the hours."""
    name = elements.name(line.element)
    if line.period_id:
        name += f", {earlier[line.period_id]}"
    minutes = paid_minutes(line.rule, tuple(line.inputs))
    if minutes is None:
        return name
    hours, rest = divmod(minutes, 60)
    return f"{name}, {hours} h {rest:02d} min" if rest else f"{name}, {hours} h"


def _data(
    slip: Payslip,
    run: PayRun,
    period: PayPeriod,
    lines: list[tuple[str, PayslipLine]],
    expenses: set[int],
    employment: Employment,
    frozen: Frozen | None,
    payment: Payment | None,
    year: dict[str, int],
    employer: str,
    reference: str,
    paid_on: date,
) -> dict[str, Any]:
    def rows(kind: int, sign: int) -> list[list[str]]:
        return [
            [label, money(sign * line.amount_pence)]
            for label, line in lines
            if line.kind == kind and line.number not in expenses
        ]

    paid_back = [(label, line.amount_pence) for label, line in lines if line.number in expenses]
    back_pence = sum(pence for _, pence in paid_back)

    how = ""
    if payment is not None and payment.method == Payment.BACS:
        how = f"Paid £{money(payment.paid_pence)} by Bacs on {day(paid_on)}"
        how += f" to the account ending {frozen.bank_ending}." if frozen else "."
    elif payment is not None and payment.method == Payment.OTHER:
        how = f"Paid £{money(payment.paid_pence)} by other means on {day(run.pay_on)}."
    elif payment is not None:
        how = "Nothing is paid out."
    if payment is not None and payment.carried_pence < 0:
        how += f" £{money(-payment.carried_pence)} paid too much is carried forward and set off against later pay."
    if payment is not None and payment.brought_pence:
        how += f" £{money(abs(payment.brought_pence))} of an earlier overpayment is set off."
    facts = [
        [
            "Name",
            frozen.name if frozen else employment.person.name,
            "Payroll number",
            frozen.number if frozen else employment.number,
        ],
        ["Employer", employer, "PAYE reference", reference],
        ["Pay day", day(run.pay_on), "Tax period", f"Month {period.number} of {period.tax_year}"],
    ]
    if frozen is not None:
        mark = "" if frozen.inputs.basis == "cumulative" else " M1"
        facts.append(
            [
                "Tax code",
                f"{frozen.inputs.tax_code}{mark}",
                "National Insurance",
                f"{frozen.ni_number or 'No number held'}, category {frozen.inputs.ni_letter}",
            ]
        )
    return {
        "period": str(period)
        + ("" if slip.kind == Payslip.REGULAR else f" ({dict(Payslip.KINDS)[slip.kind].lower()})"),
        "facts": facts,
        "payments": rows(PayslipLine.PAYMENT, 1),
        "deductions": rows(PayslipLine.DEDUCTION, -1),
        "gross": money(slip.gross_pence - back_pence),
        "expenses": [[label, money(pence)] for label, pence in paid_back],
        "paid_back": money(back_pence),
        "taken": money(slip.deductions_pence),
        "net": money(slip.net_pence),
        "how": how,
        "year": [[label, money(year.get(name, 0))] for name, label in YEAR if year.get(name)],
        "note": f"Pay run {run.reference}. Each line is explained on the payslip's page.",
    }
