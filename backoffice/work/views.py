"""The authority's home: what waits for me, what I sent on, how each function stands."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from backoffice.tenancy import portal_api
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Figure
from backoffice.work.registry import Waiting, asides_for, days_for, figures_for, work_for
from backoffice.work.search import LONGEST, SHORTEST, search_everything
from backoffice.work.setting_up import steps_left

TABS = {"mine": "Mine", "sent": "Sent on"}


@require_GET
@authority_page()
def home(request: Any) -> HttpResponse:
    """A query for each kind of work, figure and card the viewer may see, however many rows there are."""
    viewer, today = request.actor, request.business_date
    functions = request.authority.functions
    tab = request.GET.get("tab", "mine")
    if tab not in TABS:
        tab = "mine"
    lists = {name: work_for(viewer=viewer, today=today, tab=name, functions=functions) for name in TABS}
    _tell_waiting(request, lists["mine"])
    figures = figures_for(viewer=viewer, today=today, functions=functions)
    context = {
        "title": "My work",
        "lead": _lead(lists["mine"], today),
        "oldest": next((each.row.url for each in lists["mine"] if each.row.url), ""),
        "tab": tab,
        "tabs": [(name, label, len(lists[name]), name == tab) for name, label in TABS.items()],
        "waiting": lists[tab],
        "today": today,
        "days": days_for(viewer=viewer, today=today, functions=functions),
        "figures": [Figure(each.label, each.value, each.note, each.url) for each in figures],
        "cards": asides_for(viewer=viewer, today=today),
        "steps": steps_left(viewer=viewer, functions=functions),
    }
    return render(request, "work/home.html", context)


@require_GET
@authority_page()
def search(request: Any) -> HttpResponse:
    """Records of every function by name or number, as far as the viewer may see them."""
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    long_enough = len(text) >= SHORTEST
    functions = request.authority.functions
    context = {
        "title": f"Search: {text}" if text else "Search",
        "text": text,
        "here": reverse("work:search"),
        "longest": LONGEST,
        "too_short": bool(text) and not long_enough,
        "results": search_everything(viewer=request.actor, text=text, functions=functions)
        if long_enough
        else [],
    }
    return render(request, "work/search.html", context)


def _lead(waiting: list[Waiting], today: date) -> str:
    """How much waits and how much of it is late, in a sentence or two."""
    if not waiting:
        return "Nothing waits for you."
    late = sum(1 for each in waiting if each.row.due_on and each.row.due_on < today)
    due = sum(
        1 for each in waiting if each.row.due_on and today <= each.row.due_on <= today + timedelta(days=1)
    )
    number = "1 thing waits" if len(waiting) == 1 else f"{len(waiting)} things wait"
    parts = [f"{late} late"] if late else []
    parts += [f"{due} due today or tomorrow"] if due else []
    return f"{number} for you" + (f": {', '.join(parts)}." if parts else ".")


def _tell_waiting(request: Any, waiting: list[Waiting]) -> None:
    """The counts in the bars: of each function here, and of this authority in the switcher of every other."""
    request.waiting = {
        "work": len(waiting),
        **Counter(each.function for each in waiting if each.function != "work"),
    }
    if request.membership is not None and request.membership.waiting != len(waiting):
        with transaction.atomic():
            portal_api.tell_waiting(request.actor.identity, len(waiting))
