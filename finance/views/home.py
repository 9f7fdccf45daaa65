"""Where finance begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from finance.closing import blockers_of
from finance.models import Journal
from finance.permissions import SEES_BUDGETS
from finance.queries import current_period, journals_for, journals_waiting_for, periods_for

MOST = 50  # of each kind counted


@authority_page(SEES_BUDGETS)
def home(request: AuthorityRequest) -> HttpResponse:
    """What waits, what is begun, where the year stands. Who sees no ledger goes on to their budgets."""
    viewer = request.actor
    if not viewer.can("finance.view"):
        return redirect("finance:my_budgets")
    period = current_period(viewer=viewer, today=request.business_date)
    waiting = list(journals_waiting_for(viewer=viewer)[:10])
    drafts = list(
        journals_for(viewer=viewer)
        .filter(state=Journal.State.DRAFT, made_by_id=viewer.member_id)
        .order_by("-id")[:10]
    )
    posted = list(
        journals_for(viewer=viewer)
        .filter(sequence__isnull=False)
        .select_related("approved_by")
        .order_by("-sequence")[:10]
    )
    figures = [
        Figure(
            "Period",
            period.name if period else "None",
            note=period.get_state_display() if period else "Make the periods of a year first",
            url=reverse("finance:periods"),
        ),
        *(
            [
                Figure(
                    "Waiting for you",
                    formats.count(len(waiting)),
                    url=f"{reverse('finance:journals')}?state=awaiting",
                )
            ]
            if viewer.can("finance.post_journal")
            else []
        ),
        Figure("Your drafts", formats.count(len(drafts)), url=f"{reverse('finance:journals')}?state=draft"),
        Figure(
            "Last journal",
            posted[0].number or "" if posted else "None",
            note=formats.moment(posted[0].posted_at) if posted else "",
            url=posted[0].get_absolute_url() if posted else "",
        ),
    ]
    return render(
        request,
        "finance/home.html",
        {
            "title": "Finance",
            "figures": figures,
            "waiting": waiting,
            "drafts": drafts,
            "posted": posted,
            "may_draft": viewer.can("finance.draft_journal"),
            **_next_close(request),
        },
    )


def _next_close(request: AuthorityRequest) -> dict[str, object]:
    """The earliest month that is not closed, and what stands in its way."""
    period = (
        periods_for(viewer=request.actor)
        .filter(state__in=("open", "closing"), starts_on__lte=request.business_date)
        .order_by("starts_on")
        .first()
    )
    if period is None:
        return {}
    return {
        "closing": period,
        "in_the_way": [(kind, len(blockers)) for kind, blockers in blockers_of(period, most=MOST)],
        "most": MOST,
    }
