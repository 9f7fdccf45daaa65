"""The gallery at /ui/: each component once, with invented figures, for builders of screens and tests."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.ui import gallery as examples
from backoffice.ui.lists import BulkAction, list_page
from backoffice.ui.shortcuts import done, render_form


def gallery(request: HttpRequest) -> HttpResponse:
    """All components and a form, which a POST checks and throws away."""
    form = examples.ExampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return done(request, "The form is filled in well. Nothing was kept.", to="ui:gallery")
    running = examples.ExampleJob("running", 1320, 2640, "Working out pay")
    context: dict[str, Any] = {
        "title": "Components",
        "lead": "Every screen is made of these.",
        "figures": examples.FIGURES,
        "parts": examples.PARTS,
        "facts": examples.FACTS,
        "events": examples.EVENTS,
        "tasks": examples.TASKS,
        "chart": examples.CHART,
        "running": running,
        "finished": examples.ExampleJob("done", 2640, 2640, "9 people to check"),
    }
    return render_form(request, "ui/gallery.html", context, form)


def gallery_list(request: HttpRequest) -> HttpResponseBase:
    """A list of invented invoices."""
    return list_page(
        request,
        title="List of invoices",
        nouns=("invoice", "invoices"),
        queryset=examples.INVOICES,
        table=examples.InvoiceTable,
        filterset=examples.InvoiceFilter,
        bulk=[BulkAction("match", "Match selected")],
        bulk_url=reverse("ui:gallery"),
    )


def gallery_progress(request: HttpRequest) -> HttpResponse:
    """The running example's next state: it is done."""
    job = examples.ExampleJob("done", 2640, 2640, "9 people to check")
    return render(request, "ui/progress_only.html", {"job": job, "url": "", "result_url": ""})
