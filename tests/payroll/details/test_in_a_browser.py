"""Pages of pay details, settings and legislation in a real browser, wide and narrow."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from payroll.models import (
    AttachmentOrder,
    BankHoliday,
    Claim,
    ElementType,
    OpeningBalance,
    PayElement,
    PayPeriod,
    StudentLoan,
)
from payroll.services.details import set_paye_settings, set_tax_details
from payroll.services.details.kinds import SETTINGS
from tests.payroll.factories import pay_period
from tests.ui.browser import WIDTHS, browser, faults, fulfil, page_of

pytestmark = pytest.mark.browser
ROOT = "/cleveland/payroll"


@pytest.fixture
def addresses(pay: Any, payroll_officer: Any) -> dict[str, tuple[str, Any]]:
    """Somebody with every kind of detail, and a page of each kind."""
    one, bare = pay.person(), pay.person(tax_code="", ni_letter="")
    for workforce in ("OFFICER", "PCSO", "OFFICER"):
        pay.person(workforce=workforce, annual=4_200_000)
    actor = payroll_officer.actor
    set_tax_details(
        actor=actor,
        employment=one,
        tax_code="1100L",
        notice="P6",
        starts_on=date(2026, 11, 1),
        reason="Notice",
    )
    loan = StudentLoan.objects.create(employment=one, plan=2, starts_on=date(2026, 4, 6))
    shift, overtime = ElementType.objects.get(code="SHIFT"), ElementType.objects.get(code="OT150")
    PayElement.objects.create(employment=one, element=shift, amount_pence=18_500, starts_on=date(2026, 4, 6))
    Claim.objects.create(
        employment=one,
        element=overtime,
        period=pay.period,
        worked_on=date(2026, 10, 3),
        quantity=225,
        note="Match day",
    )
    AttachmentOrder.objects.create(
        employment=one,
        kind="council_tax",
        order_number="LO-1",
        issued_on=date(2026, 9, 1),
        starts_on=date(2026, 10, 1),
    )
    OpeningBalance.objects.create(
        employment=one, tax_year="2026-27", through_period=6, taxable_pence=1_800_000, tax_pence=234_240
    )
    BankHoliday.objects.create(day=date(2026, 12, 25), name="Christmas Day")
    pay_period(2026, 11, 27)
    values = {name: getattr(SETTINGS.model.objects.get(), name) for name in SETTINGS.facts}
    set_paye_settings(
        actor=actor,
        starts_on=date(2026, 11, 1),
        reason="New bank",
        **{**values, "bank_account_number": "00000001"},
    )
    person = f"{ROOT}/details/people/{one.reference}"
    pages = {
        "people": f"{ROOT}/details/",
        "person": f"{person}/",
        "bare": f"{ROOT}/details/people/{bare.reference}/",
        "history": f"{person}/history",
        "tax-codes": f"{ROOT}/details/tax-codes/?on=2026-10-30",
        "claims": f"{ROOT}/details/claims/",
        "figures": f"{ROOT}/details/figures-to-date/",
        "set-tax": f"{person}/tax-codes/set",
        "set-letter": f"{person}/ni-categories/set",
        "set-pension": f"{person}/pensions/set",
        "set-element": f"{person}/regular-payments/set",
        "set-order": f"{person}/attachment-orders/set",
        "claim": f"{person}/claims/set",
        "set-figures": f"{person}/figures-to-date/set",
        "end": f"{ROOT}/details/student-loans/{loan.reference}/end",
        "remove": f"{ROOT}/details/student-loans/{loan.reference}/remove",
        "settings": f"{ROOT}/settings/",
        "employer": f"{ROOT}/settings/employer/",
        "change-employer": f"{ROOT}/settings/employer/change",
        "calendar": f"{ROOT}/settings/calendar/",
        "plan": f"{ROOT}/settings/calendar/plan",
        "pay-day": f"{ROOT}/settings/calendar/{PayPeriod.objects.get(number=8).slug}/",
        "holidays": f"{ROOT}/settings/bank-holidays/",
        "rates": f"{ROOT}/settings/pension-rates/",
        "set-rate": f"{ROOT}/settings/pension-rates/set",
        "elements": f"{ROOT}/settings/elements/",
        "element": f"{ROOT}/settings/elements/{shift.pk}/",
        "legislation": f"{ROOT}/legislation/",
        "override": f"{ROOT}/legislation/2026-27/set?path=police_pension_2015.employer_rate",
    }
    answers = {name: (address, payroll_officer.get(address)) for name, address in pages.items()}
    wrong = payroll_officer.post(f"{person}/tax-codes/set", {"tax_code": "1257"})
    answers["wrong"] = (f"{person}/tax-codes/set?wrong", wrong)
    return answers


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_holds_what_a_page_must(addresses: Any, width: int) -> None:
    answers = dict(addresses.values())
    pictures = os.environ.get("PICTURES")
    told: dict[str, list[str]] = {}
    with browser() as chromium, page_of(chromium, width=width) as (page, said):
        page.route("**/*", lambda route: fulfil(route, answers))
        for name, (address, made) in addresses.items():
            answer = page.goto(f"http://localhost{address}")
            assert answer is not None and answer.status == made.status_code, name
            found = [*faults(page), *(words for words in said if "422" not in words)]
            said.clear()
            if found:
                told[name] = found
            if pictures:
                page.screenshot(path=str(Path(pictures) / f"{name}-{width}.png"), full_page=True)
    assert not told
