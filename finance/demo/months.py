"""A month of the demonstration: pay and grant, buying, paying suppliers, the bank, the close."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random

from finance.demo.cast import Cast
from finance.demo.loose_ends import documents
from finance.demo.plan import Purchase
from finance.demo.setting_up import bank_account, id_of, october_pay
from finance.demo.statements import DemoItem, camt
from finance.models import (
    BankStatement,
    CloseTask,
    InvoiceException,
    JournalLine,
    Period,
    PurchaseOrder,
    StatementItem,
    Supplier,
)
from finance.services.bank import (
    accept_sure,
    draft_from_item,
    load_statements,
    prepare_reconciliation,
    send_statements,
    sign_reconciliation,
)
from finance.services.bulk import NewJournal, post_journals
from finance.services.close.checklist import do_task
from finance.services.invoices import (
    NewInvoice,
    NewLine,
    approve_invoice,
    enter_invoices,
    match_invoices,
    settle_exception,
)
from finance.services.lines import Line
from finance.services.payments.approve import approve_run
from finance.services.payments.bank_file import prepare_file, store_file
from finance.services.payments.confirm import confirm_run
from finance.services.payments.propose import propose_run
from finance.services.periods import close_period, lock_period, start_closing
from finance.services.posting import post_journal
from finance.services.purchasing import (
    PurchaseLine,
    RequisitionFacts,
    approve_requisition,
    draft_requisition,
    place_order,
    record_receipt,
    submit_requisition,
)

CHARGES = "4160"
OWN_PAY = {"cleveland": (2026, 10)}  # from this month on pay is posted by payroll here


def last_day(month: tuple[int, int]) -> date:
    return date(*month, monthrange(*month)[1])


def pay_and_grant(cast: Cast, month: tuple[int, int]) -> None:
    """Pay as the former payroll's journal had it, and the grant and precept that pay for it."""
    officer, approver = cast["finance_officer"], cast["finance_approver"]
    random = Random(f"{cast.slug} {month}")
    costs = [(a, c, o, round(p * (1 + random.uniform(-0.012, 0.009)))) for a, c, o, p in october_pay(cast)]
    total = sum(pence for *_, pence in costs)
    net = round(total * 0.58)
    name = last_day(month).strftime("%B %Y")
    income = int(round(total * 1.11, -5))
    journals = [
        NewJournal(
            f"demonstration:grant:{name}",
            date(*month, 15),
            f"Police grant and precept, {name}",
            [
                Line("8300", None, None, income, f"Grant and precept {name}"),
                Line("7000", None, None, -round(income * 0.62)),
                Line("7020", None, None, -(income - round(income * 0.62))),
            ],
        )
    ]
    if month < OWN_PAY.get(cast.slug, (9999, 1)):
        journals.append(
            NewJournal(
                f"demonstration:pay:{name}",
                date(*month, 26),
                f"Pay for {name}, from the former payroll",
                [
                    *(Line(account, centre, objective, pence) for account, centre, objective, pence in costs),
                    Line("8300", None, None, -net, f"BACS net pay {name}"),
                    Line("8300", None, None, net - total, f"HMRC and pension funds {name}"),
                ],
            )
        )
    post_journals(actor=officer, journals=journals, made_by=id_of(officer), approved_by=id_of(approver))


def buy(cast: Cast, purchases: list[Purchase], until: date, *, left: int) -> None:
    """Order what is ordered, receive it, take the invoices in and match them; what has no order is approved.

    Exceptions are settled but for the last `left` of them.
    """
    clerk, approver = cast["service_centre_clerk"], cast["finance_approver"]
    by_name = {supplier.name: supplier for supplier in Supplier.objects.all()}
    new = []
    for one in purchases:
        if one.ordered_on > until:
            continue
        supplier = by_name[one.supplier.name]
        order = _order(cast, one, supplier) if one.supplier.is_ordered else None
        if order is not None and one.received_on <= until:
            line = order.lines.get()
            record_receipt(
                actor=clerk, order=order, quantities={line.number: line.quantity}, received_on=one.received_on,
                delivery_note=f"DN{one.supplier_number}", today=max(one.received_on, order.ordered_on),
            )  # fmt: skip
        if one.invoiced_on <= until:
            new.append(_invoice(cast, one, supplier, order))
    entered = enter_invoices(actor=clerk, invoices=new, today=until)
    documents(cast, entered)
    match_invoices(actor=clerk, ids=[invoice.pk for invoice in entered], today=until)
    waiting = InvoiceException.objects.filter(
        invoice__in=[invoice.pk for invoice in entered], settled_at__isnull=True
    ).order_by("id")
    for exception in waiting[: max(0, len(waiting) - left)]:
        settle_exception(
            actor=cast["finance_officer"],
            exception=exception,
            settlement="Looked at: a regular charge, not the same again.",
            today=until,
        )
    for invoice in entered:
        invoice.refresh_from_db()
        if invoice.state == "awaiting":
            approve_invoice(
                actor=approver, invoice=invoice, reason="Checked against the contract.", today=until
            )


