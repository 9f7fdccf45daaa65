"""Pay runs: start, calculate, check, approve, post, pay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import django_filters
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.documents.queries import documents_about, may_read
from backoffice.errors import Refused
from backoffice.jobs.models import Job
from backoffice.jobs.queries import jobs_about
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Event, Fact, Figure, Task
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form, render_message
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, NumberColumn, StatusColumn, TextColumn
from payroll.forms.runs import ConfirmForm, OptionalReasonForm, PayLateForm, ReasonForm, StartForm
from payroll.models import BacsFile, Payment, PayRun
from payroll.queries.payments import payments_of
from payroll.queries.preview import count_differences
from payroll.queries.runs import latest_paid_period, next_period, run_before, run_for, runs_for
from payroll.queries.seal import run_totals
from payroll.services.approve_run import approve_run
from payroll.services.bank_file import (
    earliest_bacs_pay_day,
    is_too_late_for_bacs,
    modulus_weights,
    too_late_for_bacs,
)
from payroll.services.cancel_run import cancel_run
from payroll.services.check_run import check_run, send_back
from payroll.services.post_run import confirm_paid
from payroll.services.start_run import start_run

MEANINGS = {
    "draft": "draft",
    "calculated": "active",
    "checked": "waiting",
    "approved": "ready",
    "posted": "ready",
    "paid": "done",
    "cancelled": "off",
}


class RunTable(ListTable):
    reference = TextColumn("Pay run", url=lambda run: reverse("payroll:run", args=[run.reference]))
    period = TextColumn("Period", order_by="period__starts_on")
    kind = TextColumn("Kind", orderable=False)
    pay_on = DayColumn("Pay day")
    payslips = NumberColumn("Payslips", orderable=False)
    net_pence = MoneyColumn("Net £", orderable=False)
    state = StatusColumn("State", meanings=MEANINGS)


class RunFilter(ListFilter):
    reference = django_filters.CharFilter(label="Pay run", lookup_expr="icontains")
    state = ChoicesFilter(label="State", choices=PayRun.STATES)
    kind = ChoicesFilter(label="Kind", choices=PayRun.KINDS)

    class Meta(ListFilter.Meta):
        model = PayRun
        fields: list[str] = []


@authority_page(("payroll.view", "payroll.view_runs"))
def runs(request: AuthorityRequest) -> HttpResponseBase:
    """Every pay run, the newest first."""
    return list_page(
        request,
        title="Pay runs",
        nouns=("pay run", "pay runs"),
        queryset=runs_for(viewer=request.actor).order_by("-pk"),
        table=RunTable,
        filterset=RunFilter,
        export=export_list,
        template="payroll/runs.html",
        may_prepare=request.actor.can("payroll.prepare_run"),
    )


@authority_page("payroll.prepare_run")
def start(request: AuthorityRequest) -> HttpResponse:
    """Start a pay run for a period."""
    viewer = request.actor
    kind = "supplementary" if request.GET.get("kind") == "supplementary" else "regular"
    period = latest_paid_period(viewer=viewer) if kind == "supplementary" else next_period(viewer=viewer)
    form = StartForm(request.POST or None, initial={"period": period, "kind": kind})
    if form.is_valid():
        with form.refusals():
            run = start_run(actor=request.actor, today=request.business_date, **form.cleaned_data)
            return done(request, f"Pay run {run.reference} for {run.period} started.", to=run)
    context = {
        "title": "Start a supplementary run" if kind == "supplementary" else "Start a pay run",
        "submit": "Start pay run",
        "cancel": reverse("payroll:runs"),
        "kind": kind,
    }
    return render_form(request, "payroll/run_start.html", context, form)


@authority_page(("payroll.view", "payroll.view_runs"))
def run(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Where a run stands, what it comes to and what is to be done next."""
    viewer = request.actor
    found = run_for(viewer=viewer, reference=reference)
    opens = viewer.can("payroll.view_payslips")  # without it totals only: nothing leads to a person
    totals = run_totals(found)
    link = Link("payroll.run", found.pk)
    # A supplementary run holds a few people's corrections: beside last month's run everybody else would seem gone.
    compares = found.kind == "regular" and found.calculated_at and run_before(found)
    differing = count_differences(found)[0] if compares else None
    open_warnings = found.warnings.filter(cleared_by__isnull=True).count()
    open_exceptions = found.exceptions.filter(cleared_by__isnull=True).count()
    file = BacsFile.objects.select_related("document").filter(run=found).first()
    job = jobs_about(link).order_by("-pk").first()
    return render(
        request,
        "payroll/run.html",
        {
            "title": f"Pay run {found.reference}",
            "lead": f"{found.get_kind_display()} run for {found.period}, pay day {formats.day(found.pay_on)}",
            "run": found,
            "status": (found.get_state_display(), MEANINGS[found.state]),
            "figures": [
                Figure(
                    "Payslips",
                    formats.count(totals.payslips),
                    url=reverse("payroll:payslips", args=[reference]) if opens else "",
                ),
                Figure("Gross pay", f"£{formats.money(totals.gross)}"),
                Figure("Deductions", f"£{formats.money(totals.deductions)}"),
                Figure(
                    "Net pay",
                    f"£{formats.money(totals.net)}",
                    url=reverse("payroll:run_payments", args=[reference]) if opens else "",
                ),
                Figure(
                    "Employer's costs",
                    f"£{formats.money(totals.employer + found.levy_pence)}",
                    "National Insurance, pension, levy",
                    url=reverse("payroll:run_costs", args=[reference]),
                ),
            ],
            "tasks": _tasks(found, open_warnings, open_exceptions, differing, opens=opens),
            "opens": opens,
            "may_download": file is not None
            and file.document is not None
            and may_read(viewer, file.document),
            "totals": totals,
            "file": file,
            "job": job if job is not None and job.ended_at is None else None,
            "actions": _actions(request, found, open_warnings, open_exceptions),
            "facts": _facts(found),
            "events": _events(found),
            "documents": [
                each for each in documents_about(link).order_by("-pk")[:50] if may_read(viewer, each)
            ][:10]
            if opens
            else [],
            "modulus_loaded": modulus_weights() is not None,
            "cc_url": reverse("reports:report", args=["payroll.gross_to_net"])
            if opens and _has_report()
            else "",
        },
    )


