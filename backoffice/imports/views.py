"""The imports pages: choose a file, match its columns, see what would change, load it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from backoffice.errors import Refused
from backoffice.imports import matching
from backoffice.imports.jobs import CHECK, LINK_KIND, LOAD
from backoffice.imports.models import Batch, BatchState
from backoffice.imports.queries import batch_for, batches_for, sample, spec_for, wrong_rows
from backoffice.imports.reading import FileTooLarge
from backoffice.imports.services import (
    check_batch,
    discard_batch,
    load_batch,
    map_columns,
    upload_file,
)
from backoffice.imports.specs import ImportSpec, next_after, specs_for
from backoffice.imports.templates import csv_template, explanation, workbook_template
from backoffice.jobs.models import LIVE, Job
from backoffice.jobs.queries import jobs_about
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.reports.exports import FORMATS, export_response
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form, render_message

CHECKED_AT_ONCE_BYTES = 300_000  # about 2,000 rows: more is a job
LOADED_AT_ONCE_ROWS = 2_000
SHOWN_COLUMNS = 8


class UploadForm(UiForm):
    file = forms.FileField(
        label="File",
        help_text="CSV or Excel (.xlsx), at most 50 MB and 200,000 rows",
        error_messages={"required": "Choose a file", "empty": "Choose a file that is not empty"},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )


class MatchForm(UiForm):
    """One choice for each of our columns: which of the file's columns holds it."""

    def __init__(
        self, *args: Any, spec: ImportSpec, headings: list[str], found: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Not in the file")] + [
            (str(at), heading) for at, heading in enumerate(headings) if heading
        ]
        for column in spec.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.label,
                choices=choices,
                required=column.required,
                initial=str(found[column.name]) if column.name in found else "",
                help_text=column.help,
                error_messages={"required": f"Choose the column that holds: {column.label}"},
            )

    def positions(self) -> dict[str, int]:
        return {name: int(at) for name, at in self.cleaned_data.items() if at != ""}


@require_GET
@authority_page()
def kinds(request: Any) -> HttpResponse:
    specs = specs_for(request.actor)
    return render(
        request,
        "imports/kinds.html",
        {
            "title": "Imports",
            "lead": "Bring in a file. You see what would change before anything does.",
            "specs": specs,
        },
    )


