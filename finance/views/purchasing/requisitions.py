"""Requisitions: raise one, have it approved, have it ordered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.actor import Actor
from backoffice.audit.queries import history_of
from backoffice.clock import business_date
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.more_rows import with_more_rows
from finance.forms.purchasing import (
    ROWS,
    NoteForm,
    PlaceOrderForm,
    ReasonForm,
    RequisitionForm,
    RequisitionLinesForm,
    requisition_lines_form,
)
from finance.models import Account, Category, CostCentre, Objective, Project, Requisition, VatCode
from finance.permissions import SEES_PURCHASING
from finance.queries.budgets import committed_by
from finance.queries.purchasing import Limits, requisition_for, requisitions_for
from finance.rules.purchasing import in_quantity
from finance.services import purchasing
from finance.services.purchasing.limits import decide
from finance.services.purchasing.lines import vat_of
from finance.services.purchasing.requisitions import lines_with_codes
from finance.tables.purchasing import REQUISITION_MEANINGS, RequisitionFilter, RequisitionTable
from finance.views.purchasing.common import Action, attach_url, confirm, documents_of, in_words

State = Requisition.State


@authority_page(SEES_PURCHASING)
def requisitions(request: AuthorityRequest) -> HttpResponseBase:
    """Requisitions, the newest first."""
    return list_page(
        request,
        title="Requisitions",
        nouns=("requisition", "requisitions"),
        queryset=requisitions_for(viewer=request.actor).order_by("-id"),
        table=RequisitionTable,
        filterset=RequisitionFilter,
        export=export_list,
        template="finance/purchasing/requisitions.html",
        may_raise=request.actor.can("finance.requisition"),
    )


@authority_page(SEES_PURCHASING)
def requisition(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A requisition: what is asked for, what it holds of the budget, who can approve it, what comes next."""
    actor = request.actor
    found = requisition_for(viewer=actor, reference=reference)
    lines = lines_with_codes(found)
    order = getattr(found, "order", None)
    held = sum(committed_by(Link("finance.requisition", found.pk)).values())
    waits = _waits_for(actor, found, lines) if found.state == State.AWAITING else ""
    return render(
        request,
        "finance/purchasing/requisition.html",
        {
            "title": str(found),
            "requisition": found,
            "status": (found.get_state_display(), REQUISITION_MEANINGS[found.state]),
            "figures": [
                Figure("Net", f"£{formats.money(found.total_pence)}"),  # type: ignore[attr-defined]
                Figure("VAT", f"£{formats.money(vat_of(lines))}"),
                Figure("Held of the budget", f"£{formats.money(held)}"),
            ],
            "lines": lines,
            "waits": waits,
            "order": order,
            "facts": _facts(found),
            "actions": _actions(actor, found),
            "documents": documents_of("requisition", found),
            "attach_url": attach_url(actor, "requisition", found.reference),
            "changes": history_of(found),
        },
    )


@authority_page("finance.requisition")
def add(request: AuthorityRequest) -> HttpResponse:
    """Raise a requisition."""
    if request.method != "POST":
        return _entry(request, RequisitionForm(), requisition_lines_form(extra=ROWS))
    if "add" in request.POST:
        return _entry(
            request, *with_more_rows(request.POST, RequisitionForm, requisition_lines_form, extra=ROWS)
        )
    form, lines = RequisitionForm(request.POST), requisition_lines_form(request.POST)
    if form.is_valid() and lines.is_valid():
        with form.refusals():
            made = purchasing.draft_requisition(
                actor=request.actor, facts=form.facts, lines=lines.lines, today=request.business_date
            )
            return _saved(request, made)
    return _entry(request, form, lines)


@authority_page("finance.requisition")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change a draft, or one that was rejected."""
    found = requisition_for(viewer=request.actor, reference=reference)
    if request.method != "POST":
        form = RequisitionForm(initial=_initial_head(found))
        return _entry(request, form, requisition_lines_form(initial=_initial(found), extra=1), found)
    if "add" in request.POST:
        return _entry(
            request, *with_more_rows(request.POST, RequisitionForm, requisition_lines_form, extra=ROWS), found
        )
    form, lines = RequisitionForm(request.POST), requisition_lines_form(request.POST)
    if form.is_valid() and lines.is_valid():
        with form.refusals():
            changed = purchasing.change_requisition(
                actor=request.actor,
                requisition=found,
                facts=form.facts,
                lines=lines.lines,
                today=request.business_date,
            )
            return _saved(request, changed)
    return _entry(request, form, lines, found)


@require_POST
@authority_page("finance.requisition")
def submit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Ask for approval; a budget that does not reach says so with its figures."""
    found = requisition_for(viewer=request.actor, reference=reference)
    form = NoteForm(request.POST)
    return confirm(
        request,
        form,
        lambda: purchasing.submit_requisition(
            actor=request.actor, requisition=found, today=request.business_date
        ),
        title=f"Submit {found.number}",
        text="It goes to those who can approve it, and its budget is held.",
        submit="Submit for approval",
        said="The requisition is submitted, and its budget is held.",
        thing=found,
    )


