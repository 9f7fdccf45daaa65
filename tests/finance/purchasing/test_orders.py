"""From a requisition to what was received: budget held, moved and spent, never twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from backoffice.links import Link
from finance.models import Balance, JournalLine
from finance.queries.budgets import committed_by
from finance.services import purchasing

from .conftest import GLOVES, TODAY


def test_a_receipt_turns_what_was_committed_into_goods_received_not_invoiced(
    order: Any, clerk: Any, budget_holder: Any
) -> None:
    placed = order(GLOVES._replace(quantity=Decimal("3"), unit_price_pence=33_33), GLOVES)
    link = Link("finance.order", placed.pk)
    assert committed_by(link) == {1: 9_999, 2: 25_000}
    assert committed_by(Link("finance.requisition", placed.requisition_id)) == {}

    part = purchasing.record_receipt(
        actor=clerk.actor,
        order=placed,
        quantities={1: Decimal(1), 2: Decimal(40)},
        received_on=TODAY,
        today=TODAY,
    )
    assert committed_by(link) == {1: 6_666, 2: 15_000}
    lines = JournalLine.objects.filter(journal=part.journal).order_by("number")
    assert [(x.account.code, x.amount_pence) for x in lines] == [
        ("2010", 3_333),
        ("2010", 10_000),
        ("8515", -13_333),
    ]
    assert part.journal.approved_by_id == budget_holder.member.pk

    purchasing.record_return(
        actor=clerk.actor,
        order=placed,
        quantities={2: Decimal(5)},
        received_on=TODAY,
        reason="Torn",
        today=TODAY,
    )
    assert committed_by(link) == {1: 6_666, 2: 16_250}
    purchasing.close_order(actor=clerk.actor, order=placed, reason="The rest is not needed", today=TODAY)
    assert committed_by(link) == {}
    assert sum(Balance.objects.filter(account__code="8515").values_list("credit_pence", flat=True)) >= 12_083
