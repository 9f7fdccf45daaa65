"""Calculating a pay run: planned in chunks, each chunk one transaction that replaces what has changed, ended once."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.jobs.faults import fault_point
from backoffice.services import lock, service
from hr.queries import BankDetails, employments_in
from payroll.models import Claim, Payment, PayPeriod, PayRun, Payslip, PayslipLine, RunChunk, RunCorrection
from payroll.queries.arrears import leavers_changed
from payroll.queries.calculation import ChunkFacts, Prepared, RunContext, run_context
from payroll.queries.items import Costing
from payroll.queries.warnings import account_writers, accounts_last_paid
from payroll.rules.errors import CannotCalculate, LawError
from payroll.rules.payslip import Payslip as Result
from payroll.rules.payslip import calculate
from payroll.rules.shares import shares
from payroll.services.refusals import NothingToPay, WrongState

CHUNK = 660
"""People in a chunk: seconds of work, so that two workers finish together and little is done again after a kill."""

PAYSLIP_COLUMNS = (
    "id, run_id, employment_id, period_id, kind, corrects_id, gross_pence, taxable_pence, tax_pence,"
    " ni_earnings_pence, ni_employee_pence, ni_employer_pence, pension_employee_pence, pension_employer_pence,"
    " student_loan_pence, postgraduate_loan_pence, deductions_pence, net_pence, result_sha256"
)
LINE_COLUMNS = (
    "payslip_id, number, kind, element, amount_pence, account_code, contra_code, cost_centre, objective, rule, law,"
    " inputs, period_id"
)
PAYMENT_COLUMNS = (
    "run_id, employment_id, net_pence, brought_pence, paid_pence, carried_pence, method, sort_code, account_number,"
    " account_name, payee_reference"
)
TABLES = (
    ("payroll_frozeninput", "run_id, employment_id, content, sha256"),
    ("payroll_payslip", PAYSLIP_COLUMNS),
    ("payroll_payslipline", LINE_COLUMNS),
    ("payroll_payment", PAYMENT_COLUMNS),
    ("payroll_runwarning", "run_id, employment_id, kind, detail, reason"),
    ("payroll_runexception", 'run_id, employment_id, code, message, "where", reason'),
)


@dataclass(slots=True)
class _Copies:
    """Rows of a chunk as COPY text, by table."""

    rows: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name, _ in TABLES})

    def send(self) -> None:
        with connection.cursor() as cursor:
            for name, columns in TABLES:
                rows = self.rows[name]
                if rows:
                    with connection.wrap_database_errors:
                        cursor.copy_expert(f"COPY {name} ({columns}) FROM STDIN", io.StringIO("".join(rows)))


@service(permission="payroll.prepare_run")
def plan_calculation(*, actor: Actor, run: PayRun) -> int:
    """Lay out the chunks of a calculation; the number of people. Those no longer in the run lose their rows.

    Asked again while chunks are left undone, the same calculation goes on.
    """
    run = lock(run)
    _require_open(run)
    if run.chunks.filter(calculation=run.calculation, done_at__isnull=True).exists():
        return sum(
            len(ids)
            for ids in run.chunks.filter(calculation=run.calculation).values_list("employment_ids", flat=True)
        )
    ids = _employments_of(run)
    if not ids:
        raise NothingToPay(
            f"Nobody is to be paid in {run.period}.",
            next_step="Check the employments' dates, or choose payslips to correct.",
        )
    run.chunks.all().delete()
    remove_rows(run, held_by(run) - set(ids))
    run.calculation += 1
    run.facts_at = timezone.now()
    run.save(update_fields=["calculation", "facts_at"])
    RunChunk.objects.bulk_create(
        RunChunk(
            run=run, calculation=run.calculation, number=number, employment_ids=ids[first : first + CHUNK]
        )
        for number, first in enumerate(range(0, len(ids), CHUNK))
    )
    return len(ids)


@service(permission="payroll.prepare_run")
def calculate_next_chunk(
    *, actor: Actor, run: PayRun, context: RunContext | None = None, wait: bool = False
) -> int:
    """Calculate the next chunk nobody else is at; how many people it had, 0 when there is none.

    The chunk's row is locked for as long as it takes: a worker that is killed leaves it undone and free. With `wait`,
    chunks at which others are working are waited for.
    """
    run = _share(run)
    if not run.is_open:
        return 0
    chunk = (
        run.chunks.filter(calculation=run.calculation, done_at__isnull=True)
        .select_for_update(skip_locked=not wait)
        .order_by("number")
        .first()
    )
    if chunk is None:
        return 0
    context = context or run_context(run)
    if run.kind == "supplementary":
        _calculate_corrections(context, chunk.employment_ids)
    else:
        _calculate_regular(context, chunk.employment_ids)
    chunk.done_at = timezone.now()
    chunk.save(update_fields=["done_at"])
    fault_point("payroll.calculate:chunk")
    return len(chunk.employment_ids)


@service(permission="payroll.prepare_run")
def end_calculation(*, actor: Actor, run: PayRun) -> PayRun:
    """Every chunk is done: the run is calculated."""
    run = lock(run)
    _require_open(run)
    if run.chunks.filter(calculation=run.calculation, done_at__isnull=True).exists():
        raise WrongState("Part of the run has not been calculated yet.", next_step="Calculate again.")
    run.state = PayRun.CALCULATED
    run.calculated_at = timezone.now()
    run.save(update_fields=["state", "calculated_at"])
    return run


def _share(run: PayRun) -> PayRun:
    """The run, held against being sealed until the transaction ends; other chunks go on beside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM payroll_payrun WHERE id = %s FOR SHARE", [run.pk])
    return PayRun.objects.select_related("period").get(pk=run.pk)