@require_POST
@authority_page("finance.requisition")
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take it back to change it."""
    found = requisition_for(viewer=request.actor, reference=reference)
    return confirm(
        request,
        NoteForm(request.POST),
        lambda: purchasing.withdraw_requisition(
            actor=request.actor, requisition=found, today=request.business_date
        ),
        title=f"Withdraw {found.number}",
        text="It becomes a draft again, and its budget is free.",
        submit="Withdraw",
        said="The requisition is a draft again.",
        thing=found,
    )


@authority_page("finance.requisition")
def cancel(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Give it up."""
    found = requisition_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.cancel_requisition(
            actor=request.actor,
            requisition=found,
            reason=form.cleaned_data["reason"],
            today=request.business_date,
        ),
        title=f"Cancel {found.number}",
        text="It is given up for good, and its budget is free.",
        submit="Cancel the requisition",
        said="The requisition is cancelled.",
        thing=found,
        kind="warning",
    )


@authority_page("finance.approve_requisition")
@recently_signed_in
def approve(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say yes, seeing what it is and on whose limit."""
    found = requisition_for(viewer=request.actor, reference=reference)
    form = NoteForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.approve_requisition(
            actor=request.actor,
            requisition=found,
            reason=form.cleaned_data["reason"],
            today=request.business_date,
        ),
        title=f"Approve {found.number}",
        text=_waits_for(request.actor, found, lines_with_codes(found)),
        submit="Approve",
        said=f"{found.number} is approved and can be ordered.",
        thing=found,
        facts=_summary(found),
    )


@authority_page("finance.approve_requisition")
@recently_signed_in
def reject(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say no, and why."""
    found = requisition_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.reject_requisition(
            actor=request.actor,
            requisition=found,
            reason=form.cleaned_data["reason"],
            today=request.business_date,
        ),
        title=f"Send {found.number} back",
        text=f"{found.made_by.name} sees why, may change it and ask again. Its budget is free.",
        submit="Send back",
        said=f"{found.number} is sent back.",
        thing=found,
        kind="warning",
        facts=_summary(found),
    )


