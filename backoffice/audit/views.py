"""Who changed what, when and why: the search over every record with a history."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from backoffice.actor import Actor
from backoffice.audit.queries import changes_in, event_model_of, tracked_models
from backoffice.clock import LONDON
from backoffice.reports.columns import Column
from backoffice.reports.exports import FORMATS, export_response
from backoffice.tenancy.views import authority_page
from backoffice.ui.forms import DateField, UiForm

PER_PAGE = 50
MOST_EXPORTED = 20_000
# What a record's history may show takes one of the permissions that show such records, besides `audit.view`. The records of
# an app that is not named here stay closed.
OPENED_BY: dict[str, tuple[str, ...]] = {
    "tenancy": ("members.view",),
    "approvals": (),  # who asked for what and who decided; nothing of the record itself
    "api": ("api.manage_tokens", "members.view"),
    "hr": ("hr.view_people",),
    "payroll": ("payroll.view",),
    "finance": ("finance.view",),
}
BANK_DETAILS = {"hr.bankaccount": "hr.view_bank_details"}


class SearchForm(UiForm):
    """Addresses of this page are links, so it is a GET form."""

    record = forms.ChoiceField(label="Records", error_messages={"required": "Choose a kind of record"})
    number = forms.IntegerField(label="Record's number", required=False, min_value=1)
    who = forms.CharField(label="Changed by", required=False, max_length=80)
    why = forms.CharField(label="Reason contains", required=False, max_length=80)
    from_on = DateField(label="From", required=False)
    to_on = DateField(label="To", required=False)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record"].choices = [("", "Choose")] + records_for(viewer)  # type: ignore[attr-defined]


def records_for(viewer: Actor) -> list[tuple[str, str]]:
    """The kinds of records whose history the viewer may read, with what they are called."""
    found = []
    for label, model in tracked_models().items():
        opened_by = OPENED_BY.get(model._meta.app_label)
        bank = BANK_DETAILS.get(label)
        if opened_by is None or (opened_by and not viewer.can(*opened_by)) or (bank and not viewer.can(bank)):
            continue
        app = str(apps.get_app_config(model._meta.app_label).verbose_name)
        found.append((label, f"{app}: {model._meta.verbose_name_plural}"))
    return sorted(found, key=lambda each: each[1])


@require_GET
@authority_page("audit.view")
def search(request: Any) -> HttpResponseBase:
    form = SearchForm(request.GET if "record" in request.GET else None, viewer=request.actor)
    context: dict[str, Any] = {
        "title": "Audit",
        "lead": "Who changed what, when and why. History is written by the database and can be neither changed nor removed.",
        "form": form,
    }
    if not form.is_bound:
        return render(request, "audit/search.html", context)
    if not form.is_valid():
        return render(request, "audit/search.html", context, status=422)
    wanted = form.cleaned_data
    model = tracked_models()[wanted["record"]]
    events = event_model_of(model)._default_manager.filter(_matching(wanted)).order_by("-pgh_id").values()
    if (format := request.GET.get("format")) in FORMATS:
        columns = [
            Column("when", "When", "moment"),
            Column("record", "Record", "reference"),
            Column("what", "What"),
            Column("who", "Who"),
            Column("why", "Reason"),
            Column("fields", "Fields"),
        ]
        rows = (
            (each.when, each.record_id, each.what, each.who, each.why, _in_words(each.fields))
            for each in changes_in(model, events[:MOST_EXPORTED])
        )
        return export_response(
            request, filename="audit", columns=columns, rows=rows, format=format, title="Audit"
        )
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "csv"
    context |= {
        "page": page,
        "changes": changes_in(model, page.object_list),
        "record": str(model._meta.verbose_name).capitalize(),
        "csv": "?" + query.urlencode(),
    }
    return render(request, "audit/search.html", context)


def _matching(wanted: dict[str, Any]) -> Q:
    found = Q()
    if wanted["number"]:
        found &= Q(pgh_obj_id=wanted["number"])
    if wanted["who"]:
        found &= Q(pgh_context__name__icontains=wanted["who"])
    if wanted["why"]:
        found &= Q(pgh_context__reason__icontains=wanted["why"])
    if wanted["from_on"]:
        found &= Q(pgh_created_at__gte=datetime.combine(wanted["from_on"], time.min, LONDON))
    if wanted["to_on"]:
        found &= Q(pgh_created_at__lt=datetime.combine(wanted["to_on"] + timedelta(days=1), time.min, LONDON))
    return found


def _in_words(fields: list[Any]) -> str:
    return "; ".join(
        f"{each.label}: {each.old} → {each.new}" if each.old else f"{each.label}: {each.new}"
        for each in fields
    )