def _require_open(run: PayRun) -> None:
    if not run.is_open:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}: it is not calculated again.",
            next_step="Send it back to calculated first, or correct a payslip in a supplementary run.",
        )


def _employments_of(run: PayRun) -> list[int]:
    """Employments in the period, leavers with something still to be paid, or those whose payslips are corrected."""
    if run.kind == "supplementary":
        found = RunCorrection.objects.filter(run=run).values_list("payslip__employment_id", flat=True)
        return sorted(set(found))
    period = run.period
    ids = {fact.id for fact in employments_in(period.starts_on, period.ends_before)}
    ids.update(Claim.objects.filter(period=period).values_list("employment_id", flat=True))
    ids.update(_leavers_with_arrears(run, ids))
    return sorted(ids)


def _leavers_with_arrears(run: PayRun, ids: set[int]) -> list[int]:
    """Those who have left whose record was changed since the run before, or whom that run ought to have paid."""
    previous = (
        PayRun.objects.filter(
            state__in=PayRun.RELEASED,
            kind="regular",
            period__frequency=run.period.frequency,
            period__starts_on__lt=run.period.starts_on,
        )
        .select_related("period")
        .order_by("-period__starts_on")
        .first()
    )
    return leavers_changed(previous, run.period.starts_on, ids)


_REMOVALS = (
    "DELETE FROM payroll_payslipline WHERE payslip_id IN"
    " (SELECT id FROM payroll_payslip WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s))",
    "DELETE FROM payroll_payslip WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
    "DELETE FROM payroll_payment WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
    "DELETE FROM payroll_frozeninput WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
    "DELETE FROM payroll_runwarning WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
    "DELETE FROM payroll_runexception WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
)


