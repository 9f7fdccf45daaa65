"""The least that payment runs need: a bank account, suppliers with checked bank details, posted invoices."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from backoffice.links import Link
from finance.models import (
    Account,
    BankAccount,
    CostCentre,
    Invoice,
    InvoiceLine,
    Objective,
    Supplier,
    SupplierBankDetails,
    VatCode,
)
from finance.services import Line, NewJournal, post_journals

NUMBERS = count(1)


def make_bank_account() -> BankAccount:
    return BankAccount.objects.create(
        name="Payments account",
        sort_code="601613",
        account_number="31926819",
        ledger_account=Account.objects.get(code="8300"),
        service_user_number="123456",
    )


def make_supplier(
    maker: int, checker: int, name: str, *, details: str = "current", **fields: Any
) -> Supplier:
    """With bank details `current`, `proposed` or none (empty)."""
    number = next(NUMBERS)
    supplier = Supplier.objects.create(number=f"S{number:05d}", name=name, made_by_id=maker, **fields)
    if details:
        give_details(supplier, maker, checker, f"{10_000_000 + number}", accept=details == "current")
    return supplier


def give_details(
    supplier: Supplier, maker: int, checker: int, number: str, *, accept: bool = True
) -> SupplierBankDetails:
    found = SupplierBankDetails.objects.create(
        supplier=supplier,
        account_name=supplier.name[:18],
        sort_code="000011",
        account_number=number,
        proposed_by_id=maker,
    )
    if accept:
        SupplierBankDetails.objects.filter(supplier=supplier, state="current").update(state="superseded")
        found.state, found.decided_by_id, found.decided_at = "current", checker, timezone.now()
        found.called_number, found.called_source, found.called_person = (
            "01632 960001",
            "Their website",
            "A Person",
        )
        found.called_on, found.called_note = date(2026, 10, 1), "Read the number back"
        found.save()
    return found


def make_invoice(
    actor: Any,
    approver: int,
    supplier: Supplier,
    pence: int,
    *,
    due_on: date = date(2026, 10, 31),
    kind: str = "invoice",
    dated_on: date = date(2026, 10, 1),
    received_on: date | None = None,
    credits: Invoice | None = None,
) -> Invoice:
    """Posted, without VAT; pence above nothing in credit notes, too."""
    number = next(NUMBERS)
    account, centre = Account.objects.get(code="2010"), CostCentre.objects.get(code="A100")
    objective = Objective.objects.get(code="01.01")
    invoice = Invoice.objects.create(
        number=f"INV{number:06d}",
        kind=kind,
        credits=credits,
        supplier=supplier,
        supplier_number=f"T-{number}",
        supplier_number_key=f"T{number}",
        dated_on=dated_on,
        received_on=received_on or dated_on,
        due_on=due_on,
        net_pence=pence,
        vat_pence=0,
        gross_pence=pence,
        made_by_id=actor.member_id,
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        number=1,
        description="Gas",
        quantity=1,
        unit_price_pence=pence,
        net_pence=pence,
        vat_code=VatCode.objects.order_by("pk").first(),
        vat_pence=0,
        recoverable_pence=0,
        account=account,
        cost_centre=centre,
        objective=objective,
    )
    sign = -1 if kind == "credit_note" else 1
    key = f"finance.invoice:{invoice.pk}"
    ids = post_journals(
        actor=actor,
        journals=[
            NewJournal(
                key=key,
                dated_on=dated_on,
                description=f"Invoice {invoice.number}",
                lines=[Line("2010", "A100", "01.01", sign * pence), Line("8500", None, None, -sign * pence)],
                source=Link("finance.invoice", invoice.pk),
            )
        ],
        made_by=actor.member_id,
        approved_by=approver,
    )
    invoice.state, invoice.journal_id, invoice.posted_on = "posted", ids[key], dated_on
    invoice.approved_by_id, invoice.approved_at = approver, timezone.now()
    invoice.save()
    return invoice


def access_objects(officer: Any, approver: Any) -> dict[str, dict[str, Any]]:
    """The least that each address of payments needs, by name: a proposed run of the officer's, and a paid payment."""
    from backoffice.bacs.working_days import working_days_after
    from backoffice.clock import business_date
    from finance.services.payments.approve import approve_run
    from finance.services.payments.bank_file import prepare_file, store_file
    from finance.services.payments.confirm import confirm_run
    from finance.services.payments.propose import propose_run

    today = date(2026, 11, 3)
    account = make_bank_account()
    supplier = make_supplier(officer.member_id, approver.member_id, "Harbour Joinery Ltd")

    def run(pence: int, on: date, pay_on: date) -> Any:
        make_invoice(officer, approver.member_id, supplier, pence)
        return propose_run(actor=officer, bank_account=account, due_by=pay_on, pay_on=pay_on, today=on)

    paid = run(1_000, today, date(2026, 11, 6))
    approve_run(actor=approver, run=paid, seen_pence=1_000)
    prepare_file(actor=approver, run=paid, today=today)
    store_file(actor=approver, run=paid)
    confirm_run(actor=approver, run=paid)
    now = business_date()
    proposed = run(2_000, now, working_days_after(now, 2))
    payment = proposed.payments.get()
    item = payment.items.get()
    of_run, of_payment = {"reference": proposed.reference}, {"reference": payment.reference}
    of_paid = {"reference": paid.payments.get().reference}
    return {
        **{
            f"finance:{name}": of_run
            for name in (
                "payment_run", "approve_payment_run", "make_payment_file", "confirm_payment_run", "cancel_payment_run",
            )
        },
        "finance:payment": of_payment,
        "finance:take_out_payment": of_payment,
        "finance:put_back_payment": of_payment,
        "finance:return_payment": of_paid,
        "finance:remittance": of_paid,
        "finance:take_out_payment_item": of_payment | {"pk": item.pk},
        "finance:put_back_payment_item": of_payment | {"pk": item.pk},
        "finance:supplier_account": {"reference": supplier.reference},
        "api:payment-runs": of_run,
        "api:payments": of_payment,
    }  # fmt: skip
