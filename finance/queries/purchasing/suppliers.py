"""Suppliers and where they are paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from backoffice.actor import Actor
from backoffice.audit.queries import event_model_of
from backoffice.errors import Missing
from finance.models import Category, Supplier, SupplierBankDetails
from finance.permissions import SEES_PURCHASING
from finance.rules.purchasing import digits_of

TOO_FRESH = timedelta(days=30)  # a number the proposer put on record so shortly before proves nothing


def suppliers_for(*, viewer: Actor) -> QuerySet[Supplier]:
    """Every supplier, for whoever buys or sees the ledger."""
    found = Supplier.objects.select_related("category")
    return found if viewer.may(SEES_PURCHASING) else found.none()


def supplier_for(*, viewer: Actor, reference: str) -> Supplier:
    """One supplier, or `Missing`."""
    found = (
        suppliers_for(viewer=viewer)
        .select_related("default_account", "default_vat_code", "made_by")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Missing("There is no such supplier.", next_step="Look for it in the list of suppliers.")
    return found


def may_see_bank_details(viewer: Actor) -> bool:
    """Whether account numbers are shown: to whoever proposes, checks, pays or audits."""
    return viewer.can(
        "finance.change_suppliers",
        "finance.approve_suppliers",
        "finance.prepare_payments",
        "finance.approve_payments",
    ) or (viewer.can("finance.view_purchasing") and viewer.can("audit.view"))


def bank_details_for(*, viewer: Actor) -> QuerySet[SupplierBankDetails]:
    """Bank details, those of today and before, for those who may see account numbers."""
    if not may_see_bank_details(viewer):
        return SupplierBankDetails.objects.none()
    return SupplierBankDetails.objects.select_related("supplier", "proposed_by", "decided_by")


def bank_details_with(*, viewer: Actor, reference: str) -> SupplierBankDetails:
    """One set of bank details, or `Missing`."""
    found = bank_details_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There are no such bank details.", next_step="Open them from the supplier's page.")
    return found


def bank_details_of(supplier_ids: Iterable[int]) -> dict[int, SupplierBankDetails]:
    """Supplier -> the details it is paid on now; those without any are not there. One query."""
    found = SupplierBankDetails.objects.filter(
        supplier_id__in=list(supplier_ids), state=SupplierBankDetails.State.CURRENT
    )
    return {details.supplier_id: details for details in found}


def suppliers_with_account(details: SupplierBankDetails) -> list[Supplier]:
    """Other suppliers that are, or are to be, paid on the same account: one person under two names, or a mistake."""
    same = SupplierBankDetails.objects.filter(
        sort_code=details.sort_code, account_number=details.account_number, state__in=["proposed", "current"]
    ).exclude(supplier_id=details.supplier_id)
    return list(Supplier.objects.filter(pk__in=same.values("supplier_id")).order_by("number"))


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A telephone number that has been on the supplier's record."""

    phone: str
    since: datetime
    by: str
    is_fresh: bool  # put there by whoever proposed the bank details, or so late that it proves nothing


def known_numbers(details: SupplierBankDetails) -> list[KnownNumber]:
    """The numbers on the supplier's record, the oldest first, each as first recorded. One query."""
    model = event_model_of(Supplier)
    events = model.objects.filter(pgh_obj_id=details.supplier_id).order_by("pgh_id")
    found: dict[str, KnownNumber] = {}
    for phone, at, context in events.values_list("phone", "pgh_created_at", "pgh_context"):
        digits = digits_of(phone)
        if not digits or digits in found:
            continue
        who = context or {}
        own = who.get("member") == details.proposed_by_id and at > details.proposed_at - TOO_FRESH
        found[digits] = KnownNumber(phone, at, who.get("name") or "", own or at > details.proposed_at)
    return list(found.values())


def near_suppliers(
    *, name: str, vat_number: str, company_number: str, besides: int | None = None
) -> list[Supplier]:
    """Suppliers that could be the same business."""
    same = Q(name__iexact=name.strip())
    if vat_number:
        same |= Q(vat_number=vat_number)
    if company_number:
        same |= Q(company_number=company_number)
    others = Supplier.objects.exclude(pk=besides) if besides else Supplier.objects.all()
    return list(others.filter(same).exclude(state="closed").order_by("number")[:5])


def categories_for(*, viewer: Actor) -> QuerySet[Category]:
    """Every purchasing category, for whoever buys or sees the ledger."""
    found = Category.objects.select_related("account", "vat_code")
    return found if viewer.may(SEES_PURCHASING) else found.none()


def category_for(*, viewer: Actor, reference: str) -> Category:
    """One category, or `Missing`."""
    found = categories_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such category.", next_step="Choose one from the list.")
    return found
