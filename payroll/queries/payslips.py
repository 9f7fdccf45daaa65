"""Payslips as people read them: each line with what went in, the sum done and the law behind it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.ui.formats import money
from hr.models import Employment
from payroll.elements import Elements, read_elements
from payroll.models import FrozenInput, Payment, PayPeriod, PayRun, Payslip, PayslipLine
from payroll.queries.calculation import authority_law
from payroll.rules.derived import Line
from payroll.rules.explain import explain
from payroll.rules.explanation import Explanation, Step
from payroll.rules.freeze import thaw
from payroll.rules.payslip import PayInputs


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is shown; pence as the employee sees them."""

    name: str
    kind: int
    amount_pence: int
    before_pence: int | None  # None: no payslip of an earlier period
    explanation: Explanation
    account: str
    cost_centre: str
    period: str = ""
    is_expense: bool = False
    """Money given back, paid straight to net: no part of gross pay."""

    @property
    def change_pence(self) -> int | None:
        return None if self.before_pence is None else self.amount_pence - self.before_pence


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was frozen about the person beside the rules' own inputs."""

    inputs: PayInputs
    number: str
    name: str
    ni_number: str | None
    workforce: str
    bank_ending: str
    left_on: date | None = None
    """The day after the last of somebody paid in a period after leaving."""


def frozen_of(content: bytes | memoryview) -> Frozen:
    """The inputs again, from their bytes."""
    inputs, more = bytes(content).split(b"\n", 1)
    _, _, number, name, ni_number, workforce, _, bank, *rest = json.loads(more)
    left = date.fromisoformat(rest[4]) if len(rest) > 4 and rest[4] else None
    return Frozen(thaw(inputs), number, name, ni_number, workforce, bank[2][-4:] if bank else "", left)


def frozen_behind(slips: Sequence[Payslip]) -> dict[int, Frozen]:
    """Payslip id -> what it was worked out from; behind a reversal that of the payslip it reverses. Two queries."""
    reversed_ids = [
        slip.corrects_id for slip in slips if slip.kind == Payslip.REVERSING and slip.corrects_id is not None
    ]
    runs = dict(Payslip.objects.filter(pk__in=reversed_ids).values_list("pk", "run_id"))
    wanted = {
        slip.pk: (
            runs[slip.corrects_id]
            if slip.kind == Payslip.REVERSING and slip.corrects_id is not None
            else slip.run_id,
            slip.employment_id,
        )
        for slip in slips
    }
    rows = FrozenInput.objects.filter(
        run_id__in={run_id for run_id, _ in wanted.values()},
        employment_id__in={employment_id for _, employment_id in wanted.values()},
    )
    contents = {(row.run_id, row.employment_id): row.content for row in rows}
    return {pk: frozen_of(contents[key]) for pk, key in wanted.items() if key in contents}


@dataclass(frozen=True, slots=True)
class ShownPayslip:
    payslip: Payslip
    run: PayRun
    period: PayPeriod
    employment: Employment
    frozen: Frozen | None
    payment: Payment | None
    lines: list[ShownLine]
    before_totals: dict[int, int]
    """The period before, by kind of line, with what is not on this payslip."""
    law_version: str

    @property
    def expenses_pence(self) -> int:
        """What is paid back without tax. The payslip's own gross sum holds it: net = gross pay + expenses - deductions."""
        return sum(line.amount_pence for line in self.lines if line.is_expense)

    @property
    def gross_pay_pence(self) -> int:
        """Pay before deductions, without expenses."""
        return self.payslip.gross_pence - self.expenses_pence

    def of_kind(self, kind: int) -> list[ShownLine]:
        return [line for line in self.lines if line.kind == kind]


def payslips_for(*, viewer: Actor, run: PayRun) -> QuerySet[Payslip]:
    """The payslips of a run that the viewer may see: everybody's, or one's own once they are released."""
    slips = Payslip.objects.filter(run_id=run.pk)
    if viewer.can("payroll.view_payslips"):
        return slips
    if not run.is_released:
        return slips.none()
    return slips.filter(employment_id__in=own_employments(viewer))


