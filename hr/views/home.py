from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Figure
from backoffice.ui.formats import count
from hr.queries.increments import increments_due
from hr.queries.workforce import employed_by_workforce, workforce_by_unit


@authority_page("hr.view_people")
def home(request: AuthorityRequest) -> HttpResponse:
    """How many people, posts and vacancies, and what waits."""
    as_at = request.business_date
    return render(
        request,
        "hr/home.html",
        {
            "title": "HR",
            "lead": "Units, posts, people and what they are paid on.",
            "as_at": as_at,
            "figures": _figures(as_at),
            "rows": workforce_by_unit(viewer=request.actor, as_at=as_at),
        },
    )


def _figures(as_at: date) -> list[Figure]:
    found = employed_by_workforce(as_at)
    due = sum(1 for each in increments_due(on=as_at) if not each.held)
    people = reverse("hr:people")
    return [
        Figure("People employed", count(sum(found.values())), url=people),
        Figure("Officers", count(found.get("OFFICER", 0)), url=f"{people}?workforce=OFFICER"),
        Figure("Police staff", count(found.get("STAFF", 0)), url=f"{people}?workforce=STAFF"),
        Figure("PCSOs", count(found.get("PCSO", 0)), url=f"{people}?workforce=PCSO"),
        Figure("Increments due", count(due), url=reverse("hr:increments")),
    ]