def _has_report() -> bool:
    from backoffice.reports.registry import REPORTS

    return "payroll.gross_to_net" in REPORTS


def _tasks(run: PayRun, warnings: int, exceptions: int, differing: int | None, *, opens: bool) -> list[Task]:
    """How far the run is; where `opens` is not set, the tasks lead nowhere but to its costs."""
    here = [run.reference]
    calculated = run.calculated_at is not None
    none_left, no_more = ("None left", "done") if calculated else ("Not calculated", "draft")
    tasks = [
        Task("Payslips", "Calculated" if calculated else "Not calculated", "done" if calculated else "draft",
             reverse("payroll:payslips", args=here) if calculated else ""),
        Task("Exceptions", f"{exceptions} to look at" if exceptions else none_left, "problem" if exceptions else no_more,
             reverse("payroll:run_exceptions", args=here), "People whose pay could not be worked out"),
        Task("Warnings", f"{warnings} to clear" if warnings else none_left, "attention" if warnings else no_more,
             reverse("payroll:run_warnings", args=here), "Net pay of nothing, large changes, no bank account…"),
    ]  # fmt: skip
    if differing is not None:
        tasks.append(
            Task("Differences from last period", f"{differing:,} people", "active",
                 reverse("payroll:run_differences", args=here), "By size, each with its cause")
        )  # fmt: skip
    tasks.append(
        Task("Payments", "Bank file made" if run.state in ("posted", "paid") else "Not made yet",
             "done" if run.state in ("posted", "paid") else "draft", reverse("payroll:run_payments", args=here))
    )  # fmt: skip
    if not opens:
        tasks = [replace(task, url="") for task in tasks]
    tasks.append(
        Task("Costs", "By account and cost centre" if calculated else "Not calculated", "done" if calculated else "draft",
             reverse("payroll:run_costs", args=here) if calculated else "", "What is posted to the ledger")
    )  # fmt: skip
    return tasks


def _actions(request: AuthorityRequest, run: PayRun, warnings: int, exceptions: int) -> list[dict[str, Any]]:
    """What may be done next, the obvious one first and green; giving up is never that. `page` opens a page first."""
    can, state, here = request.actor.can, run.state, [run.reference]
    found: list[dict[str, Any]] = []
    left = warnings + exceptions

    def add(label: str, name: str, *, page: bool = True, onward: bool = True) -> None:
        first = onward and not found
        found.append(
            {"label": label, "url": reverse(f"payroll:{name}", args=here), "page": page, "first": first}
        )

    if can("payroll.prepare_run"):
        if state == "calculated" and not left:
            add("Check and send for approval", "check_run")
        elif state == "calculated":
            add(
                "Clear exceptions" if exceptions else "Clear warnings",
                "run_exceptions" if exceptions else "run_warnings",
            )
        if state in ("draft", "calculated"):
            add("Calculate" if state == "draft" else "Calculate again", "calculate_run", page=False)
    if state == "checked" and can("payroll.approve_run"):
        mine = request.actor.member_id in (run.made_by_id, run.checked_by_id)
        if not mine:
            add("Approve", "approve_run")
            add("Send back", "send_back_run")
    if can("payroll.pay_run"):
        if state == "approved":
            add("Make bank file and post", "post_run")
        if state == "posted":
            add("Confirm paid", "confirm_paid")
    if can("payroll.prepare_run") and state in ("draft", "calculated", "checked"):
        add("Cancel run", "cancel_run", onward=False)
    return found


