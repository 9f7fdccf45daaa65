"""What one dishonest insider would try across finance: alone, in SQL as the authority's login, or by a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.approvals.queries import approvals_for
from backoffice.approvals.services import approve
from backoffice.errors import NotAllowed, Refused
from backoffice.imports.services import load_file
from finance import services
from finance.models import (
    Accrual,
    BudgetHolder,
    Category,
    CostCentre,
    Invoice,
    Journal,
    OrderLine,
    PaymentItem,
    Period,
    Posting,
    Receipt,
)
from finance.queries.payments.candidates import candidates
from finance.rules.ubl import NotReadable, read_ubl
from finance.services import Line, NewJournal, purchasing
from finance.services.budgets import end_holder, name_holder
from finance.services.invoices import (
    NewInvoice,
    NewLine,
    approve_invoice,
    ask_to_cancel,
    enter_invoice,
    settle_exception,
)
from finance.services.invoices.tolerances import put_tolerance
from finance.services.payments.propose import propose_run
from finance.services.purchasing import LimitFacts, PurchaseLine, RequisitionFacts, SupplierFacts
from finance.services.purchasing.orders import OpenOrder
from tests.finance.invoices.conftest import entered, limits, order, placed, supplier, tyres
from tests.finance.payments import making

__all__ = ["entered", "limits", "order", "placed", "supplier"]  # fixtures of the invoices' tests
pytestmark = pytest.mark.isolation
TODAY = date(2026, 11, 3)
PAY_ON = date(2026, 11, 6)


def attempt(statement: str, *parameters: object) -> str:
    """The name of the constraint the database refuses with, deferred ones included."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or ""
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return "allowed"


def journal_of(
    actor: Any, approver: Any, source: str, id: int, lines: list[Line], on: date = date(2026, 10, 1)
) -> int:
    """A journal posted in a document's name by whoever writes SQL."""
    from backoffice.links import Link

    key = f"forged:{source}:{id}"
    new = NewJournal(key=key, dated_on=on, description="Forged", lines=lines, source=Link(source, id))
    return services.post_journals(
        actor=actor, journals=[new], made_by=actor.member_id, approved_by=approver.member_id
    )[key]


def test_what_is_owed_and_paid_is_what_the_ledger_says(
    entered: Any, finance_officer: Any, finance_approver: Any
) -> None:
    """A journal of a pound in the name of an invoice of thousands; an order whose invoices are forgotten."""
    big = entered(tyres(net_pence=900_000), number="BIG")
    officer, approver = finance_officer.actor, finance_approver.actor
    pound = [Line("2010", "A100", "01.01", 100), Line("8500", None, None, -100)]
    forged = journal_of(officer, approver, "finance.invoice", big.pk, pound)
    posted = (
        "UPDATE finance_invoice SET state = 'posted', journal_id = %s, posted_on = '2026-10-01',"
        " approved_by_id = %s, approved_at = now() WHERE id = %s"
    )
    assert attempt(posted, forged, approver.member_id, big.pk) == "finance_invoice_owed_in_ledger"
    good = entered(tyres(5), number="FT-7")
    line = OrderLine.objects.get(order=good.order, number=1)
    assert good.state == "posted" and line.invoiced_quantity == 5
    forget = "UPDATE finance_orderline SET invoiced_quantity = 0, invoiced_pence = 0 WHERE id = %s"
    assert attempt(forget, line.pk) == "finance_order_line_invoiced_by_invoices"


def test_a_journal_is_not_reversed_behind_its_documents_back(
    entered: Any, finance_officer: Any, finance_approver: Any
) -> None:
    """An invoice that stays payable while the books owe nothing, by hand, in SQL, or as an accrual's own reversal."""
    invoice = entered()
    officer, approver = finance_officer.actor, finance_approver.actor
    receipt = Receipt.objects.get(order=invoice.order)
    for journal in (invoice.journal, receipt.journal):
        with pytest.raises(Refused) as refused:
            services.reverse_journal(actor=officer, journal=journal, dated_on=TODAY, reason="Wrong")
        assert refused.value.next_step
        with pytest.raises(IntegrityError, match="a document stands behind"), transaction.atomic():
            reversal = Journal.objects.create(
                dated_on=TODAY,
                period=Period.objects.get(code="2026-11"),
                description="x",
                reverses=journal,
                made_by_id=officer.member_id,
            )
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO finance_journalline (journal_id, number, account_id, cost_centre_id, objective_id,"
                    " project_id, amount_pence, memo) SELECT %s, number, account_id, cost_centre_id, objective_id,"
                    " project_id, -amount_pence, memo FROM finance_journalline WHERE journal_id = %s",
                    [reversal.pk, journal.pk],
                )
            Posting.objects.create(journal=reversal, approved_by_id=approver.member_id, note="")
            connection.check_constraints()
    Accrual.objects.create(kind="accrual", journal=invoice.journal)
    with pytest.raises(Refused, match="A document stands behind"):
        services.post_due_reversals(actor=officer, today=date(2026, 11, 2))
    asked = ask_to_cancel(actor=officer, invoice=invoice, reason="Not ours")
    approve(actor=approver, approval=asked)
    connection.check_constraints()
    invoice.refresh_from_db()
    assert invoice.state == "cancelled"


