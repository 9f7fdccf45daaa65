"""Interest on invoices paid late, from the law as data."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import connection
from django.db.models import F, Q, Sum

from backoffice.actor import Actor
from finance.models import Invoice, PaymentItem
from finance.queries.payments.creditors import PAID_BEFORE, end_of
from finance.rules.late_payment import (
    Compensation,
    LateInterest,
    LatePaymentLaw,
    ReferenceRate,
    is_missing,
    late_interest,
)

FILE = Path(__file__).resolve().parents[2] / "reference" / "late_payment.yaml"
NOT_OWED_TO = ("individual",)
"""Interest is for business debts; what is bought of a private individual is none."""


@dataclass(frozen=True, slots=True)
class LateInvoice:
    """An invoice that is or was late, and what its supplier could ask for."""

    invoice: Invoice
    open_pence: int
    paid_on: date | None  # wholly
    late: LateInterest


@functools.cache
def law() -> LatePaymentLaw:
    """The file, read once a process: it comes with the release."""
    given: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return LatePaymentLaw(
        over_basis_points=_times(given["over_reference_rate"], 100),
        rates=tuple(
            ReferenceRate(
                late_from=each["late_from"],
                basis_points=_times(each["rate"], 100),
                fixed_on=each["fixed_on"],
                source=each["source"],
                verified=each["verified"],
            )
            for each in sorted(given["rates"], key=lambda each: each["late_from"])
        ),
        compensation=tuple(
            Compensation(_times(each["from"], 100), _times(each["sum"], 100))
            for each in given["compensation"]
        ),
        source=given["source"],
        note=given["note"],
    )


def caution(day: date) -> str:
    """What to say beside interest worked out on a day: the rates that are not certain. Empty where all are."""
    found = law()
    if is_missing(found, day):
        latest = found.rates[-1]
        return (
            f"The Bank's rate of the present half-year is not entered in this release: that of"
            f" {latest.fixed_on:%-d %B %Y} is used. Compare before you agree to a claim."
        )
    if not found.rates[-1].verified:
        return "The Bank's rates were not compared with their source: compare before you agree to a claim."
    return ""


def interest_of(invoice: Invoice, until: date) -> LateInterest:
    """What one invoice has gathered by a day. Three queries."""
    owed_pence = invoice.gross_pence - _credited({invoice.pk}, until, None).get(invoice.pk, 0)
    return _interest(invoice, owed_pence, until, _paid({invoice.pk}, until, None)[invoice.pk])


def late_invoices(
    *, viewer: Actor, since: date, as_of: date, entered_by: date | None = None
) -> list[LateInvoice]:
    """Invoices that were late and still open on or after a day, as of another, oldest due first. Five queries.

    Nothing without `finance.view`. Of payments only those posted by the end of `entered_by` count.
    """
    if not viewer.can("finance.view"):
        return []
    invoices = {
        invoice.pk: invoice
        for invoice in Invoice.objects.filter(
            Q(journal__dated_on__lte=as_of, journal__posted_at__lte=end_of(entered_by))
            | Q(
                Q(posted_on__lte=as_of) | Q(posted_on__isnull=True, dated_on__lte=as_of),
                journal__isnull=True,
                source=Invoice.Source.TAKE_ON,
                made_at__lte=end_of(entered_by),
            ),
            state=Invoice.State.POSTED,
            kind=Invoice.Kind.INVOICE,
            due_on__lt=as_of,
        )
        .exclude(supplier__kind__in=NOT_OWED_TO)
        .filter(Q(paid_pence__lt=F("gross_pence")) | Q(payment_items__payment__run__pay_on__gte=since))
        .select_related("supplier")
        .order_by("due_on", "pk")
        .distinct()
    }
    paid = _paid(set(invoices), as_of, entered_by)
    credited = _credited(set(invoices), as_of, entered_by)
    found = []
    for pk, invoice in invoices.items():
        owed_pence = invoice.gross_pence - credited.get(pk, 0)
        open_pence = owed_pence - sum(pence for _, pence in paid[pk])
        paid_on = max((day for day, _ in paid[pk]), default=None) if open_pence <= 0 else None
        late = _interest(invoice, owed_pence, as_of, paid[pk])
        if late.days and (paid_on is None or paid_on >= since):
            found.append(LateInvoice(invoice, max(0, open_pence), paid_on, late))
    return found


def _interest(invoice: Invoice, owed_pence: int, until: date, paid: list[tuple[date, int]]) -> LateInterest:
    return late_interest(law(), gross_pence=owed_pence, due_on=invoice.due_on, until=until, paid=paid)


def _credited(ids: set[int], as_of: date, entered_by: date | None) -> dict[int, int]:
    """Invoice -> what credit notes took off its price: of that no interest runs."""
    rows = (
        Invoice.objects.filter(
            credits__in=ids,
            kind=Invoice.Kind.CREDIT_NOTE,
            state=Invoice.State.POSTED,
            journal__dated_on__lte=as_of,
            journal__posted_at__lte=end_of(entered_by),
        )
        .values_list("credits_id")
        .annotate(pence=Sum("gross_pence"))
        .order_by("credits_id")
    )
    return {id: pence for id, pence in rows if id is not None}


def _paid(ids: set[int], as_of: date, entered_by: date | None) -> dict[int, list[tuple[date, int]]]:
    """Invoice -> the days and amounts it was paid on, in order; what came back was never paid."""
    rows = (
        PaymentItem.objects.filter(
            invoice__in=ids,
            state__in=["paid", "returned"],
            payment__run__journal__dated_on__lte=as_of,
            payment__run__journal__posted_at__lte=end_of(entered_by),
        )
        .exclude(
            payment__return_journal__dated_on__lte=as_of,
            payment__return_journal__posted_at__lte=end_of(entered_by),
        )
        .order_by("payment__run__pay_on", "pk")
        .values_list("invoice_id", "payment__run__pay_on", "amount_pence")
    )
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for invoice_id, due_on, pence in _paid_before(ids):
        found[invoice_id].append((due_on, pence))
    for invoice_id, paid_on, pence in rows:
        found[invoice_id].append((paid_on, pence))
    return found


def _paid_before(ids: set[int]) -> list[tuple[int, date, int]]:
    """What of items brought over at the start had been paid before: taken as in time, as nobody knows the day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.due_on, ({paid_before})::bigint FROM finance_invoice i"
            " WHERE i.id = ANY (%s) AND i.source = 'take_on'".replace("{paid_before}", PAID_BEFORE),
            [sorted(ids)],
        )
        return [(id, due_on, pence) for id, due_on, pence in cursor.fetchall() if pence]


def _times(value: str, by: int) -> int:
    return int(Decimal(value) * by)