def held_by(run: PayRun) -> set[int]:
    """Employments that a run holds anything of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id FROM payroll_payslip WHERE run_id = %(run)s"
            " UNION SELECT employment_id FROM payroll_frozeninput WHERE run_id = %(run)s"
            " UNION SELECT employment_id FROM payroll_runexception WHERE run_id = %(run)s",
            {"run": run.pk},
        )
        return {row[0] for row in cursor.fetchall()}


def remove_rows(run: PayRun, ids: Iterable[int]) -> None:
    """Take out what an unreleased run holds of some employments."""
    with connection.cursor() as cursor:
        for statement in _REMOVALS:
            cursor.execute(statement, {"run": run.pk, "ids": list(ids)})


def _calculate_regular(context: RunContext, ids: list[int]) -> None:
    facts = ChunkFacts(context, ids)
    kept = _frozen(context.run, ids)
    told = dict(context.run.exceptions.filter(employment_id__in=ids).values_list("employment_id", "message"))
    stale = _with_rows(context.run, ids)
    copies = _Copies()
    worked: list[tuple[Prepared, Result]] = []
    unchanged: set[int] = set()
    for employment_id in ids:
        try:
            prepared = facts.prepare(employment_id)
            if prepared is None:
                continue
            if kept.get(employment_id) == hashlib.sha256(prepared.content).digest():
                unchanged.add(employment_id)
                continue
            worked.append((prepared, calculate(prepared.inputs, context.law)))
        except (CannotCalculate, LawError) as error:
            if told.get(employment_id) == str(error)[:400]:
                unchanged.add(employment_id)
                continue
            copies.rows["payroll_runexception"].append(_exception_row(context.run, employment_id, error))
    out = [employment_id for employment_id in stale if employment_id not in unchanged]
    if out:
        remove_rows(context.run, out)
    previous = _previous_net(context, [prepared.employment_id for prepared, _ in worked])
    moved = _bank_changes(
        context.run, {p.employment_id: _payee(p.bank, p.number) for p, _ in worked if p.bank}
    )
    for payslip_id, (prepared, result) in zip(_payslip_ids(len(worked)), worked, strict=True):
        only_arrears = prepared.is_leaver and None not in prepared.item_periods
        kind = Payslip.ARREARS if only_arrears else Payslip.REGULAR
        _store(context, copies, prepared, result, payslip_id, kind, context.period.pk, None)
        payment = _payment(prepared, result.net_pence)
        copies.rows["payroll_payment"].append(_payment_row(context.run, prepared, result.net_pence, payment))
        _warn(context, copies, prepared, result, payment, previous.get(prepared.employment_id))
        if prepared.employment_id in moved and payment[3] == Payment.BACS:
            copies.rows["payroll_runwarning"].append(
                _row(
                    context.run.pk, prepared.employment_id, "bank_changed", moved[prepared.employment_id], ""
                )
            )
    fault_point("payroll.calculate:copy")
    copies.send()


def _calculate_corrections(context: RunContext, ids: list[int]) -> None:
    """Reversals with the replacements asked for: each reversal is the payslip's own lines with the other sign."""
    run = context.run
    remove_rows(run, ids)
    asked = {
        each.payslip.employment_id: each
        for each in RunCorrection.objects.filter(run=run, payslip__employment_id__in=ids)
        .select_related("payslip")
        .order_by("pk")
    }
    copies = _Copies()
    lines: dict[int, list[PayslipLine]] = {}
    for line in PayslipLine.objects.filter(
        payslip_id__in=[each.payslip_id for each in asked.values()]
    ).order_by("payslip_id", "number"):
        lines.setdefault(line.payslip_id, []).append(line)
    periods = PayPeriod.objects.in_bulk({each.payslip.period_id for each in asked.values()})
    facts_of = {
        pk: ChunkFacts(
            context, sorted(e for e, each in asked.items() if each.payslip.period_id == pk), period=period
        )
        for pk, period in periods.items()
    }
    numbers = iter(_payslip_ids(2 * len(ids)))
    accounts = {
        pk: _payee(bank, facts.employments[pk].number)
        for facts in facts_of.values()
        for pk, bank in facts.banks.items()
    }
    moved = _bank_changes(run, accounts)
    for employment_id in ids:
        correction = asked[employment_id]
        original = correction.payslip
        facts = facts_of[original.period_id]
        net = -original.net_pence
        try:
            prepared = facts.prepare(employment_id) if correction.is_replaced else None
            result = calculate(prepared.inputs, context.law) if prepared is not None else None
        except (CannotCalculate, LawError) as error:
            copies.rows["payroll_runexception"].append(_exception_row(run, employment_id, error))
            continue
        _store_reversal(context, copies, original, lines[original.pk], next(numbers))
        if prepared is not None and result is not None:
            _store(
                context,
                copies,
                prepared,
                result,
                next(numbers),
                Payslip.REPLACEMENT,
                original.period_id,
                original.pk,
            )
            net += result.net_pence
        fact = facts.employments[employment_id]
        payment = _split(net, facts.brought.get(employment_id, 0), facts.banks.get(employment_id) is not None)
        bank = facts.banks.get(employment_id)
        copies.rows["payroll_payment"].append(
            _row(
                run.pk,
                employment_id,
                net,
                *payment,
                *((bank.sort_code, bank.account_number, bank.account_name) if bank else (None, None, None)),
                _payee(bank, fact.number)[2] if bank else fact.number,
            )
        )
        if employment_id in moved and payment[3] == Payment.BACS:
            copies.rows["payroll_runwarning"].append(
                _row(run.pk, employment_id, "bank_changed", moved[employment_id], "")
            )
        if payment[2] < 0:
            copies.rows["payroll_runwarning"].append(
                _row(run.pk, employment_id, "owes", _pounds(-payment[2]), "")
            )
        if payment[3] == Payment.OTHER:
            copies.rows["payroll_runwarning"].append(_row(run.pk, employment_id, "no_bank_account", "", ""))
    copies.send()


