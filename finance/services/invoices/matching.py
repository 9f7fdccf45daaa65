"""The three-way match and what follows from it: posted, an approver's turn, or an exception for a person to settle.

Everything is read for a whole chunk at once, so the number of queries does not grow with the invoices.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.audit.queries import event_model_of
from backoffice.links import Link
from backoffice.services import service
from finance.models import (
    Category,
    Invoice,
    InvoiceException,
    InvoiceLine,
    MatchTolerance,
    OrderLine,
    Period,
    PurchaseOrder,
)
from finance.queries.coding import control_codes
from finance.queries.coding.control_accounts import NoControlAccount
from finance.rules.duplicates import NEAR_BASIS_POINTS, NEAR_DAYS, Seen, find_duplicate
from finance.rules.matching import Difference, Invoiced, Match, Ordered, Tolerance, match_lines
from finance.services.bulk import NewJournal, post_journals
from finance.services.invoices.entering import lock_order_lines
from finance.services.invoices.errors import NoOpenPeriod
from finance.services.lines import Line

OPEN = (Invoice.State.ENTERED, Invoice.State.EXCEPTION, Invoice.State.AWAITING)
PURPOSES = ("creditors", "goods_received", "vat")
BUDGETED = ("expense", "income")


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line with its codes, as it is matched and posted."""

    invoice_id: int
    id: int
    number: int
    order_line_id: int | None
    order_line_order_id: int | None
    category_id: int | None
    quantity: Any
    net_pence: int
    vat_pence: int
    recoverable_pence: int
    rate: int
    account: str
    account_type: str
    cost_centre: str | None
    cost_centre_id: int | None
    objective: str | None
    project: str | None


@dataclass(slots=True)
class Judged:
    """An invoice with what the match found."""

    invoice: Invoice
    lines: list[LineNow]
    match: Match
    like: dict[str, int]  # code -> id of the invoice it looks like
    unsettled: list[Difference]
    settled: list[InvoiceException]
    by_tolerance: bool = False  # it agrees only because of what its own maker set


@dataclass(slots=True)
class Outcome:
    """What became of a chunk."""

    posted: int = 0
    awaiting: int = 0
    exceptions: int = 0
    journals: dict[int, int] = field(default_factory=dict)  # invoice id -> journal id


@service(permission="finance.enter_invoice")
def match_invoices(*, actor: Actor, ids: Sequence[int], today: date) -> Outcome:
    """Match what is not posted yet of these: post what agrees, and say of the rest why it does not.

    Posted at once is only what agrees within tolerance with an order that another person approved. One transaction; some
    fifteen queries however many invoices there are. Matching again settles exceptions that are no longer found.
    """
    return match_now(actor, ids)


def match_now(actor: Actor, ids: Sequence[int]) -> Outcome:
    """The match as part of another service, whose permission it goes by."""
    judged = judge(ids)
    ready: list[tuple[Judged, int]] = []
    states: dict[int, str] = {}
    outcome = Outcome()
    for each in judged:
        approver = _approver(each)
        if each.unsettled:
            states[each.invoice.pk] = Invoice.State.EXCEPTION
            outcome.exceptions += 1
        elif approver is None:
            states[each.invoice.pk] = Invoice.State.AWAITING
            outcome.awaiting += 1
        else:
            ready.append((each, approver))
    _keep_exceptions(judged)
    _set_states(states)
    outcome.journals = post_matched(actor=actor, ready=ready)
    outcome.posted = len(outcome.journals)
    return outcome


def _approver(judged: Judged) -> int | None:
    """Whose approval the match rests on: the order's approver; None where a person has to look at it."""
    invoice = judged.invoice
    order = invoice.order
    if order is None or invoice.is_credit or not all(line.order_line_id for line in judged.lines):
        return None
    if any(exception.code != InvoiceException.Code.DUPLICATE for exception in judged.settled):
        return None
    if judged.by_tolerance:
        return None
    # Who approved a taken-on order is what one person's file says: somebody else has to look once.
    if order.approved_by_id == invoice.made_by_id or order.origin == "take_on":
        return None
    return order.approved_by_id


def judge(ids: Sequence[int]) -> list[Judged]:
    """Lock invoices that are not posted yet, and their orders' lines, and compare them. Nine queries."""
    invoices = list(
        Invoice.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, state__in=OPEN)
        .select_related("supplier", "order")
        .order_by("id")
    )
    if not invoices:
        return []
    lines = lines_now([invoice.pk for invoice in invoices])
    order_lines = sorted(
        {line.order_line_id for each in lines.values() for line in each if line.order_line_id}
    )
    orders = _orders(order_lines)
    tolerances = tolerances_now()
    alike = _candidates([invoice.pk for invoice in invoices])
    exceptions: dict[int, list[InvoiceException]] = defaultdict(list)
    for exception in InvoiceException.objects.filter(
        invoice_id__in=[invoice.pk for invoice in invoices], settled_by__isnull=False
    ):
        exceptions[exception.invoice_id].append(exception)
    setters = _who_set_tolerances()
    judged = []
    for invoice in invoices:
        found = _judge_one(invoice, lines[invoice.pk], orders, tolerances, alike, exceptions[invoice.pk])
        if invoice.made_by_id in setters and not found.unsettled:
            found.by_tolerance = _needs_tolerance(invoice, found.lines, orders)
        if not found.unsettled:
            orders.update(found.match.orders)
        judged.append(found)
    return judged