def named_payslips(*, viewer: Actor, run: PayRun) -> QuerySet[Payslip]:
    """The same with payroll number, name and the run's reference on each, by payroll number's employment."""
    about = Employment.objects.filter(pk=OuterRef("employment_id"))
    return (
        payslips_for(viewer=viewer, run=run)
        .annotate(
            number=Subquery(about.values("number")[:1]),
            name=Subquery(
                about.values(full=Concat("person__first_names", Value(" "), "person__last_name"))[:1]
            ),
            run_reference=Value(run.reference),
        )
        .order_by("employment_id")
    )


def payslips_after(run: PayRun, last: int, count: int) -> list[tuple[Payslip, str]]:
    """The next payslips of a run by id, each with its payroll number. Two queries."""
    slips = list(Payslip.objects.filter(run_id=run.pk, pk__gt=last).order_by("pk")[:count])
    numbers = dict(
        Employment.objects.filter(pk__in=[slip.employment_id for slip in slips]).values_list("pk", "number")
    )
    return [(slip, numbers[slip.employment_id]) for slip in slips]


def own_employments(viewer: Actor) -> list[int]:
    """The viewer's own employments."""
    return list(Employment.objects.filter(person__member_id=viewer.member_id).values_list("pk", flat=True))


def own_payslips(*, viewer: Actor) -> list[dict[str, Any]]:
    """The viewer's released payslips, latest first. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.reference, e.number, p.kind, d.starts_on, d.frequency, r.pay_on, p.gross_pence,"
            " p.deductions_pence, p.net_pence"
            " FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id JOIN payroll_payperiod d ON d.id = p.period_id"
            " JOIN hr_employment e ON e.id = p.employment_id"
            " WHERE p.employment_id = ANY(%s) AND r.state IN ('approved', 'posted', 'paid')"
            " ORDER BY r.pay_on DESC, p.id DESC LIMIT 120",
            [own_employments(viewer)],
        )
        names = ("run", "number", "kind", "starts_on", "frequency", "pay_on", "gross", "deductions", "net")
        return [
            {
                **dict(zip(names, row, strict=True)),
                "kind_code": Payslip.KIND_CODES[row[2]],
                "kind_name": dict(Payslip.KINDS)[row[2]],
            }
            for row in cursor.fetchall()
        ]


def payslip_for(*, viewer: Actor, reference: str, number: str, kind: str) -> ShownPayslip:
    """One payslip with every line explained. Raises Missing, also where it is not theirs."""
    run = PayRun.objects.select_related("period").filter(reference=reference).first()
    kinds = {code: value for value, code in Payslip.KIND_CODES.items()}
    employment = Employment.objects.select_related("person").filter(number=number).first()
    slip = None
    if run is not None and employment is not None and kind in kinds:
        slip = (
            payslips_for(viewer=viewer, run=run).filter(employment_id=employment.pk, kind=kinds[kind]).first()
        )
    if slip is None or run is None or employment is None:
        raise Missing("There is no such payslip.", next_step="Choose one from the list.")
    return _shown(slip, run, employment, read_elements())


def _shown(slip: Payslip, run: PayRun, employment: Employment, elements: Elements) -> ShownPayslip:
    period = PayPeriod.objects.get(pk=slip.period_id)
    lines = list(PayslipLine.objects.filter(payslip_id=slip.pk).order_by("number"))
    before_lines = _before(slip, period)
    before = {element: amount for (_, element), amount in before_lines.items()}
    before_totals: dict[int, int] = defaultdict(int)
    for (kind, _), amount in before_lines.items():
        before_totals[kind] += amount
    periods = PayPeriod.objects.in_bulk({line.period_id for line in lines if line.period_id})
    law = authority_law(period.tax_year, run.pay_on if slip.kind == Payslip.REGULAR else period.pay_on)
    sign = -1 if slip.kind == Payslip.REVERSING else 1
    frozen = frozen_behind([slip]).get(slip.pk)
    shown = []
    seen: set[str] = set()
    for line, charged in _whole(lines):
        found = explain(Line(line.element, sign * line.amount_pence, "", line.rule, tuple(line.inputs)), law)
        if line.element == "paye" and frozen is not None and frozen.left_on is not None:
            found = replace(found, steps=[_after_leaving(frozen), *found.steps])
        first = line.element not in seen
        seen.add(line.element)
        shown.append(
            ShownLine(
                name=elements.name(line.element),
                kind=line.kind,
                amount_pence=line.amount_pence,
                before_pence=(before.get(line.element, 0) if first else 0) if before else None,
                explanation=found,
                account=line.account_code,
                cost_centre=charged,
                period=str(periods[line.period_id]) if line.period_id else "",
                is_expense=elements.is_expense(line.element),
            )
        )
    payment = Payment.objects.filter(run_id=run.pk, employment_id=employment.pk).first()
    return ShownPayslip(
        slip,
        run,
        period,
        employment,
        frozen,
        payment,
        shown,
        before_totals,
        lines[0].law if lines else law.version,
    )


def _after_leaving(frozen: Frozen) -> Step:
    assert frozen.left_on is not None
    last_day = frozen.left_on - timedelta(days=1)
    return Step(
        "Paid after leaving",
        f"last day {last_day:%-d %B %Y}, so the P45 has been issued: month 1 basis, whatever the code was before",
        frozen.inputs.tax_code,
    )


def _whole(lines: Iterable[PayslipLine]) -> Iterator[tuple[PayslipLine, str]]:
    """Lines with where they are charged; an employer's cost of several cost centres as the one sum that was worked out."""
    for (kind, *_), group in groupby(
        lines, key=lambda each: (each.kind, each.element, each.rule, each.inputs)
    ):
        found = list(group)
        if kind != PayslipLine.EMPLOYER or len(found) == 1:
            yield from ((line, line.cost_centre or "") for line in found)
            continue
        charged = ", ".join(f"{line.cost_centre} £{money(line.amount_pence)}" for line in found)
        whole = found[0]
        whole.amount_pence = sum(line.amount_pence for line in found)
        yield whole, charged


