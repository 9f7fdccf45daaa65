"""The approvals pages: what waits for a second person, and what was decided by whom."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from backoffice.approvals.kinds import KINDS
from backoffice.approvals.models import ApprovalRequest, ApprovalState
from backoffice.approvals.queries import approval_for, approvals_for
from backoffice.approvals.services import approve, reject, withdraw
from backoffice.audit.queries import history_of
from backoffice.links import describe, may_follow
from backoffice.reports.lists import export_list
from backoffice.tenancy.step_up import sent_to_confirm
from backoffice.tenancy.views import authority_page
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from backoffice.ui.tables import ListTable, MomentColumn, StatusColumn, TextColumn

MEANINGS = {"pending": "waiting", "approved": "done", "rejected": "problem", "withdrawn": "off"}
DECISIONS = {"approve": "Approve", "reject": "Send back"}


class ApprovalTable(ListTable):
    summary = TextColumn(
        "Request", url=lambda each: reverse("approvals:approval", args=[each.reference]), orderable=False
    )
    state = StatusColumn("State", meanings=MEANINGS, orderable=False)
    requested_by = TextColumn("Asked for by", accessor="requested_by__name", orderable=False)
    requested_at = MomentColumn("Asked for", order_by="id")
    decided_by = TextColumn("Decided by", accessor="decided_by__name", orderable=False)
    decided_at = MomentColumn("Decided", orderable=False)

    caption = "Approvals"


class ApprovalFilter(ListFilter):
    state = ChoicesFilter(label="State", choices=ApprovalState.choices)
    summary = django_filters.CharFilter(label="Request", lookup_expr="icontains")

    class Meta(ListFilter.Meta):
        model = ApprovalRequest
        fields: list[str] = []


class DecisionForm(UiForm):
    decision = forms.ChoiceField(
        label="Decision",
        choices=list(DECISIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to approve it or send it back"},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed when you send it back",
    )


class WithdrawForm(UiForm):
    reason = forms.CharField(
        label="Reason", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@authority_page()
def approvals(request: Any) -> HttpResponseBase:
    return list_page(
        request,
        title="Approvals",
        nouns=("request", "requests"),
        queryset=approvals_for(viewer=request.actor),
        table=ApprovalTable,
        filterset=ApprovalFilter,
        export=export_list,
    )


@authority_page()
def approval(request: Any, reference: str) -> HttpResponseBase:
    found = approval_for(viewer=request.actor, reference=reference)
    actor = request.actor
    own = actor.member_id == found.requested_by_id
    may_decide = found.kind in KINDS and actor.can(KINDS[found.kind].approve_permission)
    form: UiForm = WithdrawForm(request.POST or None) if own else DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("decision") == "approve" and (away := sent_to_confirm(request)):
            return away
        with form.refusals():
            reason = form.cleaned_data["reason"]
            if own:
                withdraw(actor=actor, approval=found, reason=reason)
                return done(request, f"{found.summary} is withdrawn.", to="work:home")
            decide = approve if form.cleaned_data["decision"] == "approve" else reject
            decided = decide(actor=actor, approval=found, reason=reason)
            return done(request, f"{found.summary}: {decided.get_state_display().lower()}.", to="work:home")
    pending = found.state == ApprovalState.PENDING
    context = {
        "title": found.summary,
        "lead": KINDS[found.kind].label if found.kind in KINDS else "",
        "approval": found,
        "meaning": MEANINGS[found.state],
        "target": describe(found.target) if may_follow(actor, found.target) else None,
        "ask": pending and (own or (may_decide and actor.member_id not in found.made_by)),
        "own": own,
        "submit": "Withdraw the request" if own else "Decide",
        "cancel": reverse("approvals:approvals"),
        "changes": history_of(found),
    }
    return render_form(request, "approvals/approval.html", context, form)