def _judge_one(
    invoice: Invoice,
    lines: list[LineNow],
    orders: dict[int, Ordered],
    tolerances: dict[int | None, Tolerance],
    alike: dict[int, list[Seen]],
    settled: list[InvoiceException],
) -> Judged:
    default = tolerances.get(None, Tolerance())
    match = match_lines(
        [
            Invoiced(
                line.number,
                line.quantity,
                line.net_pence,
                line.vat_pence,
                line.rate,
                line.order_line_id,
                tolerances.get(line.category_id, default),
            )
            for line in lines
        ],
        orders,
        total_tolerance=default,
        credit=invoice.is_credit,
    )
    differences, like = list(match.differences), {}
    differences += _about_the_order(invoice, lines)
    if invoice.supplier.state != "open":
        differences.append(
            Difference(
                InvoiceException.Code.SUPPLIER,
                f"{invoice.supplier} is {invoice.supplier.get_state_display().lower()}:"
                f" {invoice.supplier.hold_reason}",
            )
        )
    seen = Seen(
        invoice.pk, invoice.number, invoice.supplier_number_key, invoice.dated_on, invoice.gross_pence
    )
    duplicate = find_duplicate(seen, alike.get(invoice.pk, []))
    if duplicate:
        other, why = duplicate
        like[InvoiceException.Code.DUPLICATE.value] = other.id
        differences.append(Difference(InvoiceException.Code.DUPLICATE, f"{other.number} {why}."))
    done = {(exception.code, exception.line_id) for exception in settled}
    by_number = {line.number: line.id for line in lines}
    unsettled = [d for d in differences if (d.code, by_number.get(d.line) if d.line else None) not in done]
    return Judged(invoice, lines, match, like, unsettled, settled)


def _who_set_tolerances() -> set[int]:
    """Members who ever changed how far an invoice or a receipt may be from its order: not for their own invoices."""
    found: set[int] = set()
    for model in (MatchTolerance, Category):
        members = event_model_of(model).objects.values_list("pgh_context__member", flat=True).distinct()
        found |= {member for member in members if isinstance(member, int)}
    return found


def _needs_tolerance(invoice: Invoice, lines: list[LineNow], orders: dict[int, Ordered]) -> bool:
    exact = match_lines(
        [
            Invoiced(
                line.number, line.quantity, line.net_pence, line.vat_pence, line.rate, line.order_line_id, Tolerance()
            )
            for line in lines
        ],
        orders,
        total_tolerance=Tolerance(),
        credit=invoice.is_credit,
    )  # fmt: skip
    return bool(exact.differences) or any(
        ordered.invoiced_quantity > ordered.quantity for ordered in exact.orders.values()
    )


def _about_the_order(invoice: Invoice, lines: list[LineNow]) -> list[Difference]:
    if invoice.order is None:
        return []
    if invoice.order.state == PurchaseOrder.State.CANCELLED:
        return [Difference(InvoiceException.Code.ORDER, f"Order {invoice.order.number} was cancelled.")]
    return [
        Difference(
            InvoiceException.Code.ORDER, f"Line {line.number} names no line of the order.", line.number
        )
        for line in lines
        if line.order_line_id is None
    ]


def tolerances_now() -> dict[int | None, Tolerance]:
    """Category's id (None for all others) -> tolerance. One query."""
    return {
        row.category_id: Tolerance(
            row.price_pence,
            row.price_basis_points,
            row.quantity_basis_points,
            row.total_pence,
            row.total_basis_points,
            row.vat_pence,
        )
        for row in MatchTolerance.objects.all()
    }


def lines_now(invoice_ids: list[int]) -> dict[int, list[LineNow]]:
    found: dict[int, list[LineNow]] = {id: [] for id in invoice_ids}
    rows = (
        InvoiceLine.objects.filter(invoice_id__in=invoice_ids)
        .order_by("invoice_id", "number")
        .values_list(
            "invoice_id",
            "id",
            "number",
            "order_line_id",
            "order_line__order_id",
            "order_line__category_id",
            "quantity",
            "net_pence",
            "vat_pence",
            "recoverable_pence",
            "vat_code__rate_basis_points",
            "account__code",
            "account__type",
            "cost_centre__code",
            "cost_centre_id",
            "objective__code",
            "project__code",
        )
    )
    for row in rows:
        found[row[0]].append(LineNow(*row))
    return found