def _order(cast: Cast, one: Purchase, supplier: Supplier) -> PurchaseOrder:
    clerk, approver = cast["service_centre_clerk"], cast["finance_approver"]
    requisition = draft_requisition(
        actor=clerk,
        facts=RequisitionFacts(
            one.description, supplier, one.received_on, "Stores, force headquarters", "Replenishment"
        ),
        lines=[
            PurchaseLine(
                one.description, Decimal(1), one.net_pence, one.cost_centre, one.supplier.account,
                cast.objective_of(one.cost_centre), None, one.supplier.category, one.supplier.vat_code,
            )
        ],
        today=one.ordered_on,
    )  # fmt: skip
    submit_requisition(actor=clerk, requisition=requisition, today=one.ordered_on)
    requisition.refresh_from_db()
    approve_requisition(actor=approver, requisition=requisition, reason="Needed.", today=one.ordered_on)
    requisition.refresh_from_db()
    return place_order(actor=clerk, requisition=requisition, today=one.ordered_on)


def _invoice(cast: Cast, one: Purchase, supplier: Supplier, order: PurchaseOrder | None) -> NewInvoice:
    return NewInvoice(
        supplier=supplier.number,
        supplier_number=one.supplier_number,
        dated_on=one.invoiced_on,
        received_on=one.invoiced_on + timedelta(days=2),
        order=order.number if order else "",
        description=one.description,
        lines=[
            NewLine(
                description=one.description,
                net_pence=one.net_pence,
                quantity=Decimal(1),
                vat_code=one.supplier.vat_code,
                account=one.supplier.account,
                cost_centre=one.cost_centre,
                objective=cast.objective_of(one.cost_centre),
                order_line=1 if order else None,
            )
        ],
    )


def pay_suppliers(cast: Cast, month: tuple[int, int]) -> None:
    """One run on the 24th or the working day before, of what falls due before the next."""
    officer, approver = cast["finance_officer"], cast["finance_approver"]
    pay_on = date(*month, 24)
    while pay_on.weekday() > 4:
        pay_on -= timedelta(days=1)
    day = pay_on - timedelta(days=7)
    run = propose_run(
        actor=officer,
        bank_account=bank_account(),
        due_by=pay_on + timedelta(days=27),
        pay_on=pay_on,
        today=day,
    )
    total = sum(payment.amount_pence for payment in run.payments.filter(state="in"))
    approve_run(actor=approver, run=run, seen_pence=total)
    prepare_file(actor=approver, run=run, today=day)
    store_file(actor=approver, run=run)
    run.refresh_from_db()
    confirm_run(actor=approver, run=run)


def bank_month(cast: Cast, month: tuple[int, int], *, until: date | None = None) -> None:
    """The bank's statement of the month: what the ledger has, and a charge it has not; matched, journalled, reconciled."""
    officer, approver, account = cast["finance_officer"], cast["finance_approver"], bank_account()
    first, last = date(*month, 1), until or last_day(month)
    random = Random(f"{cast.slug} bank {month}")
    seen = BankStatement.objects.filter(bank_account=account).order_by("-to_on").first()
    opening = seen.closing_pence if seen else account.take_on_statement_pence
    assert opening is not None, "the account has begun"
    posted = JournalLine.objects.filter(
        account=account.ledger_account, journal__state="posted", journal__dated_on__range=(first, last)
    ).exclude(journal__key="demonstration:opening")
    moved = posted.select_related("journal").order_by("journal__dated_on", "id")
    items = [
        DemoItem(line.journal.dated_on, line.amount_pence, line.memo or str(line.journal)) for line in moved
    ]
    charge = DemoItem(last - timedelta(days=1), -random.randint(9_500, 14_200), "ACCOUNT CHARGES")
    items = sorted([*items, charge], key=lambda item: item.on)
    file = camt(
        sort_code=account.sort_code, account_number=account.account_number, iban=account.iban,
        number=month[0] * 100 + month[1], first=first, last=last, opening_pence=opening, items=items,
    )  # fmt: skip
    name = f"statement-{month[0]}-{month[1]:02d}.xml"
    upload = send_statements(actor=officer, bank_account=account, file=BytesIO(file), filename=name)
    load_statements(actor=officer, upload=upload)
    if until is not None:
        return  # the running month is left to be matched
    accept_sure(actor=officer, bank_account=account)
    item = StatementItem.objects.get(
        bank_account=account, text__contains="ACCOUNT CHARGES", booked_on=charge.on
    )
    centre = "CS400" if cast.slug == "cleveland" else "CS200"
    journal = draft_from_item(
        actor=officer,
        item=item,
        dated_on=charge.on,
        description=f"Bank charges, {last:%B %Y}",
        lines=[Line(CHARGES, centre, cast.objective_of(centre), -charge.amount_pence, "Bank charges")],
    )
    post_journal(actor=approver, journal=journal)
    made = prepare_reconciliation(actor=officer, bank_account=account, on=last, today=cast.today)
    sign_reconciliation(actor=approver, reconciliation=made)


def close(cast: Cast, month: tuple[int, int], *, whole: bool = True) -> None:
    """Start closing; do the checklist, close and lock where the month is to be done with."""
    officer = cast["finance_officer"]
    period = Period.objects.get(code=f"{month[0]}-{month[1]:02d}")
    start_closing(actor=officer, period=period)
    if not whole:
        return
    for task in CloseTask.objects.filter(period=period).order_by("position"):
        do_task(actor=officer, task=task, note="Done and looked at.")
    close_period(actor=officer, period=period, reason="Month complete")


def lock_all(cast: Cast, months: list[tuple[int, int]]) -> None:
    """Lock the months nobody reopens any more."""
    for year, month in months:
        lock_period(actor=cast["finance_officer"], period=Period.objects.get(code=f"{year}-{month:02d}"))


__all__ = ["bank_month", "buy", "close", "lock_all", "pay_and_grant", "pay_suppliers"]