def _store(
    context: RunContext,
    copies: _Copies,
    prepared: Prepared,
    result: Result,
    payslip_id: int,
    kind: int,
    period_id: int,
    corrects_id: int | None,
) -> None:
    """The payslip, its lines and its frozen inputs as COPY text; the result's digest is that of the lines' text."""
    run_id, employment_id = context.run.pk, prepared.employment_id
    elements, workforce, scheme = context.elements, prepared.workforce, prepared.inputs.pension
    kinds = PayslipLine.KIND_NUMBERS
    law = result.law_version
    costs, periods = prepared.costs, prepared.item_periods
    items = len(costs)
    earlier: dict[int, int] = {}
    if prepared.pension_periods:
        earlier = dict(zip(_pension_places(result)[::-1], prepared.pension_periods[::-1], strict=False))
    texts: list[str] = []
    for place, (element, amount, line_kind, rule, inputs) in enumerate(result.lines):
        account = elements.account(element, workforce)
        contra: str | None = None
        period = earlier.get(place)
        charged: list[tuple[Costing, int]] = [((None, None), amount)]
        if place < items:
            charged, period = [(costs[place], amount)], periods[place]
        elif line_kind == "employer":
            contra, charged = elements.contra(element, scheme), _charged(prepared, element, amount)
        for cost, share in charged:
            texts.append(
                f"\t{len(texts)}\t{kinds[line_kind]}\t{_text(element)}\t{share}\t{_text(account)}\t{_text(contra)}"
                f"\t{_text(cost[0])}\t{_text(cost[1])}\t{rule}\t{law}\t{{{','.join(map(str, inputs))}}}"
                f"\t{_text(period)}\n"
            )
    gross = result.gross_pence + result.expenses_pence
    sums = (
        gross,
        result.taxable_pay_pence,
        result.tax_pence,
        result.nicable_pence,
        result.employee_ni_pence,
        result.employer_ni_pence,
        result.pension_pence,
        result.employer_pension_pence,
        result.student_loan_pence,
        result.postgraduate_loan_pence,
        gross - result.net_pence,
        result.net_pence,
    )
    totals = "\t".join(map(str, sums))
    digest = hashlib.sha256((totals + "".join(texts)).encode()).hexdigest()
    content = prepared.content
    copies.rows["payroll_frozeninput"].append(
        f"{run_id}\t{employment_id}\t\\\\x{content.hex()}\t\\\\x{hashlib.sha256(content).hexdigest()}\n"
    )
    copies.rows["payroll_payslip"].append(
        f"{payslip_id}\t{run_id}\t{employment_id}\t{period_id}\t{kind}\t{_text(corrects_id)}\t{totals}\t\\\\x{digest}\n"
    )
    copies.rows["payroll_payslipline"].extend([f"{payslip_id}{text}" for text in texts])


