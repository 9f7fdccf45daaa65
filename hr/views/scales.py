from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import histories_of, history_of
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.formats import day
from backoffice.ui.shortcuts import done, render_form
from hr.forms.pay import NewPayScaleForm, PayScaleForm, RateForm
from hr.models import PayPoint, PayRate, Standing, WorkforceType
from hr.queries.pay_scales import pay_scale_for, rates_of, scale_rows
from hr.queries.person_record import HistoryLine
from hr.services.pay_scales import add_pay_scale, change_pay_scale, set_rate

MEANINGS = {"CONFIRMED": "done", "UNCONFIRMED": "waiting", "INVENTED": "attention"}


@authority_page("hr.view_people")
def pay_scales(request: AuthorityRequest) -> HttpResponse:
    labels, standings = dict(WorkforceType.choices), dict(Standing.choices)
    rows = scale_rows(viewer=request.actor, as_at=request.business_date)
    context = {
        "title": "Pay scales",
        "lead": f"What a year pays, full time, as at {day(request.business_date)}.",
        "rows": [
            (
                row,
                labels[row.workforce_type],
                standings.get(row.standing, ""),
                MEANINGS.get(row.standing, "off"),
            )
            for row in rows
        ],
        "may_change": request.actor.can("hr.change_pay_scales"),
    }
    return render(request, "hr/pay_scales.html", context)


@authority_page("hr.view_people")
def pay_scale(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Every rate of a scale, each with its source and how sure it is."""
    scale = pay_scale_for(viewer=request.actor, reference=reference)
    rates = rates_of(scale)
    standings = {rate.standing for rate in rates if rate.covers(request.business_date)}
    lines = [HistoryLine("Scale", change) for change in history_of(scale)]
    for label, model, ids in (
        ("Point", PayPoint, {rate.point_id for rate in rates}),
        ("Rate", PayRate, {rate.pk for rate in rates}),
    ):
        for changes in histories_of(model, ids).values():
            lines += [HistoryLine(label, change) for change in changes]
    lines.sort(key=lambda line: (line.change.when, line.change.event_id), reverse=True)
    context = {
        "title": scale.name,
        "lead": f"Pay scale {scale.code}, {scale.get_workforce_type_display().lower()} {scale.rank}".rstrip(),
        "scale": scale,
        "sets": [
            (starts_on, [(rate, MEANINGS[rate.standing]) for rate in group])
            for starts_on, group in groupby(rates, key=lambda rate: rate.starts_on)
        ],
        "doubtful": Standing.UNCONFIRMED in standings,
        "invented": Standing.INVENTED in standings,
        "history": lines[:100],
        "may_change": request.actor.can("hr.change_pay_scales"),
    }
    return render(request, "hr/pay_scale.html", context)


@authority_page("hr.change_pay_scales")
def add(request: AuthorityRequest) -> HttpResponseBase:
    form = NewPayScaleForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            scale = add_pay_scale(actor=request.actor, **form.cleaned_data)
            return done(request, f"{scale.name} added. Add its points next.", to=scale)
    context = {"title": "Add a pay scale", "submit": "Add pay scale", "cancel": reverse("hr:pay_scales")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("hr.change_pay_scales")
def change(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    scale = pay_scale_for(viewer=request.actor, reference=reference)
    initial = {name: getattr(scale, name) for name in PayScaleForm.base_fields}
    form = PayScaleForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            change_pay_scale(actor=request.actor, scale=scale, **form.cleaned_data)
            return done(request, f"{scale.name} changed.", to=scale)
    context = {"title": f"Change {scale.name}", "cancel": scale.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("hr.change_pay_scales")
def rate(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A new point, or what a point pays from a day on."""
    scale = pay_scale_for(viewer=request.actor, reference=reference)
    form = RateForm(request.POST or None, initial={"label": request.GET.get("point", "")})
    if form.is_valid():
        with form.refusals():
            found = set_rate(actor=request.actor, scale=scale, **form.cleaned_data)
            return done(request, f"Point {found.point.label} changed from {day(found.starts_on)}.", to=scale)
    context = {
        "title": f"Rate of {scale.name}",
        "lead": "The rate before it ends the day before. Pay already released does not change; arrears "
        "follow.",
        "cancel": scale.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)