@authority_page()
def kind(request: Any, kind: str) -> HttpResponse:
    spec = spec_for(viewer=request.actor, kind=kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            file = form.cleaned_data["file"]
            if file.size > settings.UPLOAD_MAX_BYTES:
                raise FileTooLarge(
                    f"{file.name} has {file.size // 1024 // 1024} MB.",
                    where="file",
                    next_step=f"Split it into files of at most {settings.UPLOAD_MAX_BYTES // 1024 // 1024} MB.",
                )
            uploaded = upload_file(
                actor=request.actor,
                kind=kind,
                file=file.file,
                filename=file.name,
                authority_names=[request.authority.name],
            )
            return _after_upload(request, spec, uploaded)
    recent = list(batches_for(viewer=request.actor, spec=spec)[:10])
    context = {
        "title": f"Import: {spec.label}",
        "lead": spec.description,
        "spec": spec,
        "recent": recent,
        "submit": "Check the file",
        "cancel": reverse("imports:kinds"),
    }
    return render_form(request, "imports/kind.html", context, form)


def _after_upload(request: Any, spec: ImportSpec, uploaded: Batch) -> HttpResponse:
    if uploaded.state == BatchState.MAPPING:
        return redirect("imports:match", spec.kind, uploaded.reference)
    return _check(request, uploaded)


def _check(request: Any, batch: Batch) -> HttpResponse:
    assert batch.document is not None
    if batch.document.size <= CHECKED_AT_ONCE_BYTES:
        check_batch(actor=request.actor, batch=batch, today=request.business_date)
        return redirect(batch)
    return redirect(_job(request, CHECK, batch, {}))


def _job(request: Any, kind: str, batch: Batch, params: dict[str, Any]) -> Job:
    return start_job(
        actor=request.actor,
        kind=kind,
        params={"batch": batch.pk, **params},
        about=Link(LINK_KIND, batch.pk),
        key=f"{batch.reference}:{sorted(params.items())}",
    )


@require_GET
@authority_page()
def columns(request: Any, kind: str) -> HttpResponse:
    spec = spec_for(viewer=request.actor, kind=kind)
    context = {
        "title": f"Columns of {spec.label}",
        "lead": "What each column of the file holds. Their order does not matter; others are passed over.",
        "spec": spec,
        "rows": [explanation(column) for column in spec.columns],
    }
    return render(request, "imports/columns.html", context)


@require_GET
@authority_page()
def template(request: Any, kind: str, format: str) -> HttpResponse:
    spec = spec_for(viewer=request.actor, kind=kind)
    writers = {"csv": csv_template, "xlsx": workbook_template}
    if format not in writers:
        raise Http404
    response = HttpResponse(writers[format](spec), content_type=FORMATS[format][1])
    name = spec.kind.replace(".", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}-template.{format}"'
    return response


@authority_page()
def match(request: Any, kind: str, reference: str) -> HttpResponse:
    spec = spec_for(viewer=request.actor, kind=kind)
    found = batch_for(viewer=request.actor, kind=kind, reference=reference)
    if found.state not in (BatchState.MAPPING, BatchState.STAGED):
        return redirect(found)
    form = MatchForm(request.POST or None, spec=spec, headings=found.headings, found=found.mapping)
    if form.is_valid():
        with form.refusals():
            mapped = map_columns(actor=request.actor, batch=found, columns=form.positions())
            return _check(request, mapped)
    absent = matching.missing(spec, found.mapping)
    context = {
        "title": "Match the columns",
        "lead": f"{found.filename}: choose which of its columns holds what. Files with these headings will remember it.",
        "spec": spec,
        "batch": found,
        "absent": absent,
        "passed_over": matching.unmatched(found.headings, found.mapping),
        "submit": "Check the file",
        "cancel": reverse("imports:kind", args=[kind]),
    }
    return render_form(request, "imports/match.html", context, form)


@require_GET
@authority_page()
def batch(request: Any, kind: str, reference: str) -> HttpResponse:
    spec = spec_for(viewer=request.actor, kind=kind)
    found = batch_for(viewer=request.actor, kind=kind, reference=reference)
    if found.state == BatchState.MAPPING:
        return redirect("imports:match", kind, reference)
    positions = [
        (column.label, found.mapping[column.name]) for column in spec.columns if column.name in found.mapping
    ]
    counts = found.counts
    figures = [
        Figure("New", f"{counts.get('new', 0):,}"),
        Figure("Changed", f"{counts.get('changed', 0):,}"),
        Figure("Unchanged", f"{counts.get('unchanged', 0):,}"),
        Figure("Wrong", f"{counts.get('wrong', 0):,}", "cannot be loaded as they are" if found.wrong else ""),
    ]
    context = {
        "title": found.filename,
        "lead": f"{spec.label}, {found.rows_total:,} rows. {found.how_read}.",
        "spec": spec,
        "batch": found,
        "figures": figures,
        "wrong": sample(found, wrong=True) if found.state != BatchState.DISCARDED else [],
        "good": _narrowed(sample(found, wrong=False, limit=10), positions),
        "labels": [label for label, _ in positions[:SHOWN_COLUMNS]],
        "passed_over": matching.unmatched(found.headings, found.mapping),
        "result": [(name.replace("_", " ").capitalize(), count) for name, count in found.result.items()],
        "job": jobs_about(Link(LINK_KIND, found.pk)).filter(state__in=LIVE).first(),
        "opens": reverse(spec.opens[0], args=spec.opens[1:]) if spec.opens else "",
        "following": next_after(spec, request.actor),
        "can_load": found.state == BatchState.CHECKED and found.good > 0,
    }
    return render(request, "imports/batch.html", context)


def _narrowed(rows: list[Any], positions: list[tuple[str, int]]) -> list[tuple[int, str, list[str]]]:
    return [(row.number, row.outcome, [row.cells[at] for _, at in positions[:SHOWN_COLUMNS]]) for row in rows]


@require_GET
@authority_page()
def wrong(request: Any, kind: str, reference: str, format: str) -> HttpResponseBase:
    found = batch_for(viewer=request.actor, kind=kind, reference=reference)
    if format not in ("csv", "xlsx"):
        raise Http404
    columns, rows = wrong_rows(found)
    name = found.filename.rsplit(".", 1)[0]
    return export_response(
        request, filename=f"{name}-wrong-rows", columns=columns, rows=rows, format=format, title="Wrong rows"
    )


@require_POST
@authority_page()
def load(request: Any, kind: str, reference: str) -> HttpResponse:
    found = batch_for(viewer=request.actor, kind=kind, reference=reference)
    accept_good = request.POST.get("rows") == "good"
    if found.state == BatchState.CHECKED and found.rows_total > LOADED_AT_ONCE_ROWS:
        return redirect(_job(request, LOAD, found, {"accept_good": accept_good}))
    try:
        loaded = load_batch(
            actor=request.actor, batch=found, accept_good=accept_good, today=request.business_date
        )
    except Refused as refusal:
        return _refused(request, found, refusal)
    return done(request, f"{loaded.filename} is loaded.", to=loaded)


@require_POST
@authority_page()
def discard(request: Any, kind: str, reference: str) -> HttpResponse:
    found = batch_for(viewer=request.actor, kind=kind, reference=reference)
    try:
        discard_batch(actor=request.actor, batch=found)
    except Refused as refusal:
        return _refused(request, found, refusal)
    return done(
        request,
        f"{found.filename} is put aside; nothing was changed.",
        to=reverse("imports:kind", args=[kind]),
    )


def _refused(request: HttpRequest, found: Batch, refusal: Refused) -> HttpResponse:
    response = render_message(
        request,
        title="Nothing was loaded",
        text=refusal.message,
        next_step=refusal.next_step,
        url=found.get_absolute_url(),
        url_label=f"Back to {found.filename}",
        status=refusal.status,
    )
    response.refusal = refusal  # type: ignore[attr-defined]
    return response
