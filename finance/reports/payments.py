"""Reports of payments: aged creditors, payments made, late payment interest, payments compliance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.reports import Column, Report, register
from finance.forms.payments import AsOfForm, BetweenForm
from finance.models import Payment
from finance.queries.payments.compliance import compliance
from finance.queries.payments.creditors import BANDS, aged_creditors, end_of, other_postings
from finance.queries.payments.late_payment import caution, late_invoices
from finance.queries.payments.runs import payments_for


class Row(tuple[Any, ...]):
    """A row that knows what it opens to."""

    opens_to: str = ""


def _row(*values: Any, to: str = "") -> Row:
    row = Row(values)
    row.opens_to = to
    return row


def _links(*, viewer: Actor, params: dict[str, Any], row: Any) -> str:
    return str(getattr(row, "opens_to", ""))


CREDITORS_COLUMNS = [
    Column("number", "Supplier", "reference"),
    Column("name", "Name"),
    *(Column(f"band_{n}", f"{label} £", "money") for n, label in enumerate(BANDS)),
    Column("total_pence", "Open £", "money"),
    Column("disputed_pence", "Of it disputed £", "money"),
]


def _creditors(*, viewer: Actor, params: dict[str, Any]) -> Iterator[Row]:
    """The suppliers, their total, the control account, the difference, and what a difference is made of."""
    found = aged_creditors(viewer=viewer, as_of=params["as_of"], entered_by=params.get("entered_by"))
    for each in found.suppliers:
        yield _row(
            each.number,
            each.name,
            *each.bands,
            each.total_pence,
            each.disputed_pence,
            to=reverse("finance:supplier_account", args=[each.reference]),
        )
    empty = (None,) * len(BANDS)
    disputed = sum(each.disputed_pence for each in found.suppliers)
    yield _row(None, "Total of open items", *found.bands, found.total_pence, disputed)
    yield _row(None, f"Creditors control account {found.control_code}", *empty, found.control_pence, None)
    yield _row(None, "Difference", *empty, found.difference_pence, None)
    if found.difference_pence:
        for other in other_postings(
            viewer=viewer, as_of=params["as_of"], entered_by=params.get("entered_by")
        ):
            yield _row(
                other.number,
                f"Posted otherwise on {other.dated_on:%-d %B %Y}: {other.description}",
                *empty,
                other.pence,
                None,
                to=reverse("finance:journal", args=[other.reference]),
            )


PAYMENTS_COLUMNS = [
    Column("payment", "Payment", "reference"),
    Column("run", "Run", "reference"),
    Column("pay_on", "Paid on", "date"),
    Column("supplier_number", "Supplier", "reference"),
    Column("supplier", "Name"),
    Column("amount_pence", "Amount £", "money"),
    Column("returned_on", "Returned on", "date"),
    Column("invoices", "Invoices"),
    Column("journal", "Journal", "reference"),
]


def _payments(*, viewer: Actor, params: dict[str, Any]) -> Iterator[Row]:
    moment = end_of(params.get("entered_by"))
    found = (
        payments_for(viewer=viewer)
        .filter(
            state__in=[Payment.State.PAID, Payment.State.RETURNED],
            run__journal__dated_on__range=(params["since"], params["until"]),
            run__journal__posted_at__lte=moment,
        )
        .select_related("run__journal")
        .prefetch_related("items__invoice")
        .order_by("run__pay_on", "run_id", "number")
    )
    total = 0
    for payment in found.iterator(chunk_size=500):
        back = payment.return_journal
        returned = payment.returned_on if back and back.posted_at and back.posted_at <= moment else None
        total += 0 if returned else payment.amount_pence
        journal = payment.run.journal
        yield _row(
            payment.payee_reference,
            payment.run.number,
            payment.run.pay_on,
            payment.supplier.number,
            payment.supplier.name,
            payment.amount_pence,
            returned,
            ", ".join(sorted(item.invoice.number for item in payment.items.all() if item.state != "out")),
            journal.number if journal else None,
            to=payment.get_absolute_url(),
        )
    yield _row(None, None, None, None, "Total, without what came back", total, None, None, None)


INTEREST_COLUMNS = [
    Column("number", "Invoice", "reference"),
    Column("supplier_number", "Supplier", "reference"),
    Column("supplier", "Name"),
    Column("due_on", "Due", "date"),
    Column("paid_on", "Paid", "date"),
    Column("gross_pence", "Invoice £", "money"),
    Column("open_pence", "Open £", "money"),
    Column("days", "Days late", "integer"),
    Column("rate", "Rate %", "decimal"),
    Column("interest_pence", "Interest £", "money"),
    Column("compensation_pence", "Compensation £", "money"),
    Column("note", "Note"),
]


def _interest(*, viewer: Actor, params: dict[str, Any]) -> Iterator[Row]:

    found = late_invoices(
        viewer=viewer, since=params["since"], as_of=params["until"], entered_by=params.get("entered_by")
    )
    for each in found:
        invoice, late = each.invoice, each.late
        yield _row(
            invoice.number,
            invoice.supplier.number,
            invoice.supplier.name,
            invoice.due_on,
            each.paid_on,
            invoice.gross_pence,
            each.open_pence,
            late.days,
            Decimal(late.rate_basis_points) / 100,
            late.interest_pence,
            late.compensation_pence,
            "Disputed: owed only if the dispute is lost" if invoice.is_disputed else None,
            to=invoice.get_absolute_url(),
        )
    yield _row(
        None, None, "Total", None, None, None,
        sum(each.open_pence for each in found), None, None,
        sum(each.late.interest_pence for each in found),
        sum(each.late.compensation_pence for each in found),
        caution(params["until"]) or None,
    )  # fmt: skip


COMPLIANCE_COLUMNS = [
    Column("month", "Month", "date"),
    Column("count", "Invoices paid", "integer"),
    Column("pence", "Value £", "money"),
    Column("in_time_count", "Within 30 days", "integer"),
    Column("in_time_pence", "Their value £", "money"),
    Column("share", "Within 30 days %", "decimal"),
    Column("late_count", "Later", "integer"),
    Column("average_days", "Days on average", "integer"),
    Column("interest_pence", "Interest liable £", "money"),
]


def _compliance(*, viewer: Actor, params: dict[str, Any]) -> Iterator[Row]:

    for month in compliance(
        viewer=viewer,
        starts_on=params["since"],
        ends_before=params["until"] + timedelta(days=1),
        entered_by=params.get("entered_by"),
    ):
        last = (month.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        yield _row(
            month.month,
            month.count,
            month.pence,
            month.in_time_count,
            month.in_time_pence,
            Decimal(month.in_time_basis_points) / 100,
            month.late_count,
            month.average_days,
            month.interest_pence,
            to=reverse("reports:report", args=["finance.payments"])
            + f"?since={month.month.isoformat()}&until={last.isoformat()}",
        )


def offer() -> None:
    """Offer them on the reports page."""
    for code, label, columns, rows, form, description in (
        (
            "finance.aged_creditors",
            "Aged creditors",
            CREDITORS_COLUMNS,
            _creditors,
            AsOfForm,
            "What suppliers are owed as of a day, by age, against the creditors control account.",
        ),
        (
            "finance.payments",
            "Payments made",
            PAYMENTS_COLUMNS,
            _payments,
            BetweenForm,
            "Payments to suppliers by pay day, with the invoices each settled.",
        ),
        (
            "finance.late_payment_interest",
            "Late payment interest",
            INTEREST_COLUMNS,
            _interest,
            BetweenForm,
            "Statutory interest and compensation that suppliers could ask for, to the last day given: invoices still open, "
            "or paid late since the first.",
        ),
        (
            "finance.payments_compliance",
            "Payments compliance",
            COMPLIANCE_COLUMNS,
            _compliance,
            BetweenForm,
            "Undisputed invoices paid within 30 days of receipt, by month of payment, count and value.",
        ),
    ):
        register(
            Report(
                code=code,
                label=label,
                permission="finance.view",
                columns=columns,
                rows=rows,
                description=description,
                form=form,
                function="finance",
                links=_links,
            )
        )
