"""A closed October with invoices of a business and of an individual, pay and a small invoice."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.links import Link
from finance.models import Invoice, Period, Publication, PublicationLine
from finance.services import Line, NewJournal, close_period, post_journals, start_closing
from finance.services.publishing import (
    prepare_payments,
    prepare_spend,
    publish,
    review_publication,
    submit_publication,
)
from tests.finance.payments import making


def month(officer: Any, approver: Any) -> dict[str, Invoice]:
    """October 2026, still open: £6,000.00 and a £900.00 credit note, £750.00 by an individual, £500.00, pay of £5,600.00."""
    maker, checker = officer.actor.member_id, approver.actor.member_id
    business = making.make_supplier(maker, checker, "=Harbour Joinery Ltd")
    person = making.make_supplier(maker, checker, "Alex Wren", kind="individual")
    small = making.make_supplier(maker, checker, "Corner Stationers")
    found = {
        "large": making.make_invoice(officer.actor, checker, business, 600_000),
        "credit": making.make_invoice(officer.actor, checker, business, 90_000, kind="credit_note"),
        "personal": making.make_invoice(officer.actor, checker, person, 75_000),
        "small": making.make_invoice(officer.actor, checker, small, 50_000),
    }
    post_journals(
        actor=officer.actor,
        journals=[
            NewJournal(
                key="payroll.run:9",
                dated_on=date(2026, 10, 31),
                description="Pay for October 2026",
                lines=[Line("1000", "A100", "01.01", 560_000), Line("8530", None, None, -560_000)],
                source=Link("payroll.run", 9),
            )
        ],
        made_by=maker,
        approved_by=checker,
    )
    return found


def close(officer: Any) -> Period:
    october = Period.objects.get(code="2026-10")
    start_closing(actor=officer.actor, period=october)
    close_period(actor=officer.actor, period=october)
    october.refresh_from_db()
    return october


def prepared(officer: Any, approver: Any) -> Publication:
    month(officer, approver)
    return prepare_spend(actor=officer.actor, period=close(officer))


def published_figures(officer: Any, approver: Any) -> str:
    """The file name of payment figures that anybody reads."""
    figures = prepare_payments(actor=officer.actor, starts_on=date(2026, 4, 1), today=date(2026, 10, 30))
    submit_publication(actor=officer.actor, publication=figures)
    review_publication(actor=approver.actor, publication=figures)
    return publish(actor=approver.actor, publication=figures).filename


def objects(officer: Any, approver: Any) -> dict[str, dict[str, str]]:
    """The least that each address needs: a draft of October, which stays open, and a line of it."""
    maker, checker = officer.actor.member_id, approver.actor.member_id
    invoice = making.make_invoice(
        officer.actor, checker, making.make_supplier(maker, checker, "A Ltd"), 60_000
    )
    made = Publication.objects.create(
        dataset="spend",
        name="2026-10",
        starts_on=date(2026, 10, 1),
        ends_before=date(2026, 11, 1),
        threshold_pence=50_000,
        made_by_id=maker,
    )
    coded = invoice.lines.get()
    line = PublicationLine.objects.create(
        publication=made,
        number=1,
        invoice=invoice,
        supplier=invoice.supplier,
        supplier_name="A Ltd",
        posted_on=date(2026, 10, 1),
        amount_pence=60_000,
        purpose="Gas",
        value_for_money="Metered.",
        account=coded.account,
        objective=coded.objective,
    )
    of_line, whole = {"reference": line.reference}, {"reference": made.reference}
    steps = ("read_publication_again", "submit_publication", "give_up_publication", "return_publication")
    steps += ("review_publication", "preview_publication", "redact_lines", "publication_lines", "publish")
    return {
        **{f"finance:{name}": whole for name in (*steps, "publication")},
        "finance:publication_line": of_line,
        "finance:change_publication_line": of_line,
        "api:publications": whole,
    }