@authority_page("finance.order")
def place(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Turn it into an order."""
    found = requisition_for(viewer=request.actor, reference=reference)
    form = PlaceOrderForm(
        request.POST or None, initial={"supplier": found.supplier, "deliver_to": found.deliver_to}
    )
    if form.is_valid():
        with form.refusals():
            order = purchasing.place_order(
                actor=request.actor, requisition=found, today=request.business_date, **form.cleaned_data
            )
            return done(
                request, f"{order.number} is placed. Send it to {order.supplier.name} next.", to=order
            )
    context = {
        "title": f"Order {found.number}",
        "submit": "Place order",
        "cancel": found.get_absolute_url(),
        "text": "The budget it holds moves to the order. The supplier is not told until you send it.",
        "facts": _summary(found),
        "thing": found,
    }
    return render_form(request, "finance/purchasing/confirm.html", context, form)


def _saved(request: AuthorityRequest, found: Requisition) -> HttpResponse:
    """Where one goes after saving: on to the approver, if that was the button and the budget reaches."""
    if request.POST.get("do") != "submit":
        return done(request, "The draft is saved. Submit it when it is complete.", to=found)
    try:
        answer = purchasing.submit_requisition(
            actor=request.actor, requisition=found, today=request.business_date
        )
    except Refused as refused:
        form = RequisitionForm(request.POST)
        form.is_valid()
        form.refuse(refused)
        saved = requisition_for(viewer=request.actor, reference=found.reference)
        return _entry(request, form, requisition_lines_form(initial=_initial(saved), extra=1), saved)
    said = "The requisition is submitted, and its budget is held."
    return done(request, " ".join([said, *answer.warnings]), to=found)


def _entry(
    request: AuthorityRequest,
    form: RequisitionForm,
    lines: RequisitionLinesForm,
    found: Requisition | None = None,
) -> HttpResponse:
    problems = []
    if lines.is_bound:
        for number, row in enumerate(lines.forms, start=1):
            for name, errors in row.errors.items():
                problems += [(f"id_{row.prefix}-{name}", f"Line {number}: {error}") for error in errors]
        if problems and form.is_bound:
            form.add_error(None, "The lines cannot be read yet. What to mend stands above them.")
    today = business_date()
    context = {
        "title": f"Change {found.number}" if found else "Raise a requisition",
        "lines": lines,
        "problems": problems,
        "requisition": found,
        "action": reverse("finance:change_requisition", args=[found.reference])
        if found
        else reverse("finance:add_requisition"),
        "cancel": found.get_absolute_url() if found else reverse("finance:requisitions"),
        "lists": [
            ("categories", _choices(Category.objects.filter(is_closed=False))),
            ("accounts", _choices(Account.objects.filter(type="expense", is_control=False))),
            ("cost-centres", _choices(CostCentre.objects.exclude(ends_before__lte=today))),
            ("objectives", _choices(Objective.objects.all())),
            ("projects", _choices(Project.objects.exclude(ends_before__lte=today))),
            ("vat-codes", _choices(VatCode.objects.exclude(ends_before__lte=today))),
        ],
    }
    return render_form(request, "finance/purchasing/requisition_form.html", context, form)


def _choices(rows: Any) -> list[tuple[str, str]]:
    return list(rows.order_by("code").values_list("code", "name"))


def _initial_head(found: Requisition) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("title", "supplier", "needed_on", "deliver_to", "reason")}


def _initial(found: Requisition) -> list[dict[str, Any]]:
    codes = ("category", "account", "cost_centre", "objective", "project", "vat_code")
    return [
        {
            "description": line.description,
            "quantity": in_quantity(line.quantity).replace(",", ""),
            "unit_price_pence": line.unit_price_pence,
            **{name: getattr(line, name).code if getattr(line, name) else "" for name in codes},
        }
        for line in lines_with_codes(found)
    ]


def _actions(actor: Actor, found: Requisition) -> list[Action]:
    """The buttons, the obvious one first."""
    ref = [found.reference]
    mine = found.made_by_id == actor.member_id
    actions = []
    if found.state == State.AWAITING and not mine and actor.can("finance.approve_requisition"):
        actions.append(Action("Approve", reverse("finance:approve_requisition", args=ref), first=True))
        actions.append(Action("Send back", reverse("finance:reject_requisition", args=ref)))
    if found.state == State.APPROVED and actor.can("finance.order"):
        actions.append(Action("Place order", reverse("finance:order_requisition", args=ref), first=True))
    if mine and actor.can("finance.requisition"):
        if found.state == State.DRAFT:
            actions.append(
                Action("Submit for approval", reverse("finance:submit_requisition", args=ref), True, True)
            )
        if found.state in (State.DRAFT, State.REJECTED):
            first = found.state == State.REJECTED
            actions.append(Action("Change", reverse("finance:change_requisition", args=ref), first))
        if found.state == State.AWAITING:
            actions.append(Action("Withdraw", reverse("finance:withdraw_requisition", args=ref), posts=True))
        if found.state in (State.DRAFT, State.AWAITING, State.REJECTED, State.APPROVED):
            actions.append(Action("Cancel it", reverse("finance:cancel_requisition", args=ref)))
    return actions


def _waits_for(actor: Actor, found: Requisition, lines: list[Any]) -> str:
    """Whether the viewer can approve it, or who can."""
    decision = decide(
        Limits(business_date()),
        actor=actor,
        amount_pence=sum(line.net_pence for line in lines),
        parts={(line.cost_centre_id, line.category_id) for line in lines},
        makers=[found.made_by_id],
    )
    if decision.allowed:
        return decision.why
    said = Refused(decision.why, next_step=decision.next_step)
    return in_words(said) if actor.can("finance.approve_requisition") else decision.next_step


def _summary(found: Requisition) -> list[Fact]:
    lines = lines_with_codes(found)
    facts = [
        Fact("What", found.title),
        Fact("Raised by", found.made_by.name),
        Fact("Net", f"£{formats.money(sum(line.net_pence for line in lines))}"),
        Fact("Supplier", found.supplier.name if found.supplier else "To be chosen"),
        Fact("Cost centres", ", ".join(sorted({str(line.cost_centre) for line in lines}))),
        Fact("Why", found.reason),
    ]
    return [fact for fact in facts if fact.value]


def _facts(found: Requisition) -> list[Fact]:
    decided = ""
    if found.decided_by and found.decided_at:
        decided = f"{found.decided_by.name}, {formats.moment(found.decided_at)}"
        if found.decided_for:
            decided += f", standing in for {found.decided_for.name}"
    facts = [
        Fact("Raised by", f"{found.made_by.name}, {formats.moment(found.made_at)}"),
        Fact("Supplier", str(found.supplier or "To be chosen")),
        Fact("Needed by", formats.day(found.needed_on)),
        Fact("Deliver to", found.deliver_to),
        Fact("Why it is needed", found.reason),
        Fact("Decided by", decided),
        Fact("Decision", found.decided_reason),
    ]
    return [fact for fact in facts if fact.value]