def _pension_places(result: Result) -> list[int]:
    """Where the member's contributions stand among the lines: this month's, where there is any, then arrears' by month."""
    return [
        place
        for place, line in enumerate(result.lines)
        if line.kind == "deduction" and line.element.startswith("pension_")
    ]


def _charged(prepared: Prepared, element: str, amount: int) -> list[tuple[Costing, int]]:
    """Where an employer's cost is charged: to each cost centre its share of the pay that gives rise to it."""
    if len(set(prepared.costs)) == 1:
        return [(prepared.main_cost, amount)]
    weights: dict[Costing, int] = {}
    for item, cost in zip(prepared.inputs.pay_items, prepared.costs, strict=True):
        if item.pensionable if element == "pension_employer" else item.nicable:
            weights[cost] = weights.get(cost, 0) + item.amount_pence
    # More is taken back from a cost centre than is paid there now: it has no share.
    if sum(weights.values()) <= 0 or min(weights.values()) < 0:
        return [(prepared.main_cost, amount)]
    by_cost = sorted(weights.items(), key=str)
    parts = shares(amount, [weight for _, weight in by_cost])
    return [(cost, part) for (cost, _), part in zip(by_cost, parts, strict=True) if part]


def _store_reversal(
    context: RunContext, copies: _Copies, original: Payslip, lines: Iterable[PayslipLine], payslip_id: int
) -> None:
    texts = [
        f"\t{line.number}\t{line.kind}\t{_text(line.element)}\t{-line.amount_pence}\t{_text(line.account_code)}"
        f"\t{_text(line.contra_code)}\t{_text(line.cost_centre)}\t{_text(line.objective)}\t{line.rule}\t{line.law}"
        f"\t{{{','.join(map(str, line.inputs))}}}\t{_text(line.period_id)}\n"
        for line in lines
    ]
    names = [name.strip() for name in PAYSLIP_COLUMNS.split(",")]
    sums = "\t".join(str(-getattr(original, name)) for name in names if name.endswith("_pence"))
    digest = hashlib.sha256((sums + "".join(texts)).encode()).hexdigest()
    copies.rows["payroll_payslip"].append(
        f"{payslip_id}\t{context.run.pk}\t{original.employment_id}\t{original.period_id}\t{Payslip.REVERSING}"
        f"\t{original.pk}\t{sums}\t\\\\x{digest}\n"
    )
    copies.rows["payroll_payslipline"].extend([f"{payslip_id}{text}" for text in texts])


def _split(net: int, brought: int, has_bank: bool) -> tuple[int, int, int, int]:
    """(brought forward, paid, carried forward, method): what is owed is set off, nothing below 0 is paid."""
    due = net + brought
    if due <= 0:
        return brought, 0, due, Payment.NOTHING
    return brought, due, 0, Payment.BACS if has_bank else Payment.OTHER


def _payment(prepared: Prepared, net: int) -> tuple[int, int, int, int]:
    return _split(net, prepared.brought_pence, prepared.bank is not None)


def _payment_row(run: PayRun, prepared: Prepared, net: int, payment: tuple[int, int, int, int]) -> str:
    bank = prepared.bank
    reference = _payee(bank, prepared.number)[2] if bank else prepared.number
    return _row(
        run.pk,
        prepared.employment_id,
        net,
        *payment,
        *((bank.sort_code, bank.account_number, bank.account_name) if bank else (None, None, None)),
        reference[:18],
    )


