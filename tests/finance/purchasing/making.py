"""The least that the pages of purchasing need, for the access table."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.tenancy.models import Member
from finance import services
from finance.models import Category, Supplier
from finance.services import CostCentreRow, purchasing
from finance.services.purchasing import LimitFacts, PurchaseLine, RequisitionFacts

LINE = PurchaseLine("Search gloves, pair", Decimal(10), 250, "Z900", account="2010", objective="01.01")


def access_objects(clerk: Actor, officer: Actor, approver: Actor, other: Member) -> dict[str, dict[str, Any]]:
    """What stands in each address: nothing in it is the budget holder's."""
    today = business_date()
    purchasing.put_categories(actor=officer, rows=[purchasing.CategoryFacts("KIT", "Kit")])
    member = Member.objects.get(pk=approver.member_id)
    limit = purchasing.add_limit(actor=officer, facts=LimitFacts(100_000, date(2026, 4, 1), member=member))
    delegation = purchasing.delegate(
        actor=approver,
        to_member=other,
        starts_on=today,
        ends_on=today + timedelta(days=7),
        reason="Leave",
        today=today,
    )
    services.put_cost_centres(actor=officer, rows=[CostCentreRow("Z900", "Stores")])
    supplier = Supplier.objects.create(
        number="S90000", name="Tees Workwear Ltd", email="orders@tees.example", made_by_id=clerk.member_id
    )
    details = purchasing.propose_bank_details(
        actor=officer,
        supplier=supplier,
        account_name="Tees Workwear",
        sort_code="010203",
        account_number="12345678",
    )

    def requisition() -> Any:
        facts = RequisitionFacts("Gloves", supplier=supplier)
        return purchasing.draft_requisition(actor=clerk, facts=facts, lines=[LINE], today=today)

    draft, waiting, ordered, ready = (requisition() for _ in range(4))
    for each in (waiting, ordered, ready):
        purchasing.submit_requisition(actor=clerk, requisition=each, today=today)
    for each in (ordered, ready):
        purchasing.approve_requisition(actor=approver, requisition=each, today=today)
    order = purchasing.place_order(actor=clerk, requisition=ordered, today=today)
    receipt = purchasing.record_receipt(
        actor=clerk, order=order, quantities={1: Decimal(1)}, received_on=date(2026, 10, 5), today=today
    )
    of = {
        "supplier": supplier,
        "bank_details": details,
        "category": Category.objects.get(code="KIT"),
        "approval_limit": limit,
        "delegation": delegation,
        "requisition": draft,
        "order": order,
        "receipt": receipt,
    }
    found = {f"finance:{name}": {"reference": each.reference} for name, each in of.items()}
    for name, of_what in (
        ("change_supplier", supplier),
        ("hold_supplier", supplier),
        ("close_supplier", supplier),
        ("open_supplier", supplier),
        ("propose_bank_details", supplier),
        ("accept_bank_details", details),
        ("reject_bank_details", details),
        ("change_category", of["category"]),
        ("end_approval_limit", limit),
        ("change_requisition", draft),
        ("submit_requisition", draft),
        ("withdraw_requisition", draft),
        ("cancel_requisition", draft),
        ("approve_requisition", waiting),
        ("reject_requisition", waiting),
        ("order_requisition", ready),
        ("order_pdf", order),
        ("send_order", order),
        ("record_order_sent", order),
        ("amend_order", order),
        ("close_order", order),
        ("cancel_order", order),
        ("receive_order", order),
        ("return_order", order),
    ):
        found[f"finance:{name}"] = {"reference": of_what.reference}
    return found | {
        "finance:attach_document": {"kind": "order", "reference": order.reference},
        "api:suppliers": {"reference": supplier.reference},
        "api:requisitions": {"reference": draft.reference},
        "api:requisitions-approve": {"reference": waiting.reference},
        "api:requisitions-send-back": {"reference": waiting.reference},
        "api:requisitions-place": {"reference": ready.reference},
        "api:orders": {"reference": order.reference},
        "api:receipts": {"reference": receipt.reference},
    }
