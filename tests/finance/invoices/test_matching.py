"""Invoices against orders and receipts: what is posted, what waits, what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from backoffice.approvals.services import approve
from backoffice.errors import Conflict, NotAllowed, Refused
from finance.models import Invoice, Journal, OrderLine, Period, PurchaseOrder
from finance.services import close_period
from finance.services.invoices import (
    NewLine,
    approve_invoice,
    ask_to_cancel,
    dispute_invoice,
    match_invoices,
    reject_invoice,
    settle_dispute,
    settle_exception,
)
from finance.services.invoices.tolerances import put_tolerance
from tests.finance.invoices.conftest import TODAY, tyres


def posted_lines(invoice: Invoice) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for code, pence in invoice.journal.lines.values_list("account__code", "amount_pence"):
        sums[code] += pence
    return dict(sums)


def test_an_invoice_that_agrees_with_order_and_receipt_is_posted_by_itself(
    entered: Callable[..., Invoice], finance_approver: Any
):
    invoice = entered()
    assert invoice.state == "posted" and invoice.number == "INV000001"
    assert invoice.approved_by_id == finance_approver.actor.member_id  # who approved the order
    assert posted_lines(invoice) == {"8515": 80_000, "8220": 16_000, "8500": -96_000}
    assert invoice.due_on == date(2026, 11, 19)
    line = OrderLine.objects.get(order=invoice.order, number=1)
    assert (line.invoiced_quantity, line.invoiced_pence) == (10, 80_000)


def test_what_was_not_received_waits_as_an_exception_until_another_person_settles_and_one_approves(
    entered: Callable[..., Invoice], finance_officer: Any, finance_approver: Any, limits: None, as_member: Any
):
    fitting = NewLine("Fitting", Decimal(4), 18_000, order_line=2)
    invoice = entered(fitting, number="FT-1002")
    (exception,) = invoice.exceptions.all()
    assert invoice.state == "exception" and exception.code == "not_received"
    assert "0 of 4 were received" in exception.message
    with pytest.raises(NotAllowed):
        settle_exception(
            actor=finance_officer.actor, exception=exception, settlement="Done on site", today=TODAY
        )
    other = as_member("finance_officer", name="Kim Hollis")
    settled = settle_exception(actor=other.actor, exception=exception, settlement="Done on site", today=TODAY)
    assert settled.state == "awaiting"
    posted = approve_invoice(actor=finance_approver.actor, invoice=settled, today=TODAY)
    assert posted.state == "posted"
    # ahead of its receipt: the receipt to come clears it
    assert posted_lines(posted) == {"8515": 18_000, "8220": 3_600, "8500": -21_600}
    assert approve_invoice(actor=finance_approver.actor, invoice=posted, today=TODAY).pk == posted.pk
    assert Journal.objects.filter(source_kind="finance.invoice", source_id=posted.pk).count() == 1


def test_a_price_within_tolerance_is_posted_and_the_difference_is_spent_where_the_line_is_coded(
    entered: Callable[..., Invoice], finance_officer: Any, clerk: Any
):
    assert entered(tyres(net_pence=81_000), number="A1", by=clerk).state == "exception"
    put_tolerance(
        actor=finance_officer.actor, category=None, price_pence=0, price_basis_points=200,
        quantity_basis_points=0, total_pence=0, total_basis_points=200, vat_pence=2,
    )  # fmt: skip
    again = match_invoices(
        actor=finance_officer.actor, ids=[Invoice.objects.get(supplier_number="A1").pk], today=TODAY
    )
    assert again.posted == 1
    invoice = Invoice.objects.get(supplier_number="A1")
    assert posted_lines(invoice) == {"8515": 80_000, "2010": 1_000, "8220": 16_200, "8500": -97_200}
    assert "No longer found" in invoice.exceptions.get().settlement


def test_the_same_invoice_twice_is_refused_and_a_look_alike_is_an_exception(
    entered: Callable[..., Invoice], finance_officer: Any
):
    first = entered(tyres(5))
    with pytest.raises(Conflict, match=first.number):
        entered(tyres(5), number="ft 1001")
    alike = entered(tyres(5), number="FT-1010", dated_on=date(2026, 10, 16))
    exception = alike.exceptions.get()
    assert exception.code == "duplicate" and exception.like == first and first.number in exception.message


def test_an_invoice_without_an_order_needs_an_approver_within_limit_who_did_not_enter_it(
    unordered: Callable[..., Invoice], finance_officer: Any, finance_approver: Any, limits: None
):
    invoice = unordered()
    assert invoice.state == "awaiting"
    with pytest.raises(NotAllowed):
        approve_invoice(actor=finance_officer.actor, invoice=invoice, today=TODAY)
    posted = approve_invoice(actor=finance_approver.actor, invoice=invoice, today=TODAY)
    assert posted_lines(posted) == {"2010": 5_000, "8220": 1_000, "8500": -6_000}
    with pytest.raises(NotAllowed, match="up to £100,000.00"):
        approve_invoice(
            actor=finance_approver.actor, invoice=unordered("FT-9", pence=20_000_000), today=TODAY
        )


def test_a_credit_note_takes_back_what_was_invoiced(
    entered: Callable[..., Invoice], finance_approver: Any, limits: None
):
    invoice = entered()
    credit = entered(tyres(2), number="CN-1", kind="credit_note", credits=invoice.number)
    assert credit.state == "awaiting"
    posted = approve_invoice(actor=finance_approver.actor, invoice=credit, today=TODAY)
    assert posted_lines(posted) == {"8515": -16_000, "8220": -3_200, "8500": 19_200}
    assert OrderLine.objects.get(number=1).invoiced_quantity == 8
    with pytest.raises(Refused, match="more than"):
        entered(tyres(12), number="CN-2", kind="credit_note", credits=invoice.number)


def test_an_invoice_dated_in_a_closed_period_keeps_its_tax_point_and_is_posted_in_the_next_open_one(
    entered: Callable[..., Invoice], finance_officer: Any
):
    close_period(actor=finance_officer.actor, period=Period.objects.get(code="2026-09"))
    invoice = entered(dated_on=date(2026, 9, 28))
    assert invoice.state == "posted"
    assert (invoice.dated_on, invoice.posted_on) == (date(2026, 9, 28), date(2026, 10, 1))


def test_cancelling_a_posted_invoice_takes_two_and_reverses_its_journal(
    entered: Callable[..., Invoice], finance_officer: Any, finance_approver: Any
):
    invoice = entered()
    asked = ask_to_cancel(actor=finance_officer.actor, invoice=invoice, reason="Addressed to Durham")
    with pytest.raises(NotAllowed):
        approve(actor=finance_officer.actor, approval=asked)
    approve(actor=finance_approver.actor, approval=asked)
    invoice.refresh_from_db()
    reversal = Journal.objects.get(reverses=invoice.journal)
    assert invoice.state == "cancelled" and reversal.is_posted
    line = OrderLine.objects.get(number=1)
    assert (line.invoiced_quantity, line.invoiced_pence) == (0, 0)
    again = entered()
    assert again.state == "posted"


def test_a_disputed_invoice_cannot_be_paid_until_the_dispute_is_settled(
    entered: Callable[..., Invoice], finance_officer: Any
):
    from finance.queries.invoices import payable

    invoice = entered()
    assert invoice in payable(due_by=date(2026, 12, 1))
    dispute_invoice(actor=finance_officer.actor, invoice=invoice, reason="Two were damaged")
    assert invoice not in payable(due_by=date(2026, 12, 1))
    settle_dispute(actor=finance_officer.actor, invoice=invoice, reason="Replaced")
    assert invoice in payable(due_by=None)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE finance_invoice SET gross_pence = gross_pence + 1, net_pence = net_pence + 1", "never changes"),
        ("UPDATE finance_invoice SET supplier_number = 'X'", "never changes"),
        ("UPDATE finance_invoice SET state = 'entered', journal_id = NULL, posted_on = NULL", "never changes"),
        ("UPDATE finance_invoice SET state = 'cancelled', reason = 'x', decided_by_id = made_by_id,"
         " decided_at = now()", "cancelled by the reversal"),
        ("UPDATE finance_invoice SET paid_pence = gross_pence + 1", "paid"),
        ("UPDATE finance_invoiceline SET net_pence = net_pence + 1", "lines of a posted invoice never change"),
        ("DELETE FROM finance_invoiceline", "lines of a posted invoice never change"),
        ("DELETE FROM finance_invoice", "permission denied"),
        ("TRUNCATE finance_invoice CASCADE", "permission denied"),
    ],
)  # fmt: skip
def test_a_posted_invoice_never_changes_whatever_sql_is_sent(
    entered: Callable[..., Invoice], statement: str, constraint: str
):
    entered()
    with pytest.raises(Exception, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_invoice_is_born_posted_or_posts_on_another_documents_journal(
    entered: Callable[..., Invoice], unordered: Callable[..., Invoice]
):
    posted, waiting = entered(), unordered()
    with pytest.raises(IntegrityError, match="in the ledger|journal_once"), transaction.atomic():
        Invoice.objects.filter(pk=waiting.pk).update(
            state="posted",
            journal=posted.journal,
            posted_on=posted.posted_on,
            approved_by_id=posted.approved_by_id,
        )


def test_matching_takes_as_many_queries_for_many_as_for_few(
    placed: Callable[..., PurchaseOrder], finance_officer: Any, django_assert_max_num_queries: Any
):
    order = placed(1000)
    from finance.services.invoices import NewInvoice, enter_invoices

    made = enter_invoices(
        actor=finance_officer.actor,
        invoices=[
            NewInvoice(
                supplier=order.supplier.number,
                supplier_number=f"{n}-{n * 7919}",
                dated_on=date(2026, 10, 1 + n % 20),
                lines=(tyres(n),),
                order=order.number,
            )
            for n in range(1, 31)
        ],
        today=TODAY,
    )
    with django_assert_max_num_queries(28):
        outcome = match_invoices(actor=finance_officer.actor, ids=[i.pk for i in made], today=TODAY)
    assert outcome.posted == 30
    assert OrderLine.objects.get(number=1).invoiced_quantity == sum(range(1, 31))


def test_a_rejected_invoice_ends_and_can_be_entered_again(
    unordered: Callable[..., Invoice], finance_officer: Any
):
    invoice = unordered()
    reject_invoice(actor=finance_officer.actor, invoice=invoice, reason="Not ours")
    with pytest.raises(Conflict):
        dispute_invoice(actor=finance_officer.actor, invoice=invoice, reason="x")
    assert unordered().state == "awaiting"
