"""Suppliers: who they are, where they are paid, what was ordered from them."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import histories_of, history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.purchasing import BankDetailsForm, CallBackForm, ReasonForm, SupplierForm
from finance.models import PurchaseOrder, Supplier, SupplierBankDetails
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import (
    bank_details_for,
    bank_details_with,
    may_see_bank_details,
    orders_for,
    supplier_for,
    suppliers_for,
)
from finance.queries.purchasing.suppliers import known_numbers, suppliers_with_account
from finance.services import purchasing
from finance.services.purchasing.suppliers import FIELDS
from finance.tables.purchasing import BANK_MEANINGS, SUPPLIER_MEANINGS, SupplierFilter, SupplierTable
from finance.views.purchasing.common import Action, attach_url, confirm, documents_of


@authority_page(SEES_PURCHASING)
def suppliers(request: AuthorityRequest) -> HttpResponseBase:
    """Every supplier."""
    return list_page(
        request,
        title="Suppliers",
        nouns=("supplier", "suppliers"),
        queryset=suppliers_for(viewer=request.actor).order_by("name"),
        table=SupplierTable,
        filterset=SupplierFilter,
        export=export_list,
        template="finance/purchasing/suppliers.html",
        may_add=request.actor.can("finance.change_suppliers"),
    )


@authority_page("finance.change_suppliers")
def add(request: AuthorityRequest) -> HttpResponse:
    """One more supplier."""
    form = SupplierForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            added = purchasing.add_supplier(
                actor=request.actor, facts=form.facts, is_another=form.cleaned_data["is_another"]
            )
            return done(request, f"{added} added. Propose where it is paid next.", to=added)
    context = {"title": "Add a supplier", "submit": "Add supplier", "cancel": reverse("finance:suppliers")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_suppliers")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change what is recorded of a supplier; where it is paid has its own way."""
    found = supplier_for(viewer=request.actor, reference=reference)
    form = SupplierForm(request.POST or None, initial={name: getattr(found, name) for name in FIELDS})
    if form.is_valid():
        with form.refusals():
            purchasing.change_supplier(
                actor=request.actor,
                supplier=found,
                facts=form.facts,
                is_another=form.cleaned_data["is_another"],
            )
            return done(request, f"{found.number} changed.", to=found)
    context = {"title": f"Change {found}", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def supplier(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A supplier: figures, bank details, orders, documents, history, and what comes next."""
    actor = request.actor
    found = supplier_for(viewer=actor, reference=reference)
    orders = orders_for(viewer=actor).filter(supplier=found)
    still_open = [o.open_pence for o in orders.filter(state=PurchaseOrder.State.ISSUED)[:1000]]  # type: ignore[attr-defined]
    details = list(bank_details_for(viewer=actor).filter(supplier=found).order_by("-id")[:20])
    current = next((d for d in details if d.state == SupplierBankDetails.State.CURRENT), None)
    proposed = next((d for d in details if d.state == SupplierBankDetails.State.PROPOSED), None)
    return render(
        request,
        "finance/purchasing/supplier.html",
        {
            "title": found.name,
            "lead": found.hold_reason,
            "supplier": found,
            "status": (found.get_state_display(), SUPPLIER_MEANINGS[found.state]),
            "figures": [
                Figure(
                    "Open orders",
                    formats.count(len(still_open)),
                    url=f"{reverse('finance:orders')}?q={found.number}&state=issued",
                ),
                Figure("Still committed", f"£{formats.money(sum(still_open))}"),
                Figure("Paid within", f"{found.payment_days} days"),
            ],
            "facts": _facts(found),
            "details": [(d, (d.get_state_display(), BANK_MEANINGS[d.state])) for d in details],
            "sees_details": may_see_bank_details(actor),
            "current": current,
            "proposed": proposed,
            "orders": orders.order_by("-id")[:10],
            "actions": _actions(request, found, proposed, current),
            "documents": documents_of("supplier", found),
            "attach_url": attach_url(actor, "supplier", found.reference),
            "changes": history_of(found),
        },
    )


@authority_page("finance.change_suppliers")
def propose(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Propose where a supplier is paid."""
    found = supplier_for(viewer=request.actor, reference=reference)
    form = BankDetailsForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            made = purchasing.propose_bank_details(actor=request.actor, supplier=found, **form.cleaned_data)
            said = "The bank details are proposed. Nothing is paid there until a colleague has called the supplier."
            return done(request, said, to=made.get_absolute_url())
    context = {
        "title": f"Propose bank details of {found.name}",
        "submit": "Propose bank details",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(("finance.change_suppliers", "finance.approve_suppliers", "finance.view"))
def bank_details(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Proposed bank details, what they replace, and the record of the call back."""
    found = bank_details_with(viewer=request.actor, reference=reference)
    return render(request, "finance/purchasing/bank_details.html", _checking(request, found))


@authority_page("finance.approve_suppliers")
@recently_signed_in
def accept(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Put bank details into use, with the record of the call back."""
    found = bank_details_with(viewer=request.actor, reference=reference)
    form = CallBackForm(request.POST or None, initial={"called_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            purchasing.accept_bank_details(
                actor=request.actor, details=found, today=request.business_date, **form.cleaned_data
            )
            return done(
                request, f"{found.supplier.name} is paid on this account from now on.", to=found.supplier
            )
    context = _checking(request, found) | {
        "title": f"Accept bank details of {found.supplier.name}",
        "submit": "Put into use",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "finance/purchasing/accept_bank_details.html", context, form)


@authority_page("finance.approve_suppliers")
@recently_signed_in
def reject(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say no to bank details."""
    found = bank_details_with(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.reject_bank_details(
            actor=request.actor, details=found, reason=form.cleaned_data["reason"]
        ),
        title=f"Reject bank details of {found.supplier.name}",
        text="What is in use stays in use. Whoever proposed them sees why.",
        submit="Reject",
        said="The bank details are rejected.",
        thing=found.supplier,
        kind="warning",
    )


@authority_page("finance.change_suppliers")
def hold(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Put a supplier on hold."""
    found = supplier_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.hold_supplier(
            actor=request.actor, supplier=found, reason=form.cleaned_data["reason"]
        ),
        title=f"Put {found.name} on hold",
        text="Nothing is ordered from it and nothing is paid to it until it is opened again.",
        submit="Put on hold",
        said=f"{found.name} is on hold.",
        thing=found,
    )


@authority_page("finance.change_suppliers")
def close(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Close a supplier."""
    found = supplier_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.close_supplier(
            actor=request.actor, supplier=found, reason=form.cleaned_data["reason"]
        ),
        title=f"Close {found.name}",
        text="It stays on record. Nothing new is ordered from it.",
        submit="Close supplier",
        said=f"{found.name} is closed.",
        thing=found,
        kind="warning",
    )


@authority_page("finance.change_suppliers")
def open_again(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Open a supplier again."""
    found = supplier_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.open_supplier(
            actor=request.actor, supplier=found, reason=form.cleaned_data["reason"]
        ),
        title=f"Open {found.name} again",
        text="It can be ordered from and paid again.",
        submit="Open again",
        said=f"{found.name} is open.",
        thing=found,
    )


def _actions(
    request: AuthorityRequest,
    found: Supplier,
    proposed: SupplierBankDetails | None,
    current: SupplierBankDetails | None,
) -> list[Action]:
    actor, ref = request.actor, [found.reference]
    actions = []
    if proposed and actor.can("finance.approve_suppliers") and proposed.proposed_by_id != actor.member_id:
        actions.append(Action("Check bank details", proposed.get_absolute_url(), first=True))
    if actor.can("finance.change_suppliers"):
        if found.state == Supplier.State.OPEN:
            if proposed is None:
                label = "Propose other bank details" if current else "Propose bank details"
                url = reverse("finance:propose_bank_details", args=ref)
                actions.append(Action(label, url, first=current is None))
            actions.append(Action("Change", reverse("finance:change_supplier", args=ref)))
            actions.append(Action("Put on hold", reverse("finance:hold_supplier", args=ref)))
            actions.append(Action("Close", reverse("finance:close_supplier", args=ref)))
        else:
            actions.append(Action("Open again", reverse("finance:open_supplier", args=ref), first=True))
    if actor.can("finance.view"):
        actions.append(Action("Account", reverse("finance:supplier_account", args=ref)))
    return actions


def _facts(found: Supplier) -> list[Fact]:
    facts = [
        Fact("Number", found.number),
        Fact("Kind", found.get_kind_display()),
        Fact("Trading name", found.trading_name),
        Fact("Company number", found.company_number),
        Fact("VAT number", found.vat_number),
        Fact("Address", found.address),
        Fact("Telephone", found.phone),
        Fact("E-mail for orders", found.email),
        Fact("E-mail for remittance", found.remittance_email),
        Fact("Category", str(found.category or "")),
        Fact("Usual account", str(found.default_account or "")),
        Fact("Usual VAT code", str(found.default_vat_code or "")),
    ]
    return [fact for fact in facts if fact.value]


def _checking(request: AuthorityRequest, found: SupplierBankDetails) -> dict[str, object]:
    current = found.supplier.bank_details.filter(state=SupplierBankDetails.State.CURRENT).first()
    waits = found.state == SupplierBankDetails.State.PROPOSED
    mine = found.proposed_by_id == request.actor.member_id
    call = [
        Fact("Called", found.called_number),
        Fact("Known from", found.called_source),
        Fact("Spoke to", found.called_person),
        Fact("On", formats.day(found.called_on)),
        Fact("Confirmed", found.called_note),
        Fact("Decided by", found.decided_by.name if found.decided_by else ""),
        Fact("Why not", found.reason),
    ]
    return {
        "title": f"Bank details of {found.supplier.name}",
        "details": found,
        "supplier": found.supplier,
        "status": (found.get_state_display(), BANK_MEANINGS[found.state]),
        "facts": _account_facts(found)
        + [
            Fact("Proposed", f"{found.proposed_by.name}, {formats.moment(found.proposed_at)}"),
            Fact("How it was asked for", found.evidence),
        ],
        "call": [fact for fact in call if fact.value],
        "current": _account_facts(current) if current and current.pk != found.pk else [],
        "known": known_numbers(found),
        "others": suppliers_with_account(found),
        "waits": waits,
        "mine": mine,
        "may_decide": waits and not mine and request.actor.can("finance.approve_suppliers"),
        "changes": histories_of(SupplierBankDetails, [found.pk]).get(found.pk, []),
    }


def _account_facts(details: SupplierBankDetails) -> list[Fact]:
    code = details.sort_code
    facts = [
        Fact("Name on the account", details.account_name),
        Fact("Sort code", f"{code[:2]}-{code[2:4]}-{code[4:]}"),
        Fact("Account number", details.account_number),
    ]
    return facts + ([Fact("Roll number", details.roll_number)] if details.roll_number else [])