def _before(slip: Payslip, period: PayPeriod) -> dict[tuple[int, str], int]:
    """Amounts by kind of line and element of the same employment's regular payslip of the period before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.kind, l.element, sum(l.amount_pence)::bigint FROM payroll_payslipline l WHERE l.payslip_id = ("
            " SELECT p.id FROM payroll_payslip p JOIN payroll_payperiod d ON d.id = p.period_id"
            " WHERE p.employment_id = %s AND p.kind = 1 AND d.frequency = %s AND d.starts_on < %s"
            " ORDER BY d.starts_on DESC LIMIT 1) GROUP BY 1, 2",
            [slip.employment_id, period.frequency, period.starts_on],
        )
        return {(row[0], row[1]): row[2] for row in cursor.fetchall()}


def year_to_date(
    slip: Payslip, run: PayRun, period: PayPeriod, ids: Sequence[int] | None = None
) -> dict[int, dict[str, int]]:
    """Figures of the tax year with this run, by employment: opening balances and released payslips up to its pay day."""
    ids = list(ids) if ids is not None else [slip.employment_id]
    names = ("taxable", "tax", "ni_employee", "pension", "student_loan", "postgraduate_loan", "gross")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id, sum(taxable), sum(tax), sum(ni), sum(pension), sum(loan), sum(pgl), sum(gross) FROM ("
            " SELECT p.employment_id, p.taxable_pence AS taxable, p.tax_pence AS tax, p.ni_employee_pence AS ni,"
            "  p.pension_employee_pence AS pension, p.student_loan_pence AS loan, p.postgraduate_loan_pence AS pgl,"
            "  p.gross_pence - COALESCE((SELECT sum(l.amount_pence) FROM payroll_payslipline l"
            "   JOIN payroll_elementtype t ON t.code = l.element AND t.kind = 'expense' WHERE l.payslip_id = p.id), 0)"
            "   AS gross"
            "  FROM payroll_payrun r JOIN payroll_payperiod d ON d.id = r.period_id"
            "  JOIN payroll_payslip p ON p.run_id = r.id AND p.employment_id = ANY(%(ids)s)"
            "  WHERE d.tax_year = %(year)s"
            "  AND (r.id = %(run)s OR r.state IN ('approved', 'posted', 'paid') AND r.id < %(run)s)"
            " UNION ALL SELECT employment_id, taxable_pence, tax_pence, ni_employee_pence, pension_pence,"
            "  student_loan_pence, postgraduate_loan_pence, taxable_pence + pension_pence FROM payroll_openingbalance"
            "  WHERE tax_year = %(year)s AND employment_id = ANY(%(ids)s)) y GROUP BY 1",
            {"ids": ids, "year": period.tax_year, "run": run.pk},
        )
        return {row[0]: dict(zip(names, map(int, row[1:]), strict=True)) for row in cursor.fetchall()}
