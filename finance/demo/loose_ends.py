"""What a working office has lying about: documents, virements, forecasts, open requests, a dispute, published months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from backoffice.documents.services import store_document
from backoffice.links import Link
from backoffice.reports.pdf import compile_pdf
from finance.demo.cast import Cast
from finance.demo.plan import YEAR
from finance.demo.setting_up import HELD
from finance.models import Account, CostCentre, Invoice, Period, Supplier
from finance.rules.money import pounds
from finance.services.budgets import (
    Move,
    agree_to_virement,
    lock_round,
    open_round,
    propose_virement,
    save_forecast,
)
from finance.services.close.accruals import enter_accrual
from finance.services.invoices import (
    NewInvoice,
    NewLine,
    approve_invoice,
    dispute_invoice,
    enter_invoice,
    match_invoices,
)
from finance.services.lines import Line
from finance.services.posting import post_journal
from finance.services.publishing import (
    decide_redactions,
    prepare_spend,
    publish,
    review_publication,
    submit_publication,
)
from finance.services.purchasing import (
    PurchaseLine,
    RequisitionFacts,
    approve_requisition,
    draft_requisition,
    submit_requisition,
)

TEMPLATE = Path(__file__).with_name("invoice.typ")


def documents(cast: Cast, invoices: Iterable[Invoice]) -> None:
    """The supplier's PDF with each invoice, so that a figure opens down to it."""
    for invoice in invoices:
        supplier = invoice.supplier
        content = compile_pdf(
            TEMPLATE,
            {
                "title": f"Invoice {invoice.supplier_number}",
                "supplier": supplier.name,
                "address": supplier.address.splitlines(),
                "facts": [["Date", f"{invoice.dated_on:%-d %B %Y}"], ["Due", f"{invoice.due_on:%-d %B %Y}"]],
                "description": invoice.description,
                "net": pounds(invoice.net_pence),
                "vat": pounds(invoice.vat_pence),
                "gross": pounds(invoice.gross_pence),
            },
        )
        store_document(
            actor=cast["service_centre_clerk"],
            kind="finance.invoice",
            filename=f"{invoice.supplier_number}.pdf",
            content=content,
            about=Link("finance.invoice", invoice.pk),
        )


def tie(cast: Cast) -> None:
    """Everything but the documents, once the months stand."""
    _virements(cast)
    _forecasts(cast)
    _requests(cast)
    _credit_and_dispute(cast)
    _accrual(cast)


def _virements(cast: Cast) -> None:
    """One that both have agreed to, one that waits."""
    holder, approver = cast["budget_holder"], cast["finance_approver"]
    own = HELD[cast.slug][0]
    other = "CS430" if cast.slug == "cleveland" else "DN110"
    for position, (pounds_moved, reason) in enumerate(
        [(6_000, "Hired vans for the summer events"), (2_500, "Two more laptops for the front desks")]
    ):
        giver, taker = (other, own) if position == 0 else (own, other)
        account_given, account_taken = _budgeted(giver), _budgeted(taker)
        if account_given is None or account_taken is None:
            continue
        virement = propose_virement(
            actor=holder,
            financial_year=YEAR,
            reason=reason,
            moves=[
                Move(account_given, giver, -pounds_moved * 100, cast.objective_of(giver)),
                Move(account_taken, taker, pounds_moved * 100, cast.objective_of(taker)),
            ],
            today=cast.today,
            first_month=8,
        )
        if position == 0:
            agree_to_virement(actor=approver, virement=virement, today=cast.today, reason="Seen and agreed.")


def _budgeted(centre: str) -> str | None:
    """An account other than pay that the centre has budget on, the largest first."""
    found = (
        Account.objects.filter(
            budgetline__cost_centre__code=centre, budgetline__version__state="approved", code__gte="2000"
        )
        .order_by("-budgetline__total_pence")
        .values_list("code", flat=True)
    )
    return found.first()


def _forecasts(cast: Cast) -> None:
    """October's forecasts are asked for and begun, September's locked."""
    officer, holder = cast["finance_officer"], cast["budget_holder"]
    for code, due in (("2026-09", date(2026, 10, 12)), ("2026-10", date(2026, 11, 12))):
        asked = open_round(actor=officer, period=Period.objects.get(code=code), due_on=due)
        for position, centre in enumerate(
            CostCentre.objects.filter(code__in=HELD[cast.slug]).order_by("code")
        ):
            if code == "2026-10" and position == 0:
                continue  # one is still to be made
            save_forecast(
                actor=holder,
                asked=asked,
                cost_centre=centre,
                outturn_pence=1_180_000_00 + position * 240_000_00,
                commentary="Vacancies filled later than planned; fuel dearer than budgeted.",
                today=cast.today,
            )
        if code == "2026-09":
            lock_round(actor=officer, asked=asked)


