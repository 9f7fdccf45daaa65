"""Payslips as PDFs: one, or a chunk of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from backoffice.reports.pdf import compile_pdf
from backoffice.ui.formats import day, money
from payroll.elements import Elements, read_elements
from payroll.models import FrozenInput, Payment, PayPeriod, PayRun, Payslip, PayslipLine
from payroll.queries.payslips import Frozen, ShownPayslip, frozen_of, year_to_date
from payroll.queries.settings import settings_on

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
    frozen = {
        row.employment_id: frozen_of(row.content)
        for row in FrozenInput.objects.filter(run_id=run.pk, employment_id__in=people)
    }
    payments = {m.employment_id: m for m in Payment.objects.filter(run_id=run.pk, employment_id__in=people)}
    periods = PayPeriod.objects.in_bulk({slip.period_id for slip in slips})
    employer = settings_on(run.pay_on)
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
            lines[slip.pk],
            frozen.get(slip.employment_id),
            payments.get(slip.employment_id),
            years.get(slip.employment_id, {}),
            elements,
            employer.employer_name if employer else "",
            f"{employer.paye_office}/{employer.paye_reference}" if employer else "",
        )
        found[slip.pk] = compile_pdf(TEMPLATE, {"title": f"Payslip for {shown['period']}", "slips": [shown]})
    return found


def _data(
    slip: Payslip,
    run: PayRun,
    period: PayPeriod,
    lines: list[PayslipLine],
    frozen: Frozen | None,
    payment: Payment | None,
    year: dict[str, int],
    elements: Elements,
    employer: str,
    reference: str,
) -> dict[str, Any]:
    def rows(kind: int, sign: int) -> list[list[str]]:
        return [
            [elements.name(line.element), money(sign * line.amount_pence)]
            for line in lines
            if line.kind == kind
        ]

    how = ""
    if payment is not None and payment.method == Payment.BACS:
        how = f"Paid £{money(payment.paid_pence)} by Bacs on {day(run.pay_on)}"
        how += f" to the account ending {frozen.bank_ending}." if frozen else "."
    elif payment is not None and payment.method == Payment.OTHER:
        how = f"Paid £{money(payment.paid_pence)} by other means on {day(run.pay_on)}."
    if payment is not None and payment.brought_pence:
        how += f" £{money(abs(payment.brought_pence))} of an earlier overpayment is set off."
    facts = [
        ["Name", frozen.name if frozen else "", "Payroll number", frozen.number if frozen else ""],
        ["Employer", employer, "PAYE reference", reference],
        ["Pay day", day(run.pay_on), "Tax period", f"Month {period.number} of {period.tax_year}"],
    ]
    if frozen is not None:
        mark = "" if frozen.inputs.basis == "cumulative" else " M1"
        facts.append(
            [
                "Tax code",
                f"{frozen.inputs.tax_code}{mark}",
                "NI",
                f"{frozen.ni_number or ''} {frozen.inputs.ni_letter}",
            ]
        )
    return {
        "period": str(period)
        + ("" if slip.kind == Payslip.REGULAR else f" ({dict(Payslip.KINDS)[slip.kind].lower()})"),
        "facts": facts,
        "payments": rows(PayslipLine.PAYMENT, 1),
        "deductions": rows(PayslipLine.DEDUCTION, -1),
        "gross": money(slip.gross_pence),
        "taken": money(slip.deductions_pence),
        "net": money(slip.net_pence),
        "how": how,
        "year": [[label, money(year.get(name, 0))] for name, label in YEAR if year.get(name)],
        "note": f"Pay run {run.reference}. Each line is explained on the payslip's page.",
    }
