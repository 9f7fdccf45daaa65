"""The order as the supplier gets it."""

from __future__ import annotations

from pathlib import Path

from backoffice.reports.pdf import compile_pdf
from backoffice.tenancy.authorities import authority_named
from backoffice.ui import formats
from finance.models import PurchaseOrder
from finance.rules.purchasing import in_quantity
from finance.rules.vat import vat_on

TEMPLATE = Path(__file__).parent.parent.parent / "pdf" / "order.typ"
CODED = ("vat_code",)


def order_pdf(order: PurchaseOrder, *, authority: str) -> bytes:
    """One order as PDF/UA. Two queries."""
    supplier = order.supplier
    lines = list(order.lines.select_related(*CODED).order_by("number"))
    vat = sum(vat_on(line.net_pence, line.vat_code.rate_basis_points) for line in lines if line.vat_code)
    net = sum(line.net_pence for line in lines)
    facts = [
        ("Order number", order.number),
        ("Date", formats.day(order.ordered_on)),
        ("Needed by", formats.day(order.needed_on)),
        ("Deliver to", order.deliver_to),
        ("Placed by", order.made_by.name),
        ("Your account with us", supplier.number),
    ]
    return compile_pdf(
        TEMPLATE,
        {
            "title": f"Purchase order {order.number}",
            "authority": authority_named(authority).name,
            "cancelled": order.state == PurchaseOrder.State.CANCELLED,
            "supplier": supplier.name,
            "address": [line.strip() for line in supplier.address.splitlines() if line.strip()],
            "facts": [list(fact) for fact in facts if fact[1]],
            "lines": [
                [
                    str(line.number),
                    line.description,
                    f"{in_quantity(line.quantity)} {line.unit}",
                    formats.money(line.unit_price_pence),
                    f"{line.vat_code.rate_basis_points / 100:g} %" if line.vat_code else "",
                    formats.money(line.net_pence),
                ]
                for line in lines
            ],
            "net": formats.money(net),
            "vat": formats.money(vat),
            "gross": formats.money(net + vat),
            "terms": [
                f"Quote {order.number} on delivery notes and invoices. An invoice without it cannot be matched and is"
                " sent back.",
                f"A valid, undisputed invoice is paid within {supplier.payment_days} days of receipt.",
                "Prices are in pounds sterling without VAT; VAT is added at the rate of the day of supply.",
                "More than was ordered, or at another price, is not accepted without an amended order.",
                "Changes of bank details are confirmed by telephone before anything is paid.",
            ],
        },
    )