def _orders(ids: list[int]) -> dict[int, Ordered]:
    if not ids:
        return {}
    lock_order_lines(ids)
    rows = OrderLine.objects.filter(pk__in=ids).values_list(
        "id",
        "quantity",
        "unit_price_pence",
        "received_quantity",
        "received_pence",
        "invoiced_quantity",
        "invoiced_pence",
    )
    return {row[0]: Ordered(*row[1:]) for row in rows}


def _candidates(ids: list[int]) -> dict[int, list[Seen]]:
    """Invoice -> earlier ones of its supplier that could be the same. One query; the rule decides.

    Split so that each half goes by an index: the same number at any time, or a near amount within some weeks. The amounts
    between which near ones lie are said a penny too wide, for the index.
    """
    found: dict[int, list[Seen]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, o.id, o.number, o.supplier_number_key, o.dated_on, o.gross_pence"
            " FROM finance_invoice i JOIN finance_invoice o ON o.supplier_id = i.supplier_id AND o.kind = i.kind"
            " AND o.id < i.id AND o.state NOT IN ('rejected', 'cancelled')"
            " AND o.dated_on BETWEEN i.dated_on - %(days)s AND i.dated_on + %(days)s"
            " AND o.gross_pence BETWEEN i.gross_pence - i.gross_pence * %(near)s / 10000 - 1"
            " AND i.gross_pence * 10000 / (10000 - %(near)s) + 1"
            " AND abs(o.gross_pence - i.gross_pence) * 10000 <= %(near)s * greatest(o.gross_pence, i.gross_pence)"
            " WHERE i.id = ANY (%(ids)s)"
            " UNION SELECT i.id, o.id, o.number, o.supplier_number_key, o.dated_on, o.gross_pence"
            " FROM finance_invoice i JOIN finance_invoice o ON o.supplier_id = i.supplier_id AND o.kind = i.kind"
            " AND o.supplier_number_key = i.supplier_number_key"
            " AND o.id < i.id AND o.state NOT IN ('rejected', 'cancelled')"
            " WHERE i.id = ANY (%(ids)s) ORDER BY 1, 2",
            {"days": NEAR_DAYS, "near": NEAR_BASIS_POINTS, "ids": ids},
        )
        for id, *other in cursor.fetchall():
            found[id].append(Seen(*other))
    return found


def _keep_exceptions(judged: Iterable[Judged]) -> None:
    """Open what was found, and settle what is no longer found. Three queries."""
    by_id = {each.invoice.pk: each for each in judged}
    now: dict[tuple[int, str, int | None], tuple[Judged, Difference]] = {}
    for each in by_id.values():
        lines = {line.number: line.id for line in each.lines}
        for difference in each.unsettled:
            line = lines.get(difference.line) if difference.line else None
            now[each.invoice.pk, str(difference.code), line] = (each, difference)
    gone = []
    for id, invoice_id, code, line_id, message in InvoiceException.objects.filter(
        invoice_id__in=by_id, settled_at__isnull=True
    ).values_list("id", "invoice_id", "code", "line_id", "message"):
        still = now.get((invoice_id, code, line_id))
        if still is not None and still[1].message[:500] == message:
            del now[invoice_id, code, line_id]
        else:
            gone.append(id)
    if gone:
        InvoiceException.objects.filter(pk__in=gone).update(
            settled_at=timezone.now(), settlement="No longer found when matched again."
        )
    if now:
        InvoiceException.objects.bulk_create(
            [
                InvoiceException(
                    invoice_id=invoice_id,
                    line_id=line,
                    code=code,
                    message=difference.message[:500],
                    like_id=each.like.get(code),
                )
                for (invoice_id, code, line), (each, difference) in now.items()
            ],
            batch_size=5000,
        )


def _set_states(states: dict[int, str]) -> None:
    if states:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE finance_invoice i SET state = given.state, matched_at = now()"
                " FROM unnest(%s::bigint[], %s::text[]) AS given (id, state) WHERE i.id = given.id",
                [list(states), [str(state) for state in states.values()]],
            )


