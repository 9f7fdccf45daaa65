"""A month of a police authority through finance's pages, in a real browser, wide and narrow: budget to publication."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.jobs.models import Job
from backoffice.jobs.testing import run_job
from backoffice.links import Link
from finance.models import (
    BudgetHolder,
    BudgetVersion,
    CostCentre,
    Invoice,
    PaymentRun,
    Period,
    PurchaseOrder,
    Requisition,
)
from finance.services import bank, budgets, purchasing, start_closing
from finance.services.budgets import BudgetRow
from finance.services.purchasing import LimitFacts
from tests.finance.bank.statements import MAPPING, Day, csv
from tests.finance.payments import making
from tests.ui.browser import WIDTHS, browser, faults, fulfil, page_of

pytestmark = pytest.mark.browser
ROOT = "/cleveland/finance"
DAY = date(2026, 10, 20)
REFUSED = {"over", "late"}  # pages that say why not


def requisition(price: str, **more: str) -> dict[str, str]:
    return {
        "title": "Search gloves",
        "do": "submit",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-description": "Search gloves",
        "lines-0-category": "KIT",
        "lines-0-quantity": "10",
        "lines-0-unit_price_pence": price,
        "lines-0-account": "2010",
        "lines-0-cost_centre": "A100",
        "lines-0-objective": "01.01",
        "lines-0-vat_code": "S",
        **more,
    }


@pytest.fixture
def addresses(
    settings: Any, ledger: str, finance_officer: Any, finance_approver: Any, budget_holder: Any, clerk: Any
) -> dict[str, tuple[str, Any]]:
    """The month's pages, each as whoever's work it is sees it."""
    settings.BUSINESS_DATE = DAY
    answers: dict[str, tuple[str, Any]] = {}
    officer, approver, holder = finance_officer, finance_approver, budget_holder

    def visit(name: str, who: Any, address: str) -> None:
        answers[name] = (f"{address}{'&' if '?' in address else '?'}{name}", who.get(address))

    def post(who: Any, address: str, **data: Any) -> Any:
        answer = who.post(address, {"csrfmiddlewaretoken": "x", **data})  # as every form has it
        page = answer.content.decode()
        assert answer.status_code == 302, page[page.find("There is a problem") :][:900]
        return answer

    # A budget is set: begun, filled, sent, approved by another
    post(officer, f"{ROOT}/budgets/add/", financial_year="2026/27", name="Original budget")
    version = BudgetVersion.objects.get()
    budgets.put_lines(
        actor=officer.actor, version=version, rows=[BudgetRow("2010", "A100", 120_000, objective="01.01")]
    )
    visit("draft", officer, version.get_absolute_url())
    post(officer, f"{version.get_absolute_url()}submit/")
    approval = approval_of(Link("finance.budget", version.pk))
    assert approval is not None
    approve(actor=approver.actor, approval=approval)
    centre = CostCentre.objects.get(code="A100")
    BudgetHolder.objects.create(cost_centre=centre, member=holder.member, starts_on=date(2026, 4, 1))
    budgets.add_control(actor=officer.actor, cost_centre=centre)
    visit("budget", officer, version.get_absolute_url())

    # Bought: what would overspend is refused, another is approved, ordered, received and invoiced
    purchasing.put_categories(actor=officer.actor, rows=[purchasing.CategoryFacts("KIT", "Kit")])
    purchasing.put_limits(
        actor=officer.actor, rows=[LimitFacts(100_000, date(2026, 4, 1), member=holder.member)]
    )
    supplier = making.make_supplier(officer.member.pk, approver.member.pk, "Tees Workwear Ltd")
    asked = clerk.post(f"{ROOT}/requisitions/add/", requisition("500.00"))
    assert asked.status_code == 422 and "Ask for £3,800.00 less" in asked.content.decode()
    answers["over"] = (f"{ROOT}/requisitions/add/?over", asked)
    post(clerk, f"{ROOT}/requisitions/add/", **requisition("80.00", supplier=supplier.number))
    wanted = Requisition.objects.get(state="awaiting")
    visit("approve", holder, f"{wanted.get_absolute_url()}approve/")
    post(holder, f"{wanted.get_absolute_url()}approve/")
    post(clerk, f"{wanted.get_absolute_url()}order/", supplier=supplier.number)
    order = PurchaseOrder.objects.get()
    assert clerk.get(f"{order.get_absolute_url()}pdf/").headers["Content-Type"] == "application/pdf"
    post(clerk, f"{order.get_absolute_url()}receive/", received_on=str(DAY), quantity_1="10", key="one")
    visit("order", clerk, order.get_absolute_url())
    visit("my-budgets", holder, f"{ROOT}/my-budgets/")
    visit("enter", clerk, f"{ROOT}/invoices/add/?order={order.number}&supplier={supplier.number}")
    line = {"order_line": "1", "description": "Search gloves", "quantity": "10", "net_pence": "800.00"}
    post(
        clerk,
        f"{ROOT}/invoices/add/",
        **{
            "kind": "invoice",
            "supplier": supplier.number,
            "supplier_number": "TW-1",
            "dated_on": str(DAY),
            "order": order.number,
            "gross_pence": "960.00",
            "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "0",
        },
        **{f"lines-0-{name}": value for name, value in line.items()},
    )
    invoice = Invoice.objects.get()
    pdf = io.BytesIO(b"%PDF-1.7\n1 0 obj\n")
    pdf.name = "TW-1.pdf"
    post(clerk, f"{invoice.get_absolute_url()}document/", file=pdf)
    visit("invoice", clerk, invoice.get_absolute_url())

    # Paid by one and approved by another, the file made, the bank's statement matched and signed
    account = making.make_bank_account()
    bank.begin_account(actor=officer.actor, bank_account=account, on=date(2026, 10, 1), statement_pence=0)
    paid_on = {"due_by": "2026-12-31", "pay_on": "2026-10-23", "bank_account": account.reference}
    visit("propose", officer, f"{ROOT}/payment-runs/propose/")
    post(officer, f"{ROOT}/payment-runs/propose/", **paid_on)
    run = PaymentRun.objects.get()
    at = run.get_absolute_url()
    visit("approve-run", approver, f"{at}approve/")
    post(approver, f"{at}approve/", seen_pence="96000")
    post(approver, f"{at}file/")
    run_job(Job.objects.get(kind="finance.payment_file"))
    visit("file", approver, at)
    post(approver, f"{at}confirm/")
    made = bank.put_mapping(
        actor=officer.actor,
        mapping=None,
        name="Web page",
        columns=MAPPING,
        signs="signed",
        date_format="%d/%m/%Y",
    )
    paid = Day(date(2026, 10, 23), 0, [(-96_000, "BACS PAYMENTS", run.number)])
    charged = Day(date(2026, 10, 31), paid.closing_pence, [(-500, "CHARGES", "")])
    paper = io.BytesIO(csv(paid, charged))
    paper.name = "october.csv"
    settings.BUSINESS_DATE = date(2026, 11, 3)
    sent = post(officer, f"{account.get_absolute_url()}send/", file=paper, mapping=made.pk)
    visit("statement", officer, sent["Location"])
    post(officer, sent["Location"], do="load")
    visit("match", officer, f"{account.get_absolute_url()}match/")
    post(officer, f"{account.get_absolute_url()}match/", do="accept_sure")
    visit("account", officer, account.get_absolute_url())
    post(officer, f"{account.get_absolute_url()}reconcile/", on="2026-10-31")
    reconciliation = account.reconciliations.get()
    post(approver, f"{reconciliation.get_absolute_url()}sign/")
    visit("reconciliation", officer, reconciliation.get_absolute_url())

    # Closed: nothing more is posted into it, and every figure opens down to the paper
    october = Period.objects.get(code="2026-10")
    start_closing(actor=officer.actor, period=october)
    visit("closing", officer, f"{ROOT}/periods/2026-10/")
    post(officer, f"{ROOT}/periods/2026-10/close/")
    late = {"dated_on": str(DAY), "description": "Too late", "do": "submit"}
    late |= {"lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0"}
    late |= {"lines-0-account": "2010", "lines-0-cost_centre": "A100", "lines-0-objective": "01.01"}
    late |= {"lines-0-debit_pence": "1", "lines-1-account": "8510", "lines-1-credit_pence": "1"}
    refused = officer.post(f"{ROOT}/journals/add/", late)
    assert refused.status_code >= 400 and "October 2026 is closed" in refused.content.decode()
    answers["late"] = (f"{ROOT}/journals/add/?late", refused)
    visit("trial-balance", officer, f"{ROOT}/trial-balance/?first=2026-10&last=2026-10")
    visit("journal", officer, invoice.journal.get_absolute_url())
    visit("of-creditors", officer, f"{invoice.get_absolute_url()}lines/8500/")
    assert b"TW-1.pdf" in answers["of-creditors"][1].content

    # Published, and read by somebody who never signed in
    begun = post(officer, f"{ROOT}/publications/prepare-spending/", period="2026-10")
    post(officer, f"{begun['Location']}submit/")
    visit("publication", approver, begun["Location"])
    post(approver, f"{begun['Location']}review/", looked="on")
    post(approver, f"{begun['Location']}publish/")
    anybody = Client()
    assert b",800.00," in anybody.get("/published/cleveland/spend/2026-10.csv").content
    answers["published"] = ("/published/cleveland/?published", anybody.get("/published/cleveland/"))
    visit("overview", officer, f"{ROOT}/")
    return answers


def test_a_month_from_its_budget_to_what_is_published(addresses: Any) -> None:
    answers = dict(addresses.values())
    told: dict[str, list[str]] = {}
    wrong = {name for name, (_, made) in addresses.items() if made.status_code != 200}
    assert wrong == REFUSED
    pictures = os.environ.get("PICTURES")
    with browser() as chromium:
        for width in WIDTHS:
            with page_of(chromium, width=width) as (page, said):
                page.route("**/*", lambda route: fulfil(route, answers))
                for name, (address, _) in addresses.items():
                    page.goto(f"http://localhost{address}")
                    found = [*faults(page), *(words for words in said if "Failed to load" not in words)]
                    said.clear()
                    if found:
                        told[f"{name} at {width}"] = found
                    if pictures:
                        page.screenshot(path=str(Path(pictures) / f"{name}-{width}.png"), full_page=True)
    assert not told
