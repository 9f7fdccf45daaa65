"""Bank details, approvals and receipts are bent in SQL, as the authority's own login. Each is refused by the database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.links import Link
from finance.models import JournalLine, OrderLine, Supplier
from finance.queries.budgets import committed_by
from finance.rules.purchasing import received_value, still_committed, value_of
from finance.services import purchasing
from tests.finance.test_integrity import denied, refused, run

from .conftest import GLOVES, TODAY

pytestmark = pytest.mark.isolation
ACCEPT = (
    "UPDATE finance_supplierbankdetails SET state = 'current', decided_by_id = %s, decided_at = now(),"
    " called_number = %s, called_source = 'Contract', called_person = 'Moira Tees', called_on = current_date,"
    " called_note = 'Read out' WHERE id = %s"
)


def test_bank_details_never_change_on_one_persons_word_or_without_a_call(
    shop: Supplier, clerk: Any, finance_approver: Any
) -> None:
    details = purchasing.propose_bank_details(
        actor=clerk.actor, supplier=shop, account_name="Tees", sort_code="010203", account_number="12345678"
    )
    me, other = clerk.member.pk, finance_approver.member.pk
    with refused("finance_bank_details_decided_by_another"):
        run(ACCEPT, me, "01642 960 100", details.pk)
    with refused("finance_bank_details_called_back"):
        run(ACCEPT, other, "", details.pk)
    with refused("finance_bank_details_kept"):
        run("UPDATE finance_supplierbankdetails SET account_number = '87654321' WHERE id = %s", details.pk)
    with refused("finance_bank_details_kept"):
        run("UPDATE finance_supplierbankdetails SET proposed_by_id = %s WHERE id = %s", other, details.pk)
    with refused("finance_bank_details_begin_proposed"):
        run(
            "INSERT INTO finance_supplierbankdetails (reference, supplier_id, account_name, sort_code, account_number,"
            " roll_number, state, evidence, proposed_by_id, proposed_at, called_number, called_source, called_person,"
            " called_note, reason) VALUES ('x', %s, 'T', '010203', '12345678', '', 'current', '', %s, now(), '', '', '',"
            " '', '')",
            shop.pk,
            me,
        )
    run(ACCEPT, other, "01642 960 100", details.pk)
    with refused("finance_bank_details_kept"):
        run("UPDATE finance_supplierbankdetails SET called_number = '0' WHERE id = %s", details.pk)
    with denied():
        run("DELETE FROM finance_supplierbankdetails")


def test_nothing_is_ordered_that_was_not_approved_and_nothing_received_that_is_not_posted(
    order: Any, requisition: Any, clerk: Any, budget_holder: Any
) -> None:
    waiting = requisition(submitted=True)
    with refused("finance_requisition_decided_by_another"):
        run(
            "UPDATE finance_requisition SET state = 'approved', decided_by_id = made_by_id, decided_at = now()"
            " WHERE id = %s",
            waiting.pk,
        )
    with refused("finance_requisition_kept"):
        run(
            "UPDATE finance_requisitionline SET unit_price_pence = 1, net_pence = 100 WHERE requisition_id = %s",
            waiting.pk,
        )
    placed = order()
    with refused("finance_order_of_approved"):
        run(
            "INSERT INTO finance_purchaseorder (reference, number, supplier_id, requisition_id, title, state, ordered_on,"
            " deliver_to, made_by_id, made_at, approved_by_id, sent_to, ended_reason, origin)"
            " VALUES ('x', 'PO9', %s, %s, 'T', 'issued', current_date, '', %s, now(), %s, '', '', '')",
            placed.supplier_id,
            waiting.pk,
            clerk.member.pk,
            budget_holder.member.pk,
        )
    with refused("finance_order_within_approval"):
        run("UPDATE finance_orderline SET quantity = 101, net_pence = 25250 WHERE order_id = %s", placed.pk)
    with refused("finance_order_kept"):
        run("UPDATE finance_purchaseorder SET approved_by_id = %s WHERE id = %s", clerk.member.pk, placed.pk)
    with refused("finance_order_line_received_by_receipts"):
        run(
            "UPDATE finance_orderline SET received_quantity = 1, received_pence = 250 WHERE order_id = %s",
            placed.pk,
        )
    line = placed.lines.get()
    receipt = (
        "INSERT INTO finance_receipt (reference, number, order_id, kind, received_on, delivery_note, reason, key,"
        " made_by_id, made_at) VALUES ('r', 'GR9', %s, 'receipt', current_date, '', '', '', %s, now()) RETURNING id"
    )
    with refused("finance_receipt_by_another"):
        run(receipt, placed.pk, budget_holder.member.pk)
    with refused("finance_receipt_posted"):
        run(receipt, placed.pk, clerk.member.pk)
    for quantity, pence, why in (
        (111, 27_750, "finance_receipt_within_tolerance"),
        (-1, -250, "finance_receipt_sign"),
        (2, 250, "finance_receipt_line_adds_up"),
        (2, 500, "finance_receipt_posted"),
    ):
        with refused(why):
            run(
                f"WITH r AS ({receipt}) INSERT INTO finance_receiptline (receipt_id, order_line_id, quantity, net_pence)"
                " SELECT id, %s, %s, %s FROM r",
                placed.pk,
                clerk.member.pk,
                line.pk,
                quantity,
                pence,
            )
    kept = purchasing.record_receipt(
        actor=clerk.actor, order=placed, quantities={1: Decimal(5)}, received_on=TODAY, today=TODAY
    )
    with refused("finance_receipt_kept"):
        run("UPDATE finance_receipt SET received_on = '2026-04-01' WHERE id = %s", kept.pk)
    with refused("finance_order_cancelled_unreceived"):
        run("UPDATE finance_purchaseorder SET state = 'cancelled', ended_at = now() WHERE id = %s", placed.pk)
    for statement in (
        "DELETE FROM finance_receiptline",
        "DELETE FROM finance_orderline",
        "DELETE FROM finance_receipt",
    ):
        with denied():
            run(statement)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.booleans(), st.integers(1, 4000)), min_size=1, max_size=6),
    price=st.integers(0, 999),
)
def test_what_is_committed_and_what_is_accrued_are_always_the_order(
    requisition: Any, clerk: Any, budget_holder: Any, moves: list[tuple[bool, int]], price: int
) -> None:
    lines = [
        GLOVES._replace(quantity=Decimal("3.333"), unit_price_pence=price),
        GLOVES._replace(quantity=Decimal(1)),
    ]
    asked = requisition(*lines, submitted=True)
    purchasing.approve_requisition(actor=budget_holder.actor, requisition=asked, today=TODAY)
    placed = purchasing.place_order(actor=clerk.actor, requisition=asked, today=TODAY)
    before = accrued()
    for is_return, thousandths in moves:
        quantity = Decimal(thousandths) / 1000
        line = placed.lines.get(number=1)
        most = (
            line.received_quantity if is_return else line.quantity * Decimal("1.1") - line.received_quantity
        )
        record = purchasing.record_return if is_return else purchasing.record_receipt
        given = {"reason": "Torn"} if is_return else {}
        try:
            record(
                actor=clerk.actor,
                order=placed,
                quantities={1: quantity},
                received_on=TODAY,
                today=TODAY,
                **given,
            )
            assert quantity <= most
        except purchasing.TooMuch:
            assert quantity > most - Decimal("0.001")
        line = OrderLine.objects.get(pk=line.pk)
        assert line.received_pence == value_of(line.received_quantity, price) == accrued() - before
        held = committed_by(Link("finance.order", placed.pk))
        assert held.get(1, 0) == still_committed(
            net_pence=line.net_pence, received_pence=line.received_pence, is_over=False
        )
        assert held[2] == 250
    purchasing.close_order(actor=clerk.actor, order=placed, reason="Enough", today=TODAY)
    assert committed_by(Link("finance.order", placed.pk)) == {}


def accrued() -> int:
    """What goods received not invoiced stands at."""
    lines = JournalLine.objects.filter(account__code="8515").values_list("amount_pence", flat=True)
    return -sum(lines)


@given(
    parts=st.lists(st.integers(1, 5000), min_size=1, max_size=8),
    price=st.integers(0, 10**6),
)
def test_parts_add_up_to_the_whole_to_the_penny(parts: list[int], price: int) -> None:
    received, total = Decimal(0), 0
    for part in parts:
        more = Decimal(part) / 1000
        total += received_value(received, more, price)
        received += more
    assert total == value_of(received, price)
