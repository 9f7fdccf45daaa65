"""Where what finance rests on is kept: coding, buying rules, budgets, the bank, the close."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page

PLACES = (
    (
        "Coding",
        (
            ("Chart of accounts", "accounts", "What money is spent on, earned from or held in."),
            ("Cost centres", "cost_centres", "Who spends: a dated tree."),
            ("Police objectives", "objectives", "What spending is for, by police objective heading."),
            ("Projects", "projects", "Spending followed across cost centres and years."),
            ("VAT codes", "vat_codes", "Rates, and how much of the VAT is recovered."),
            (
                "Control accounts",
                "control_accounts",
                "The accounts that invoices, receipts and accruals post to.",
            ),
        ),
    ),
    (
        "Buying and paying",
        (
            ("Categories", "categories", "Kinds of things bought, with their usual account and VAT code."),
            ("Approval limits", "approval_limits", "Who approves up to how much."),
            ("Delegations", "delegations", "Who approves for whom while away."),
            (
                "Match tolerances",
                "match_tolerances",
                "How far an invoice may differ from its order and receipt.",
            ),
        ),
    ),
    (
        "Budgets",
        (
            ("Budget holders", "budget_holders", "Who answers for which cost centre."),
            (
                "Budget controls",
                "budget_controls",
                "Where overspending is stopped, and where it is warned of.",
            ),
            ("Phasing profiles", "phasing_profiles", "How a year's amount is spread over its months."),
            ("Forecast months", "forecasts", "Ask budget holders for forecasts, and lock a month's."),
        ),
    ),
    (
        "Bank and close",
        (
            ("Matching rules", "bank_rules", "What texts on bank statements were found to mean."),
            ("Statement mappings", "statement_mappings", "How a bank's CSV files are read."),
            ("Closing checklist", "close_tasks", "What is done each month before a period is closed."),
            ("Accruals", "accruals", "Accruals and prepayments that reverse themselves."),
        ),
    ),
)


@authority_page("finance.view")
def setup(request: AuthorityRequest) -> HttpResponse:
    """A card for each part, a line for each place."""
    cards = [
        (title, [(label, reverse(f"finance:{name}"), text) for label, name, text in places])
        for title, places in PLACES
    ]
    return render(request, "finance/setup.html", {"title": "Setup", "cards": cards})