def test_no_month_is_slipped_in_below_the_closed_ones_or_moved_to_another_year(
    ledger: str, finance_officer: Any
) -> None:
    for period in Period.objects.order_by("starts_on")[:2]:
        services.close_period(actor=finance_officer.actor, period=period)
    april = Period.objects.order_by("starts_on").first()
    with pytest.raises(Refused, match="A later period is closed"):
        services.ensure_year(actor=finance_officer.actor, financial_year="2019/20")
    assert len(services.ensure_year(actor=finance_officer.actor, financial_year="2026/27")) == 12
    for change in ("financial_year = '2030/31'", "number = 12"):
        assert attempt(f"UPDATE finance_period SET {change} WHERE id = %s", april.pk) == "finance_period_kept"


def test_two_receipts_at_once_are_not_each_held_against_what_was_there_before_both(
    placed: Any, finance_officer: Any
) -> None:
    order = placed(2)
    line = OrderLine.objects.get(order=order, number=2)  # 4 hours ordered, none received
    insert = (
        "INSERT INTO finance_receiptline (receipt_id, order_line_id, quantity, net_pence)"
        " VALUES (%s, %s, 4, 18000), (%s, %s, 4, 18000)"
    )
    with transaction.atomic():
        one, two = (
            Receipt.objects.create(
                number=f"G9{n}",
                order=order,
                received_on=TODAY,
                kind="receipt",
                made_by_id=finance_officer.member.pk,
            ).pk
            for n in range(2)
        )
        assert attempt(insert, one, line.pk, two, line.pk) == "finance_receipt_line_once"
        transaction.set_rollback(True)


def test_an_order_goes_to_the_supplier_it_was_approved_for(
    supplier: Any, limits: None, clerk: Any, finance_officer: Any, finance_approver: Any
) -> None:
    mine = purchasing.add_supplier(actor=clerk.actor, facts=SupplierFacts("Clerk's Cousin Ltd"))
    asked = purchasing.draft_requisition(
        actor=clerk.actor,
        facts=RequisitionFacts("Tyres", supplier=supplier),
        lines=[PurchaseLine("Tyres", Decimal(1), 8000, "A100", account="2010", objective="01.01", vat_code="S")],
        today=TODAY,
    )  # fmt: skip
    purchasing.submit_requisition(actor=clerk.actor, requisition=asked, today=TODAY)
    asked.refresh_from_db()
    purchasing.approve_requisition(actor=finance_approver.actor, requisition=asked, today=TODAY)
    with pytest.raises(Refused) as refused:
        purchasing.place_order(actor=clerk.actor, requisition=asked, supplier=mine, today=TODAY)
    assert refused.value.code == "order_of_another_supplier"
    assert (
        attempt(
            "INSERT INTO finance_purchaseorder (reference, number, supplier_id, requisition_id, title, state,"
            " ordered_on, deliver_to, made_by_id, made_at, approved_by_id, sent_to, ended_reason, origin)"
            " VALUES ('x', 'PO9', %s, %s, 'T', 'issued', '2026-11-03', '', %s, now(), %s, '', '', '')",
            mine.pk, asked.pk, clerk.member.pk, finance_approver.member.pk,
        ) == "finance_order_of_approved"
    )  # fmt: skip


