"""Publications: the list, preparing one, its page, and its way to the public."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports import export_response
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.publishing import (
    PreparePaymentsForm,
    PrepareSpendForm,
    ReturnPublicationForm,
    ReviewForm,
    RulesForm,
)
from finance.models import Period, Publication, PublicationLine
from finance.queries import periods_for
from finance.queries.publishing import (
    SpendProof,
    differences,
    file_before,
    months_to_publish,
    publication_for,
    publications_for,
    rules,
    spend_proof,
)
from finance.services import publishing
from finance.services.publishing.content import PAYMENTS, SPEND, payment_rows, spend_row
from finance.services.publishing.prepare import Half, half_year
from finance.tables.publishing import MEANINGS, PublicationFilter, PublicationTable
from finance.views.publishing.public import address_of

SHOWN = 200


@authority_page("finance.view")
def publications(request: AuthorityRequest) -> HttpResponseBase:
    """Every file published or on its way, the newest month first."""
    return list_page(
        request,
        title="Publications",
        nouns=("publication", "publications"),
        queryset=publications_for(viewer=request.actor).order_by("-starts_on", "dataset", "-version"),
        table=PublicationTable,
        filterset=PublicationFilter,
        export=export_list,
        template="finance/publishing/publications.html",
        months=months_to_publish(viewer=request.actor, today=request.business_date),
        public_url=reverse("published:index", args=[request.authority.slug]),
        may_prepare=request.actor.can("finance.prepare_publication"),
        may_publish=request.actor.can("finance.publish"),
    )


@authority_page("finance.prepare_publication")
def prepare_spending(request: AuthorityRequest) -> HttpResponse:
    """Begin a month's spending file, or a correction of it."""
    closed = periods_for(viewer=request.actor).filter(state__in=[Period.State.CLOSED, Period.State.LOCKED])
    initial = {"period": request.GET.get("month", "")}
    form = PrepareSpendForm(request.POST or None, periods=closed.order_by("-starts_on"), initial=initial)
    if form.is_valid():
        with form.refusals():
            made = publishing.prepare_spend(actor=request.actor, **form.cleaned_data)
            return done(request, "The lines are taken from the ledger. Decide on redactions.", to=made)
    context = {
        "title": "Prepare a month's spending",
        "lead": "Every transaction with a supplier above the threshold becomes a line. Another person reviews it.",
        "submit": "Take the lines from the ledger",
        "cancel": reverse("finance:publications"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.prepare_publication")
def prepare_payment_figures(request: AuthorityRequest) -> HttpResponse:
    """Begin the figures of how soon suppliers were paid."""
    halves = [
        (f"{half.starts_on}", f"{half.starts_on:%B %Y} to {half.ends_before - timedelta(days=1):%B %Y}")
        for half in _halves_over(request.business_date)
    ]
    form = PreparePaymentsForm(request.POST or None, halves=halves)
    if form.is_valid():
        with form.refusals():
            made = publishing.prepare_payments(
                actor=request.actor,
                starts_on=date.fromisoformat(form.cleaned_data["starts_on"]),
                today=request.business_date,
                correction_reason=form.cleaned_data["correction_reason"],
            )
            return done(request, "The figures are ready to be submitted.", to=made)
    context = {
        "title": "Prepare payment figures",
        "lead": "How many invoices were paid within 30 days, month by month.",
        "submit": "Work out the figures",
        "cancel": reverse("finance:publications"),
    }
    return render_form(request, "ui/form_page.html", context, form)


def _halves_over(today: date) -> list[Half]:
    """The last four half years that are over, the latest first."""
    found, day = [], today
    for _ in range(4):
        half = half_year(half_year(day).starts_on - timedelta(days=1))
        found.append(half)
        day = half.starts_on
    return found


@authority_page("finance.view")
def publication(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A publication: how it adds up, where it is read, what may be done next."""
    found = publication_for(viewer=request.actor, reference=reference)
    is_spend = found.dataset == Publication.Dataset.SPEND
    proof = _proof(found) if is_spend else None
    before = file_before(found) if is_spend else None
    actor = request.actor
    may_prepare = actor.can("finance.prepare_publication")
    may_publish = actor.can("finance.publish")
    mine = actor.member_id in (found.made_by_id, found.submitted_by_id)
    lines = PublicationLine.objects.filter(publication=found)
    return render(
        request,
        "finance/publishing/publication.html",
        {
            "title": str(found),
            "lead": f"Corrects: {found.correction_reason}" if found.correction_reason else "",
            "publication": found,
            "status": (found.get_state_display(), MEANINGS[found.state]),
            "proof": proof,
            "figures": _figures(found, proof),
            "rows": [] if is_spend else _payment_table(request, found),
            "columns": [column.label for column in PAYMENTS[1:]],
            "proposed": lines.filter(is_proposed=True).count() if found.in_hand else 0,
            "lines": lines.count(),
            "before": before,
            "address": address_of(found, request.authority.slug) if found.is_published else "",
            "facts": _facts(found),
            "history": history_of(found),
            "superseded": found.is_published and found.latest != found.version,  # type: ignore[attr-defined]
            "may_change": may_prepare and found.state == Publication.State.DRAFT,
            "may_review": may_publish and not mine and found.state == Publication.State.REVIEW,
            "may_return": may_publish and found.state in ("review", "reviewed"),
            "may_publish": may_publish and found.state == Publication.State.REVIEWED,
            "may_correct": may_prepare and found.is_published,
        },
    )


def _proof(found: Publication) -> SpendProof:
    return SpendProof.from_json(found.reconciliation) if found.reconciliation else spend_proof(found)


def _figures(found: Publication, proof: SpendProof | None) -> list[Figure]:
    if proof is None:
        return []
    return [
        Figure("Published in full", f"£{formats.money(proof.published_pence)}"),
        Figure("Redacted", f"£{formats.money(proof.redacted_pence)}"),
        Figure("Month's ledger spend", f"£{formats.money(proof.ledger_pence)}"),
        Figure("Unexplained", f"£{formats.money(proof.difference_pence)}"),
    ]


def _payment_table(request: AuthorityRequest, found: Publication) -> list[tuple[Any, ...]]:
    rows = payment_rows(
        viewer=request.actor, body="", starts_on=found.starts_on, ends_before=found.ends_before
    )
    return [
        (row[1], formats.count(row[2]), formats.money(row[3]), formats.count(row[4]), formats.money(row[5]),
         row[6], row[7], formats.money(row[8]))
        for row in rows
    ]  # fmt: skip


def _facts(found: Publication) -> list[Fact]:
    facts = [
        Fact("From", formats.day(found.starts_on)),
        Fact("To", formats.day(found.ends_before - timedelta(days=1))),
        Fact("Prepared", f"{formats.moment(found.made_at)} by {found.made_by.name}"),
    ]
    if found.dataset == Publication.Dataset.SPEND:
        facts.append(Fact("Transactions above", f"£{formats.money(found.threshold_pence)}"))
    for label, at, by in [
        ("Submitted", found.submitted_at, found.submitted_by),
        ("Reviewed", found.reviewed_at, found.reviewed_by),
        ("Published", found.published_at, found.published_by),
    ]:
        if at is not None and by is not None:
            facts.append(Fact(label, f"{formats.moment(at)} by {by.name}"))
    if found.sha256:
        facts.append(Fact("SHA-256", found.sha256))
    return facts


@authority_page("finance.view")
def publication_differences(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What differs from the last file, supplier by supplier."""
    found = publication_for(viewer=request.actor, reference=reference)
    before = file_before(found)
    changes = (
        differences(viewer=request.actor, publication=found, before=before) if before is not None else []
    )
    return render(
        request,
        "finance/publishing/differences.html",
        {
            "title": f"{found}: what differs",
            "publication": found,
            "before": before,
            "changes": changes[:SHOWN],
            "count": len(changes),
            "before_pence": sum(change.before_pence for change in changes),
            "now_pence": sum(change.now_pence for change in changes),
        },
    )


@authority_page("finance.view")
def preview(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """The file as it would be published now."""
    found = publication_for(viewer=request.actor, reference=reference)
    body = rules().body_name or request.authority.name
    rows: Iterator[tuple[Any, ...]]
    if found.dataset == Publication.Dataset.SPEND:
        lines = found.lines.select_related("account", "objective").order_by("number")
        columns, rows = SPEND, (spend_row(line, body=body, month=found.name) for line in lines)
    else:
        dates = {"starts_on": found.starts_on, "ends_before": found.ends_before}
        columns, rows = PAYMENTS, payment_rows(viewer=request.actor, body=body, **dates)
    name = f"preview-{found.dataset}-{found.name}"
    return export_response(request, filename=name, columns=columns, rows=rows, format="csv", title=str(found))


def _step(
    request: AuthorityRequest,
    reference: str,
    *,
    do: Callable[..., Publication],
    title: str,
    lead: str,
    submit: str,
    said: str,
    form_class: type[UiForm] = UiForm,
) -> HttpResponse:
    found = publication_for(viewer=request.actor, reference=reference)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            given = {name: value for name, value in form.cleaned_data.items() if name != "looked"}
            moved = do(actor=request.actor, publication=found, **given)
            return done(request, f"{moved} {said}.", to=moved)
    context = {
        "title": f"{title}: {found}",
        "lead": lead,
        "submit": submit,
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.prepare_publication")
def read_again(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take the lines from the ledger again."""
    return _step(
        request, reference, do=publishing.read_again, title="Read the ledger again",
        lead="Lines that are new are added, lines that are gone go; what was decided for a line stays.",
        submit="Read it again", said="has its lines from the ledger as it stands now",
    )  # fmt: skip


@authority_page("finance.prepare_publication")
def submit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Hand it to a reviewer."""
    return _step(
        request, reference, do=publishing.submit_publication, title="Submit for review",
        lead="Nothing changes any more until the reviewer returns it.",
        submit="Submit for review", said="waits for a reviewer",
    )  # fmt: skip


@authority_page("finance.prepare_publication")
def give_up(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Stop preparing it."""
    return _step(
        request, reference, do=publishing.give_up_publication, title="Give up",
        lead="It stays in the list as given up, and another can be prepared.", submit="Give it up",
        said="is given up",
    )  # fmt: skip


@authority_page("finance.publish")
def send_back(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Return it to be prepared again."""
    return _step(
        request, reference, do=publishing.return_publication, title="Return",
        lead="Whoever prepares it sees what you say.", submit="Return it", said="is returned",
        form_class=ReturnPublicationForm,
    )  # fmt: skip


@authority_page("finance.publish")
def review(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say that redactions and reasons are right."""
    return _step(
        request, reference, do=publishing.review_publication, title="Review",
        lead="Look at its lines first: what is redacted and why, and whether anything else should be.",
        submit="It is right", said="is reviewed, and can be published", form_class=ReviewForm,
    )  # fmt: skip


@authority_page("finance.publish")
@recently_signed_in
def publish(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Put it where everybody reads it, for good."""
    return _step(
        request, reference, do=publishing.publish, title="Publish",
        lead="Everybody can read it from then on, and it never changes. A correction is a new version beside it.",
        submit="Publish it", said="is published",
    )  # fmt: skip


@authority_page("finance.publish")
def publishing_rules(request: AuthorityRequest) -> HttpResponse:
    """Decide what is published."""
    found = rules()
    initial = {"threshold_pence": found.threshold_pence, "body_name": found.body_name}
    form = RulesForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            publishing.change_publishing_rules(actor=request.actor, **form.cleaned_data)
            return done(
                request, "It counts for publications prepared from now on.", to="finance:publications"
            )
    context = {
        "title": "What is published",
        "lead": "It counts for publications prepared from now on.",
        "submit": "Save",
        "cancel": reverse("finance:publications"),
    }
    return render_form(request, "ui/form_page.html", context, form)
