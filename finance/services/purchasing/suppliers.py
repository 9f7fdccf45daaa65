"""Suppliers: adding, changing, holding and closing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.numbering.services import next_number
from backoffice.services import lock, service
from finance.models import Account, Category, PurchaseOrder, Supplier, VatCode
from finance.queries.purchasing.suppliers import near_suppliers
from finance.services.purchasing.errors import SupplierKnown, SupplierNotOpen


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """What is recorded of a supplier."""

    name: str
    trading_name: str = ""
    kind: str = Supplier.Kind.BUSINESS
    company_number: str = ""
    vat_number: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    remittance_email: str = ""
    payment_days: int = 30
    category: Category | None = None
    default_account: Account | None = None
    default_vat_code: VatCode | None = None


FIELDS = tuple(SupplierFacts.__dataclass_fields__)


@service(permission="finance.change_suppliers")
def add_supplier(*, actor: Actor, facts: SupplierFacts, is_another: bool = False) -> Supplier:
    """Add a supplier and draw its number. Refuses one that is there already; `is_another` says it only looks the same."""
    facts = _tidy(facts)
    _refuse_known(facts, is_another=is_another)
    supplier = Supplier(
        number=next_number("supplier", prefix="S", width=5),
        made_by_id=actor.member_id,
        **{name: getattr(facts, name) for name in FIELDS},
    )
    supplier.save(force_insert=True)
    return supplier


@service(permission="finance.change_suppliers")
def change_supplier(
    *, actor: Actor, supplier: Supplier, facts: SupplierFacts, is_another: bool = True, reason: str = ""
) -> Supplier:
    """Change what is recorded of a supplier. Where it is paid changes only by `propose_bank_details`."""
    supplier, facts = lock(supplier), _tidy(facts)
    if supplier.state == Supplier.State.CLOSED:
        raise SupplierNotOpen(f"{supplier} is closed.", next_step="Open it again first.")
    if (facts.name, facts.vat_number) != (supplier.name, supplier.vat_number):
        _refuse_known(facts, is_another=is_another, besides=supplier.pk)
    for name in FIELDS:
        setattr(supplier, name, getattr(facts, name))
    supplier.save(update_fields=list(FIELDS))
    return supplier


@service(permission="finance.change_suppliers")
def put_suppliers(*, actor: Actor, rows: Sequence[tuple[Supplier | None, SupplierFacts]]) -> dict[str, int]:
    """Add and change many, as a file gives them. The caller has matched them with those that are there."""
    counts = {"added": 0, "changed": 0}
    for supplier, facts in rows:
        if supplier is None:
            add_supplier(actor=actor, facts=facts, is_another=True)
            counts["added"] += 1
        else:
            change_supplier(actor=actor, supplier=supplier, facts=facts)
            counts["changed"] += 1
    return counts


@service(permission="finance.change_suppliers")
def hold_supplier(*, actor: Actor, supplier: Supplier, reason: str) -> Supplier:
    """Put a supplier on hold: nothing is ordered from it and nothing is paid to it until it is opened again."""
    supplier = lock(supplier)
    if supplier.state == Supplier.State.CLOSED:
        raise SupplierNotOpen(f"{supplier} is closed.", next_step="Open it again first.")
    return _to(supplier, Supplier.State.ON_HOLD, _given(reason, "Say why the supplier is held."))


@service(permission="finance.change_suppliers")
def close_supplier(*, actor: Actor, supplier: Supplier, reason: str) -> Supplier:
    """Close a supplier: it stays on record, and nothing new is ordered from it. Refused while orders are open."""
    supplier = lock(supplier)
    waiting = PurchaseOrder.objects.filter(supplier=supplier, state=PurchaseOrder.State.ISSUED)
    numbers = list(waiting.order_by("id").values_list("number", flat=True)[:3])
    if numbers:
        raise SupplierNotOpen(
            f"{supplier} has open orders: {', '.join(numbers)}.",
            next_step="Close or cancel them first, or put the supplier on hold.",
            code="supplier_has_open_orders",
        )
    return _to(supplier, Supplier.State.CLOSED, _given(reason, "Say why the supplier is closed."))


@service(permission="finance.change_suppliers")
def open_supplier(*, actor: Actor, supplier: Supplier, reason: str) -> Supplier:
    """Take a supplier off hold, or open it again."""
    _given(reason, "Say why the supplier is opened again.")
    return _to(lock(supplier), Supplier.State.OPEN, "")


def _to(supplier: Supplier, state: str, reason: str) -> Supplier:
    supplier.state, supplier.hold_reason = state, reason
    supplier.save(update_fields=["state", "hold_reason"])
    return supplier


def _given(reason: str, message: str) -> str:
    if not reason.strip():
        raise Refused(message, where="reason", code="reason_required")
    return reason.strip()


def _tidy(facts: SupplierFacts) -> SupplierFacts:
    values = {name: getattr(facts, name) for name in FIELDS}
    for name in ("name", "trading_name", "address", "email", "phone", "remittance_email"):
        values[name] = values[name].strip()
    for name in ("vat_number", "company_number"):
        values[name] = "".join(values[name].split()).upper()
    if not values["name"]:
        raise Refused("Enter the supplier's name.", where="name", code="supplier_name_required")
    return SupplierFacts(**values)


def _refuse_known(facts: SupplierFacts, *, is_another: bool, besides: int | None = None) -> None:
    near = near_suppliers(
        name=facts.name, vat_number=facts.vat_number, company_number=facts.company_number, besides=besides
    )
    same = [each for each in near if facts.vat_number and each.vat_number == facts.vat_number]
    if same:
        raise SupplierKnown(
            f"{same[0]} has this VAT number.",
            where="vat_number",
            next_step="Use that supplier, or correct the VAT number.",
        )
    if near and not is_another:
        raise SupplierKnown(
            f"{near[0]} may be the same supplier.",
            where="name",
            next_step="Use that supplier, or tick that this is another one.",
        )