def _facts(run: PayRun) -> list[Fact]:
    facts = [Fact("Prepared by", run.made_by.name)]
    if run.approved_by:
        facts.append(Fact("Approved by", run.approved_by.name))
    if run.hash:
        facts.append(Fact("Seal", f"{run.hash[:16]}…"))
    if run.levy_pence:
        facts.append(Fact("Apprenticeship levy", f"£{formats.money(run.levy_pence)}"))
    if run.reason:
        facts.append(Fact("Reason", run.reason))
    return facts


def _events(run: PayRun) -> list[Event]:
    steps = [
        ("Paid", run.paid_at, run.paid_by),
        ("Posted to the ledger", run.posted_at, run.posted_by),
        ("Approved, payslips released", run.approved_at, run.approved_by),
        ("Checked and sealed", run.checked_at, run.checked_by),
        ("Calculated", run.calculated_at, None),
        ("Started", run.made_at, run.made_by),
    ]
    return [Event(what, at, by.name if by else "") for what, at, by in steps if at is not None]


@authority_page("payroll.prepare_run")
@require_POST
def calculate(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """Start the calculation and show how far it is."""
    found = run_for(viewer=request.actor, reference=reference)
    try:
        job = start_job(
            actor=request.actor,
            kind="payroll.calculate",
            params={"run": found.pk},
            about=Link("payroll.run", found.pk),
            key=f"payroll.calculate:{found.reference}:{found.calculation}",
        )
    except Refused as refusal:
        return _told(request, found, refusal)
    return redirect(job.get_absolute_url())


def _told(request: AuthorityRequest, run: PayRun, refusal: Refused) -> HttpResponse:
    response = render_message(
        request,
        title=refusal.message,
        text=refusal.message,
        next_step=refusal.next_step,
        url=run.get_absolute_url(),
        url_label=f"Back to {run.reference}",
        status=refusal.status,
    )
    response.refusal = refusal  # type: ignore[attr-defined]
    return response


def _confirm(
    request: AuthorityRequest,
    run: PayRun,
    form: Any,
    do: Any,
    *,
    title: str,
    submit: str,
    text: str,
    said: str,
) -> HttpResponse:
    if form.is_valid():
        with form.refusals():
            result = do(**form.cleaned_data)
            return done(request, said, to=result if hasattr(result, "get_absolute_url") else run)
    context = {
        "title": title,
        "submit": submit,
        "cancel": run.get_absolute_url(),
        "run": run,
        "text": text,
        "totals": run_totals(run),
    }
    return render_form(request, "payroll/run_confirm.html", context, form)


def _bound(form: Any, request: AuthorityRequest) -> Any:
    return form(request.POST if request.method == "POST" else None)


def _left_to_clear(run: PayRun) -> list[Task]:
    """What a calculated run still waits for before it can be sealed."""
    if run.state != PayRun.CALCULATED:
        return []
    here = [run.reference]
    warnings = run.warnings.filter(cleared_by__isnull=True).count()
    exceptions = run.exceptions.filter(cleared_by__isnull=True).count()
    found = []
    if exceptions:
        found.append(
            Task("Exceptions", f"{exceptions:,} to look at", "problem", reverse("payroll:run_exceptions", args=here),
                 "People whose pay could not be worked out: mend the cause and calculate again, or leave them out")
        )  # fmt: skip
    if warnings:
        found.append(
            Task("Warnings", f"{warnings:,} to clear", "attention", reverse("payroll:run_warnings", args=here),
                 "Each is cleared with a reason")
        )  # fmt: skip
    return found


@authority_page("payroll.prepare_run")
def check(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Seal the run and ask for approval."""
    found = run_for(viewer=request.actor, reference=reference)
    left = _left_to_clear(found)
    if left and request.method == "GET":
        return render(
            request,
            "payroll/run_not_ready.html",
            {
                "title": f"Check {found.reference}",
                "run": found,
                "tasks": left,
            },
        )
    return _confirm(
        request, found, _bound(ConfirmForm, request), lambda: check_run(actor=request.actor, run=found),
        title=f"Check {found.reference}", submit="Check and send for approval",
        text="What the run holds is sealed: nothing in it changes any more unless the approver sends it back.",
        said=f"{found.reference} is checked and waits for another person's approval.",
    )  # fmt: skip


@authority_page("payroll.approve_run")
@recently_signed_in
def approve(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Release the payslips, as a second person."""
    found = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request, found, _bound(OptionalReasonForm, request),
        lambda reason: approve_run(actor=request.actor, run=found, reason=reason),
        title=f"Approve {found.reference}", submit="Approve",
        text="The payslips are released to the people paid. They never change: "
        "a mistake is corrected in a supplementary run.",
        said=f"{found.reference} is approved and its payslips are released.",
    )  # fmt: skip


@authority_page("payroll.approve_run")
def return_it(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send a checked run back to who prepared it."""
    found = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request, found, _bound(ReasonForm, request),
        lambda reason: send_back(actor=request.actor, run=found, reason=reason),
        title=f"Send {found.reference} back", submit="Send back",
        text="The run can be calculated again. The reason is told to the person who prepared it.",
        said=f"{found.reference} is sent back.",
    )  # fmt: skip


@authority_page("payroll.prepare_run")
def cancel(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Give a run up before it is approved."""
    found = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request, found, _bound(ReasonForm, request),
        lambda reason: cancel_run(actor=request.actor, run=found, reason=reason),
        title=f"Cancel {found.reference}", submit="Cancel run",
        text="Its payslips are removed. The run itself stays in the list as cancelled.",
        said=f"{found.reference} is cancelled.",
    )  # fmt: skip


@authority_page("payroll.pay_run")
@recently_signed_in
def post(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Make the bank file and post the journal, as a job."""
    found = run_for(viewer=request.actor, reference=reference)
    today = request.business_date
    is_late = is_too_late_for_bacs(found, today)

    def start(late: bool = False) -> Job:
        if is_late and not late:
            raise too_late_for_bacs(found, today)
        return start_job(
            actor=request.actor, kind="payroll.post", params={"run": found.pk, "late": late},
            about=Link("payroll.run", found.pk), key=f"payroll.post:{found.reference}",
        )  # fmt: skip

    warning = (
        f" Bacs can no longer pay on {formats.day(found.pay_on)}: a file made today pays on "
        f"{formats.day(earliest_bacs_pay_day(today))}."
    )
    return _confirm(
        request, found, _bound(PayLateForm if is_late else ConfirmForm, request), start,
        title=f"Make the bank file of {found.reference} and post it", submit="Make bank file and post",
        text="The bank file is written, then the journal is posted by cost centre and account. Both must agree with net pay "
        "to the penny, or nothing is posted." + (warning if is_late else ""),
        said="Under way.",
    )  # fmt: skip


@authority_page("payroll.pay_run")
@recently_signed_in
def paid(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say that the bank has taken the file."""
    found = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request, found, _bound(ConfirmForm, request),
        lambda: confirm_paid(actor=request.actor, run=found, today=request.business_date),
        title=f"Confirm that {found.reference} is paid", submit="Confirm paid",
        text="Say so once the bank has accepted the file and other payments are on their way. "
        "The net pay control account is cleared against the payroll bank account.",
        said=f"{found.reference} is paid.",
    )  # fmt: skip


class PaymentTable(ListTable):
    number = TextColumn("Payroll number", orderable=False)
    name = TextColumn("Name", orderable=False)
    method = TextColumn("Paid by", orderable=False)
    net_pence = MoneyColumn("Net £", orderable=False)
    brought_pence = MoneyColumn("Brought forward £", orderable=False)
    paid_pence = MoneyColumn("Paid £", orderable=False)
    carried_pence = MoneyColumn("Carried forward £", orderable=False)


class PaymentFilter(ListFilter):
    method = ChoicesFilter(label="Paid by", choices=Payment.METHODS, method="paid_by")

    def paid_by(self, rows: list[Any], name: str, value: list[str]) -> list[Any]:
        return [row for row in rows if str(row.method_number) in value] if value else rows

    class Meta(ListFilter.Meta):
        fields: list[str] = []


@authority_page(("payroll.pay_run", "payroll.approve_run", "payroll.prepare_run", "payroll.view_payslips"))
def payments(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """How each person's net pay leaves: by Bacs, by other means, or carried forward."""
    found = run_for(viewer=request.actor, reference=reference)
    return list_page(
        request,
        title=f"Payments of {found.reference}",
        nouns=("payment", "payments"),
        queryset=payments_of(run=found),
        table=PaymentTable,
        filterset=PaymentFilter,
        export=export_list,
        template="payroll/payments.html",
        run=found,
        totals=run_totals(found),
    )