def _payee(bank: BankDetails, number: str) -> tuple[str, str, str]:
    """Sort code, account number and what the bank is told the payment is for: a roll number is part of the account."""
    return bank.sort_code, bank.account_number, (bank.building_society_number or number)[:18]


def _bank_changes(run: PayRun, accounts: dict[int, tuple[str, str, str]]) -> dict[int, str]:
    """Employments that would be paid to another account than before, with who entered it and when."""
    before = accounts_last_paid(run=run, employment_ids=list(accounts))
    moved = [pk for pk, account in accounts.items() if pk in before and before[pk] != account]
    if not moved:
        return {}
    writers = account_writers(employment_ids=moved, on=run.pay_on)
    told = {}
    for pk in moved:
        latest = writers[pk][0] if pk in writers else None
        told[pk] = (
            f"Entered by {latest.name}, {timezone.localtime(latest.when):%-d %B %Y}"[:200] if latest else ""
        )
    return told


def _warn(
    context: RunContext,
    copies: _Copies,
    prepared: Prepared,
    result: Result,
    payment: tuple[int, int, int, int],
    previous: int | None,
) -> None:
    found: list[tuple[str, str]] = []
    net = result.net_pence
    if net <= 0:
        found.append(("net_zero", ""))
    elif previous is not None and previous > 0:
        percent = abs(net - previous) * 100 // previous
        if percent > context.settings.change_warning_percent:
            found.append(("net_changed", f"{_pounds(previous)} last period, {_pounds(net)} now"))
    if payment[3] == Payment.OTHER:
        found.append(("no_bank_account", ""))
    if prepared.is_leaver:
        found.append(("leaver_paid", ""))
    if not prepared.has_ni_number:
        found.append(("no_ni_number", ""))
    if not prepared.has_tax_code:
        found.append(("no_tax_code", f"{prepared.inputs.tax_code} on a month 1 basis"))
    if result.not_taken:
        short = ", ".join(
            f"{context.elements.name(each.element)} {_pounds(each.amount_pence)}" for each in result.not_taken
        )
        found.append(("not_all_taken", short[:200]))
    if prepared.overpaid:
        found.append(("overpaid", prepared.overpaid[:200]))
    if payment[2] < 0:
        found.append(("owes", _pounds(-payment[2])))
    for kind, detail in found:
        copies.rows["payroll_runwarning"].append(
            _row(context.run.pk, prepared.employment_id, kind, detail, "")
        )


def _previous_net(context: RunContext, ids: list[int]) -> dict[int, int]:
    if context.previous_run is None or not ids:
        return {}
    found = Payslip.objects.filter(
        run_id=context.previous_run.pk, employment_id__in=ids, kind=Payslip.REGULAR
    )
    return dict(found.values_list("employment_id", "net_pence"))


def _frozen(run: PayRun, ids: list[int]) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id, sha256 FROM payroll_frozeninput WHERE run_id = %s AND employment_id = ANY(%s)",
            [run.pk, ids],
        )
        return {row[0]: bytes(row[1]) for row in cursor.fetchall()}


def _with_rows(run: PayRun, ids: list[int]) -> set[int]:
    """Employments of the chunk that an earlier calculation has left rows of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id FROM payroll_frozeninput WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)"
            " UNION SELECT employment_id FROM payroll_runexception WHERE run_id = %(run)s AND employment_id = ANY(%(ids)s)",
            {"run": run.pk, "ids": ids},
        )
        return {row[0] for row in cursor.fetchall()}


def _payslip_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('payroll_payslip_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _exception_row(run: PayRun, employment_id: int, error: Exception) -> str:
    code, where = (error.code, error.where) if isinstance(error, CannotCalculate) else ("no_law", "")
    return _row(run.pk, employment_id, code, str(error)[:400], where, "")


def _pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02d}"


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: object) -> str:
    if value is None:
        return "\\N"
    return str(value).translate(_ESCAPES)


def _row(*values: object) -> str:
    return "\t".join([_text(value) for value in values]) + "\n"
