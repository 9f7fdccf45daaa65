"""The rules' test cases and how the running version does."""

from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from payroll.rules.check import VECTORS, CaseResult, run_file
from payroll.rules.law import law_for, tax_years


@lru_cache(maxsize=1)
def _results() -> tuple[CaseResult, ...]:
    """The same for every authority: the product's own cases by the product's own law."""
    return tuple(run_file(VECTORS))


@authority_page(("payroll.view", "payroll.view_own_payslips"))
def show(request: AuthorityRequest) -> HttpResponse:
    """Every case with what is expected and what comes out."""
    results = _results()
    failed = [each for each in results if not each.passed]
    return render(
        request,
        "payroll/test_cases.html",
        {
            "title": "How the pay rules are checked",
            "lead": "Test cases with known answers, worked out by the version that is running.",
            "figures": [
                Figure("Passed", formats.count(len(results) - len(failed))),
                Figure("Failed", formats.count(len(failed))),
                Figure(
                    "Tax years",
                    formats.count(len(tax_years())),
                    ", ".join(law_for(year).version for year in tax_years()),
                ),
            ],
            "results": [*failed, *(each for each in results if each.passed)],
        },
    )