def test_what_one_person_takes_on_is_not_paid_on_that_persons_word(
    supplier: Any, limits: None, clerk: Any, finance_officer: Any, finance_approver: Any, tmp_path: Path
) -> None:
    """An order said to be approved before, and an open item nobody owes."""
    officer, approver = finance_officer.actor, finance_approver.actor
    bought = {"account": "2010", "objective": "01.01", "vat_code": "S"}
    old = OpenOrder(
        number="OLD1", supplier=supplier, title="Tyres", ordered_on=date(2026, 3, 1),
        approved_by=finance_approver.member, lines=[PurchaseLine("Tyres", Decimal(10), 8000, "A100", **bought)],
    )  # fmt: skip
    purchasing.take_on_orders(actor=officer, orders=[old], today=TODAY)
    order = OrderLine.objects.get(order__number="OLD1").order
    purchasing.record_receipt(
        actor=officer, order=order, quantities={1: Decimal(10)}, received_on=TODAY, today=TODAY
    )
    new = NewInvoice(
        supplier=supplier.number, supplier_number="F1", lines=[tyres()], dated_on=TODAY, order="OLD1"
    )
    assert enter_invoice(actor=officer, new=new, today=TODAY).state == "awaiting"

    account = making.make_bank_account()
    making.give_details(supplier, officer.member_id, approver.member_id, "10000001")
    file = tmp_path / "open.csv"
    file.write_text(
        "Supplier,Invoice number,Invoice date,Due on,Total,Account\n"
        f"{supplier.number},OLD-1,01/03/2026,31/03/2026,500.00,8500\n"
    )
    load_file(actor=clerk.actor, kind="finance.open_items", path=file, today=TODAY)
    found = candidates(due_by=TODAY)
    assert not found.pay and "£500.00 more than" in found.left_out[0].why
    open_item = Invoice.objects.get(supplier_number="OLD-1")
    balances = [Line("8300", None, None, 50_000), Line("8500", None, None, -50_000)]

    def run() -> Any:
        return propose_run(
            actor=officer, bank_account=account, due_by=date(2026, 12, 31), pay_on=PAY_ON, today=TODAY
        )

    with pytest.raises(Refused):
        run()
    with transaction.atomic():
        journal_of(officer, approver, "finance.opening", 1, balances)
        assert PaymentItem.objects.get(payment__run=run()).invoice_id == open_item.pk
        transaction.set_rollback(True)
    other = approve_invoice(actor=approver, invoice=Invoice.objects.get(supplier_number="F1"), today=TODAY)
    with transaction.atomic():
        (payment,) = run().payments.all()
        assert payment.items.get().invoice_id == other.pk
        assert (
            attempt(
                "INSERT INTO finance_paymentitem (payment_id, invoice_id, amount_pence, state, reason)"
                " VALUES (%s, %s, 50000, 'in', '')", payment.pk, open_item.pk,
            ) == "finance_payment_item_owed"
        )  # fmt: skip


def test_nobodys_own_invoice_agrees_by_the_tolerance_they_set(
    entered: Any, placed: Any, clerk: Any, finance_officer: Any
) -> None:
    """Tolerances are opened, one's own dearer invoice is posted on the order's approval, and they are shut again."""
    put_tolerance(
        actor=finance_officer.actor, category=None, price_pence=0, price_basis_points=10_000,
        quantity_basis_points=0, total_pence=0, total_basis_points=10_000, vat_pence=2,
    )  # fmt: skip
    assert entered(tyres(5, net_pence=79_000), number="MINE").state == "awaiting"
    assert entered(tyres(4), number="EXACT").state == "posted"
    second = placed(3)
    theirs = entered(tyres(3, net_pence=25_000), number="THEIRS", order=second.number, by=clerk)
    assert theirs.state == "posted"


@pytest.mark.parametrize("body", [b"<a/>" * 300_000, b"<a>" * 60 + b"</a>" * 60])
def test_an_electronic_invoice_that_is_only_large_is_refused_while_it_is_read(body: bytes) -> None:
    head = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'
    with pytest.raises(NotReadable, match="more in it than any invoice"):
        read_ubl(BytesIO(head + body + b"</Invoice>"))


def test_a_budget_holder_neither_sees_nor_decides_the_cancelling_of_what_others_bear(
    entered: Any, finance_officer: Any, budget_holder: Any
) -> None:
    asked = ask_to_cancel(actor=finance_officer.actor, invoice=entered(), reason="Hides spending")
    assert not approvals_for(viewer=budget_holder.actor).exists()
    with pytest.raises(NotAllowed):
        approve(actor=budget_holder.actor, approval=asked)


