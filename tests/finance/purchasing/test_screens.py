"""Buying through the pages, as those who do it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from backoffice.clock import business_date
from backoffice.jobs.models import Job
from backoffice.jobs.testing import run_job
from finance.models import PurchaseOrder, Receipt, Requisition, Supplier, SupplierBankDetails
from finance.services import purchasing

from .conftest import GLOVES, TODAY

LINES = {
    "lines-TOTAL_FORMS": "2",
    "lines-INITIAL_FORMS": "0",
    "lines-0-description": "Search gloves, pair",
    "lines-0-category": "kit",
    "lines-0-quantity": "100",
    "lines-0-unit_price_pence": "2.50",
    "lines-0-account": "2010",
    "lines-0-cost_centre": "A100",
    "lines-0-objective": "01.01",
    "lines-0-vat_code": "S",
}


def refused_with(page: Any) -> Any:
    """What a page that came back refused."""
    return getattr(page, "refusal", None) or page.context["form"].errors


def test_gloves_are_asked_for_approved_ordered_sent_and_received(
    shop: Supplier, clerk: Any, budget_holder: Any, mailoutbox: Any
) -> None:
    more = clerk.post(reverse("finance:add_requisition"), LINES | {"title": "Gloves", "add": "1"})
    assert b"Search gloves, pair" in more.content and b"lines-3-description" in more.content
    page = clerk.post(
        reverse("finance:add_requisition"),
        LINES | {"title": "Gloves", "supplier": shop.number, "deliver_to": "Stores", "do": "submit"},
    )
    assert page.status_code == 302
    asked = Requisition.objects.get()
    assert asked.state == "awaiting"

    own = clerk.get(asked.get_absolute_url()).content.decode()
    assert "Bea Holder or Gwen Taylor can approve it." in own and "Held of the budget" in own
    assert asked.title in budget_holder.get(reverse("work:home")).content.decode()
    told = budget_holder.get(reverse("finance:approve_requisition", args=[asked.reference])).content.decode()
    assert "Within your limit of £1,000.00." in told
    budget_holder.post(reverse("finance:approve_requisition", args=[asked.reference]), {"reason": ""})

    page = clerk.post(
        reverse("finance:order_requisition", args=[asked.reference]),
        {"supplier": shop.number, "deliver_to": "Stores, Cannon Park"},
    )
    order = PurchaseOrder.objects.get()
    assert page.url == order.get_absolute_url() and order.number == "PO000001"
    pdf = clerk.get(reverse("finance:order_pdf", args=[order.reference]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    clerk.post(reverse("finance:send_order", args=[order.reference]), {"sent_to": shop.email})
    run_job(Job.objects.get(kind="finance.send_order"))
    order.refresh_from_db()
    assert order.sent_to == shop.email and mailoutbox[0].attachments[0][0] == "PO000001.pdf"
    assert "PO000001.pdf" in clerk.get(order.get_absolute_url()).content.decode()

    sent = {
        "received_on": TODAY.isoformat(),
        "delivery_note": "DN 77",
        "key": "form-1",
        "quantity_1": "60",
    }
    where = reverse("finance:receive_order", args=[order.reference])
    refused = budget_holder.post(where, sent)
    assert refused.refusal.code == "receipt_by_approver" and "Ask a colleague" in refused.refusal.next_step
    for _ in range(2):  # a double click
        page = clerk.post(where, sent)
        assert page.status_code == 302, refused_with(page)
    receipt = Receipt.objects.get()
    assert clerk.get(receipt.get_absolute_url()).status_code == 200
    too_much = clerk.post(where, sent | {"key": "form-2", "quantity_1": "60"})
    assert too_much.refusal.code == "receipt_too_much" and "at most 50 more" in too_much.refusal.message
    clerk.post(
        reverse("finance:return_order", args=[order.reference]),
        {"received_on": TODAY.isoformat(), "reason": "Torn", "key": "form-3", "quantity_1": "10"},
    )
    page = clerk.get(order.get_absolute_url()).content.decode()
    assert "GR000001" in page and "GR000002" in page and "£125.00" in page  # 50 of 100 received
    for name in ("suppliers", "requisitions", "orders", "receipts", "categories", "approval_limits"):
        assert clerk.get(reverse(f"finance:{name}")).status_code == 200
    for code in ("open_orders", "received_not_invoiced", "suppliers"):
        shown = clerk.get(reverse("reports:report", args=[f"finance.{code}"]), {"format": "csv"})
        assert shown.status_code == 200


def test_bank_details_take_a_second_person_and_a_call_to_a_number_known_before(
    shop: Supplier, clerk: Any, finance_approver: Any
) -> None:
    account = {"account_name": "Tees Workwear", "sort_code": "01-02-03", "account_number": "12345678"}
    where = reverse("finance:propose_bank_details", args=[shop.reference])
    wrong = clerk.post(where, account | {"sort_code": "1-2-3"})
    assert wrong.status_code == 422 and "six digits" in wrong.content.decode()
    clerk.post(where, account | {"evidence": "Letter of 3 November"})
    details = SupplierBankDetails.objects.get()
    assert shop.name in finance_approver.get(reverse("work:home")).content.decode()
    accept = reverse("finance:accept_bank_details", args=[details.reference])
    assert clerk.post(accept).status_code == 403
    call = {
        "called_number": "+44 1642 960100",
        "called_person": "Moira Tees",
        "called_on": business_date().isoformat(),
        "called_note": "She read the account number out",
    }
    fresh = finance_approver.post(accept, call)  # the clerk put that number there just now
    assert fresh.refusal.code == "bank_details_number_too_fresh"
    done = finance_approver.post(accept, call | {"called_source": "Invoice of 4 March 2025"})
    assert done.status_code == 302, refused_with(done)
    details.refresh_from_db()
    assert (details.state, details.called_source) == ("current", "Invoice of 4 March 2025")
    page = finance_approver.get(shop.get_absolute_url()).content.decode()
    assert "Called +44 1642 960100" in page and "12345678" in page


def test_a_limit_too_low_names_who_can_and_whoever_stands_in_approves_for_the_absent(
    requisition: Any, budget_holder: Any, finance_approver: Any, approver: Any, clerk: Any
) -> None:
    dear = requisition(GLOVES._replace(quantity=Decimal(1000)), submitted=True)
    where = reverse("finance:approve_requisition", args=[dear.reference])
    refused = budget_holder.post(where, {"reason": ""})
    assert refused.refusal.code == "approval_limit_too_low" and refused.status_code == 403
    assert "up to £1,000.00 here; this is £2,500.00" in refused.refusal.message
    assert refused.refusal.next_step == "Gwen Taylor can approve it."
    assert dear.title not in budget_holder.get(reverse("work:home")).content.decode()

    assert approver.post(where, {"reason": ""}).refusal.code == "approval_limit_too_low"
    finance_approver.post(
        reverse("finance:add_delegation"),
        {
            "to_member": approver.member.pk,
            "starts_on": business_date().isoformat(),
            "ends_on": (business_date() + timedelta(days=7)).isoformat(),
            "reason": "Leave",
        },
    )
    assert dear.title in approver.get(reverse("work:home")).content.decode()
    assert approver.post(where, {"reason": ""}).status_code == 302
    dear.refresh_from_db()
    assert (dear.decided_by_id, dear.decided_for_id) == (approver.member.pk, finance_approver.member.pk)
    assert "standing in for Gwen Taylor" in clerk.get(dear.get_absolute_url()).content.decode()
    again = finance_approver.post(where, {"reason": ""})
    assert again.refusal.code == "requisition_moved_on" and "Alun Price decided" in again.refusal.message


def test_an_order_can_become_less_but_not_dearer_and_what_is_less_is_free_again(
    order: Any, clerk: Any, shop: Supplier
) -> None:
    placed = order()
    where = reverse("finance:amend_order", args=[placed.reference])
    dearer = clerk.post(where, {"quantity_1": "101", "price_1": "2.50", "reason": "More"})
    assert dearer.refusal.code == "finance_order_within_approval"
    assert clerk.post(where, {"quantity_1": "40", "price_1": "2.50", "reason": "Fewer"}).status_code == 302
    assert "£100.00" in clerk.get(placed.get_absolute_url()).content.decode()
    held = clerk.post(reverse("finance:close_supplier", args=[shop.reference]), {"reason": "Gone"})
    assert held.refusal.code == "supplier_has_open_orders"
    clerk.post(reverse("finance:cancel_order", args=[placed.reference]), {"reason": "Not needed"})
    placed.refresh_from_db()
    assert placed.state == "cancelled"
    clerk.post(reverse("finance:hold_supplier", args=[shop.reference]), {"reason": "Disputed work"})
    page = clerk.post(
        reverse("finance:add_requisition"), LINES | {"title": "Gloves", "supplier": shop.number}
    )
    assert page.status_code == 422  # not among those to choose from


def test_a_budget_holder_sees_their_own_cost_centres_and_outsiders_nothing(
    requisition: Any, as_member: Any, outsider: Any, budget_holder: Any
) -> None:
    asked = requisition(submitted=True)
    other = as_member("budget_holder", name="Otis Elsewhere")
    assert budget_holder.get(asked.get_absolute_url()).status_code == 200
    assert other.get(asked.get_absolute_url()).status_code == 404
    assert outsider.get(asked.get_absolute_url()).status_code == 404
    assert asked.title not in other.get(reverse("finance:requisitions")).content.decode()


def test_documents_are_kept_with_what_they_are_about(order: Any, clerk: Any, budget_holder: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    placed = order()
    where = reverse("finance:attach_document", args=["order", placed.reference])
    assert clerk.get(where).status_code == 200
    clerk.post(where, {"file": SimpleUploadedFile("quote.pdf", b"%PDF-1.7\n1\n")})
    assert "quote.pdf" in clerk.get(placed.get_absolute_url()).content.decode()
    wrong = clerk.post(where, {"file": SimpleUploadedFile("quote.pdf", b"MZ\x90\x00")})
    assert wrong.refusal.code == "document_wrong_content"


def test_own_work_is_approved_by_somebody_else(requisition: Any, budget_holder: Any) -> None:
    asked = requisition(submitted=True, by=budget_holder)
    refused = budget_holder.post(
        reverse("finance:approve_requisition", args=[asked.reference]), {"reason": ""}
    )
    assert refused.refusal.code == "requisition_is_your_own"
    purchasing.withdraw_requisition(actor=budget_holder.actor, requisition=asked, today=TODAY)
