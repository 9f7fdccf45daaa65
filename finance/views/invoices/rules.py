"""Tolerances of the match."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import histories_of
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.invoices import ToleranceForm
from finance.models import MatchTolerance
from finance.services.invoices import put_tolerance


def _percent(basis_points: int) -> Decimal:
    return Decimal(basis_points) / 100


@authority_page("finance.view")
def tolerances(request: AuthorityRequest) -> HttpResponse:
    """How far an invoice may be from its order before a person looks at it."""
    found = list(MatchTolerance.objects.select_related("category").order_by("category__code", "id"))
    histories = histories_of(MatchTolerance, [each.pk for each in found])
    return render(
        request,
        "finance/invoices/tolerances.html",
        {
            "title": "Match tolerances",
            "tolerances": found,
            "has_default": any(each.category_id is None for each in found),
            "changes": sorted(
                (change for each in histories.values() for change in each),
                key=lambda change: change.when,
                reverse=True,
            ),
            "may_change": request.actor.can("finance.change_purchasing_rules"),
        },
    )


@authority_page("finance.change_purchasing_rules")
def change(request: AuthorityRequest) -> HttpResponse:
    """Set the tolerances of a category, or of all others."""
    code = request.GET.get("category", "")
    now = MatchTolerance.objects.filter(
        **({"category__code": code} if code else {"category__isnull": True})
    ).first()
    initial = {
        "category": code,
        "price_pence": now.price_pence if now else 0,
        "price_percent": _percent(now.price_basis_points if now else 0),
        "quantity_percent": _percent(now.quantity_basis_points if now else 0),
        "total_pence": now.total_pence if now else 0,
        "total_percent": _percent(now.total_basis_points if now else 0),
        "vat_pence": now.vat_pence if now else 2,
    }
    form = ToleranceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with form.refusals():
            put_tolerance(actor=request.actor, **form.given)
            return done(
                request, "Tolerances are set for matches from now on.", to=reverse("finance:match_tolerances")
            )
    context = {
        "title": "Set tolerances",
        "lead": "A difference passes when it is within the pounds or within the per cent.",
        "submit": "Set tolerances",
        "cancel": reverse("finance:match_tolerances"),
    }
    return render_form(request, "ui/form_page.html", context, form)