def _requests(cast: Cast) -> None:
    """A requisition that waits for approval, one that waits to be ordered, a draft."""
    clerk, approver = cast["service_centre_clerk"], cast["finance_approver"]
    supplier = Supplier.objects.get(name="Paper Mill Office Supplies")
    centre = HELD[cast.slug][0]
    for title, net, state in (
        ("Printer paper, second half of the year", 420_00, "draft"),
        ("Label printers for the property store", 1_180_00, "awaiting"),
        ("Chairs for the front desks", 960_00, "approved"),
    ):
        requisition = draft_requisition(
            actor=clerk,
            facts=RequisitionFacts(
                title, supplier, date(2026, 12, 4), "Stores, force headquarters", "Worn out"
            ),
            lines=[
                PurchaseLine(
                    title,
                    Decimal(4),
                    net // 4,
                    centre,
                    "4030",
                    cast.objective_of(centre),
                    None,
                    "OFFICE",
                    "S",
                )
            ],
            today=cast.today,
        )
        if state != "draft":
            submit_requisition(actor=clerk, requisition=requisition, today=cast.today)
        if state == "approved":
            requisition.refresh_from_db()
            approve_requisition(actor=approver, requisition=requisition, reason="Needed.", today=cast.today)


def _credit_and_dispute(cast: Cast) -> None:
    clerk, approver = cast["service_centre_clerk"], cast["finance_approver"]
    posted = Invoice.objects.filter(
        state="posted",
        order__isnull=True,
        posted_on__gte=date(2026, 11, 1),
        supplier__category__code="OFFICE",
    )
    energy = Invoice.objects.filter(
        state="posted", posted_on__gte=date(2026, 11, 1), supplier__name="Northgate Power and Gas"
    )
    disputed = energy.order_by("id").first() or posted.order_by("id").first()
    if disputed is None:
        return
    dispute_invoice(
        actor=clerk, invoice=disputed, reason="The meter reading is an estimate; asked for a real one."
    )
    line = (
        disputed.lines.order_by("number")
        .select_related("account", "cost_centre", "objective", "vat_code")
        .get()
    )
    credit = enter_invoice(
        actor=clerk,
        new=NewInvoice(
            supplier=disputed.supplier.number,
            supplier_number=f"CR{disputed.supplier_number}",
            dated_on=cast.today,
            kind=Invoice.Kind.CREDIT_NOTE,
            credits=disputed.number,
            description="Part of the standing charge given back",
            lines=[
                NewLine(
                    description="Standing charge",
                    quantity=Decimal(1),
                    net_pence=150_00,
                    vat_code=line.vat_code.code,
                    account=line.account.code,
                    cost_centre=line.cost_centre.code if line.cost_centre else None,
                    objective=line.objective.code if line.objective else None,
                )
            ],
        ),
        today=cast.today,
    )
    match_invoices(actor=clerk, ids=[credit.pk], today=cast.today)
    credit.refresh_from_db()
    if credit.state == Invoice.State.AWAITING:
        approve_invoice(actor=approver, invoice=credit, reason="As agreed by phone.", today=cast.today)


def _accrual(cast: Cast) -> None:
    """Gas of November, not yet billed; it reverses itself in December."""
    centre = HELD[cast.slug][0]
    accrual = enter_accrual(
        actor=cast["finance_officer"],
        kind="accrual",
        dated_on=cast.today,
        description="Gas, November, not yet billed",
        lines=[Line("2010", centre, cast.objective_of(centre), 4_250_00, "Estimate from the meters")],
    )
    post_journal(actor=cast["finance_approver"], journal=accrual.journal)


def publish_month(cast: Cast, code: str) -> None:
    """A month's spending over the threshold, redactions as proposed, reviewed and published by another person."""
    officer, approver = cast["finance_officer"], cast["finance_approver"]
    publication = prepare_spend(actor=officer, period=Period.objects.get(code=code))
    proposed = publication.lines.filter(is_proposed=True)
    for redaction in proposed.values_list("redaction", flat=True).distinct():
        decide_redactions(
            actor=officer,
            publication=publication,
            ids=list(proposed.filter(redaction=redaction).values_list("pk", flat=True)),
            redaction=redaction,
            note="An individual.",
        )
    submit_publication(actor=officer, publication=publication)
    publication.refresh_from_db()
    review_publication(actor=approver, publication=publication)
    publication.refresh_from_db()
    publish(actor=approver, publication=publication)