def test_a_limit_for_one_category_does_not_reach_a_line_beside_it(
    supplier: Any, limits: None, finance_officer: Any, finance_approver: Any, clerk: Any, as_member: Any
) -> None:
    """A pound of kit that was ordered, and four thousand of anything else on the same invoice."""
    officer = finance_officer.actor
    purchasing.put_categories(actor=officer, rows=[purchasing.CategoryFacts("KIT", "Kit")])
    kit = Category.objects.get(code="KIT")
    holder = as_member("budget_holder", name="Lee Ward")
    limit = LimitFacts(1_000_000, date(2026, 4, 1), member=holder.member, category=kit)
    purchasing.add_limit(actor=officer, facts=limit)
    bought = {"account": "2010", "objective": "01.01", "vat_code": "S", "category": "KIT"}
    asked = purchasing.draft_requisition(
        actor=clerk.actor, facts=RequisitionFacts("Kit", supplier=supplier),
        lines=[PurchaseLine("Kit", Decimal(1), 100, "A100", **bought)], today=TODAY,
    )  # fmt: skip
    purchasing.submit_requisition(actor=clerk.actor, requisition=asked, today=TODAY)
    asked.refresh_from_db()
    purchasing.approve_requisition(actor=finance_approver.actor, requisition=asked, today=TODAY)
    order = purchasing.place_order(actor=clerk.actor, requisition=asked, today=TODAY)
    other = NewLine(
        "Consulting", Decimal(1), 400_000, vat_code="S", account="2010", cost_centre="A100", objective="01.01"
    )
    new = NewInvoice(
        supplier=supplier.number, supplier_number="K1", order=order.number, dated_on=TODAY,
        lines=[NewLine("Kit", Decimal(1), 100, order_line=1), other],
    )  # fmt: skip
    invoice = enter_invoice(actor=officer, new=new, today=TODAY)
    for exception in invoice.exceptions.filter(settled_at=None):
        invoice = settle_exception(actor=clerk.actor, exception=exception, settlement="Agreed", today=TODAY)
    assert invoice.state == "awaiting"
    with pytest.raises(NotAllowed):
        approve_invoice(actor=holder.actor, invoice=invoice, today=TODAY)


def test_nobody_gives_themselves_a_limit_by_a_role_or_the_cost_centres_it_is_for(
    ledger: str, as_member: Any, finance_officer: Any
) -> None:
    both = as_member("finance_officer", "budget_holder", name="Lee Ward")
    since = date(2026, 4, 1)
    with pytest.raises(NotAllowed):
        purchasing.add_limit(actor=both.actor, facts=LimitFacts(100_000, since, role="budget_holder"))
    limit = purchasing.add_limit(
        actor=finance_officer.actor, facts=LimitFacts(100_000, since, member=both.member)
    )
    purchasing.end_limit(actor=finance_officer.actor, limit=limit, ends_before=date(2026, 6, 1))
    purchasing.end_limit(actor=both.actor, limit=limit, ends_before=date(2030, 1, 1))
    limit.refresh_from_db()
    assert limit.ends_before == date(2026, 6, 1)
    centre = CostCentre.objects.get(code="A100")
    with pytest.raises(NotAllowed):
        name_holder(actor=both.actor, cost_centre=centre, member=both.member, starts_on=since)
    held = name_holder(
        actor=finance_officer.actor, cost_centre=centre, member=both.member, starts_on=since,
        ends_before=date(2026, 6, 1),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        end_holder(actor=both.actor, holder=held, ends_before=None)
    assert BudgetHolder.objects.get().ends_before == date(2026, 6, 1)
    for change in (
        "limit_pence = 99999999",
        "ends_before = NULL",
        "member_id = NULL, role = 'finance_officer'",
    ):
        statement = f"UPDATE finance_approvallimit SET {change} WHERE id = %s"
        assert attempt(statement, limit.pk) == "finance_approval_limit_kept"
    moved = "UPDATE finance_budgetholder SET starts_on = '2020-01-01' WHERE id = %s"
    assert attempt(moved, held.pk) == "finance_budget_holder_kept"
    given = purchasing.delegate_for(
        actor=finance_officer.actor, from_member=both.member, to_member=as_member("budget_holder", name="Ira").member,
        starts_on=since, ends_on=date(2026, 12, 1), reason="Leave", today=TODAY,
    )  # fmt: skip
    longer = "UPDATE finance_delegation SET ends_before = '2030-01-01' WHERE id = %s"
    assert attempt(longer, given.pk) == "finance_delegation_kept"