def post_matched(*, actor: Actor, ready: Sequence[tuple[Judged, int]]) -> dict[int, int]:
    """Put these into the ledger, each on its approver's word: invoice id -> journal id.

    Nine queries, and six more for each further pair of who entered and who approved.
    """
    if not ready:
        return {}
    accounts = control_codes()
    for purpose in PURPOSES:
        if purpose not in accounts:
            raise NoControlAccount(
                f"No account is set for {purpose.replace('_', ' ')}.",
                next_step="Ask a finance officer to set it under Control accounts.",
            )
    dates = posting_dates({each.invoice.dated_on for each, _ in ready})
    groups: dict[tuple[int, int], list[Judged]] = defaultdict(list)
    for each, approver in ready:
        groups[each.invoice.made_by_id, approver].append(each)
    journals: dict[int, int] = {}
    for (made_by, approver), group in sorted(groups.items()):
        posted = post_journals(
            actor=actor,
            journals=[_journal(each, accounts, dates[each.invoice.dated_on]) for each in group],
            made_by=made_by,
            approved_by=approver,
        )
        journals |= {each.invoice.pk: posted[f"finance.invoice:{each.invoice.pk}"] for each in group}
    _mark_invoiced([each for each, _ in ready])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE finance_invoice i SET state = 'posted', matched_at = now(), approved_at = now(),"
            " journal_id = given.journal_id, posted_on = given.posted_on, approved_by_id = given.approver,"
            " match_result = given.match_result"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::bigint[], %s::jsonb[])"
            " AS given (id, journal_id, posted_on, approver, match_result) WHERE i.id = given.id",
            [
                [each.invoice.pk for each, _ in ready],
                [journals[each.invoice.pk] for each, _ in ready],
                [dates[each.invoice.dated_on] for each, _ in ready],
                [approver for _, approver in ready],
                [json.dumps({"clears": each.match.clears}) for each, _ in ready],
            ],
        )
    return journals


def _journal(judged: Judged, accounts: dict[str, str], dated_on: date) -> NewJournal:
    invoice = judged.invoice
    return NewJournal(
        key=f"finance.invoice:{invoice.pk}",
        dated_on=dated_on,
        description=f"{invoice.number} {invoice.supplier.name}, {invoice.supplier_number}"[:200],
        lines=journal_lines(invoice, judged.lines, judged.match.clears, accounts),
        source=Link("finance.invoice", invoice.pk),
    )


def journal_lines(
    invoice: Invoice, lines: Sequence[LineNow], clears: dict[int, int], accounts: dict[str, str]
) -> list[Line]:
    """What it does to the ledger: what was received is cleared, the rest is spent, VAT recovered, the supplier owed.

    `clears` carries its sign already; amounts of a credit note turn round here.
    """
    sign = invoice.sign
    posted: list[Line] = []
    for line in lines:
        clear = clears.get(line.number, 0)
        spent = sign * (line.net_pence + line.vat_pence - line.recoverable_pence) - clear
        if clear:
            posted.append(Line(accounts["goods_received"], None, None, clear, f"Line {line.number}"))
        if spent:
            posted.append(
                Line(
                    line.account, line.cost_centre, line.objective, spent, f"Line {line.number}", line.project
                )
            )
        if line.recoverable_pence:
            posted.append(
                Line(accounts["vat"], None, None, sign * line.recoverable_pence, f"Line {line.number}")
            )
    posted.append(
        Line(accounts["creditors"], None, None, -sign * invoice.gross_pence, invoice.supplier_number)
    )
    return posted


def _mark_invoiced(judged: Sequence[Judged]) -> None:
    """The order's lines learn what is invoiced of them. One query."""
    changes: dict[int, list[Any]] = {}
    for each in judged:
        for line in each.lines:
            if line.order_line_id is not None:
                change = changes.setdefault(line.order_line_id, [0, 0])
                change[0] += each.invoice.sign * line.quantity
                change[1] += each.match.clears.get(line.number, 0)
    mark_invoiced({id: (quantity, pence) for id, (quantity, pence) in changes.items()})


def mark_invoiced(changes: dict[int, tuple[Any, int]]) -> None:
    """Order line's id -> more quantity and pence invoiced. One query."""
    if changes:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE finance_orderline l SET invoiced_quantity = invoiced_quantity + given.quantity,"
                " invoiced_pence = invoiced_pence + given.pence"
                " FROM unnest(%s::bigint[], %s::numeric[], %s::bigint[]) AS given (id, quantity, pence)"
                " WHERE l.id = given.id",
                [list(changes), [q for q, _ in changes.values()], [p for _, p in changes.values()]],
            )


def posting_dates(days: set[date]) -> dict[date, date]:
    """Day -> the day it is posted on: itself, or the first day after it in a period that is open. One query."""
    periods = list(
        Period.objects.filter(ends_on__gte=min(days), state=Period.State.OPEN)
        .order_by("starts_on")
        .values_list("starts_on", "ends_on")
    )
    found = {}
    for day in days:
        period = next((p for p in periods if p[1] >= day), None)
        if period is None:
            raise NoOpenPeriod(
                f"No period is open on or after {day:%-d %B %Y}.",
                where="dated_on",
                next_step="Ask for the periods of the year to be made, or for one to be reopened.",
            )
        found[day] = max(day, period[0])
    return found
