"""Payment runs: propose, approve, make the bank file, confirm, give up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.documents.queries import may_read
from backoffice.errors import Refused
from backoffice.jobs.queries import jobs_about
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Event, Fact, Figure, Task
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form, render_message
from finance.forms.payments import ApproveForm, CancelForm, ConfirmForm, LateForm, ProposeForm
from finance.models import BankAccount, Payment, PaymentFile, PaymentRun
from finance.queries.payments.candidates import candidates, changed_lately, new_account_words
from finance.queries.payments.runs import payments_for, run_for, runs_for
from finance.services.payments.approve import approve_run
from finance.services.payments.bank_file import is_too_late, modulus_weights
from finance.services.payments.confirm import cancel_run, confirm_run
from finance.services.payments.errors import TooLateForBacs
from finance.services.payments.propose import earliest_pay_on, propose_run
from finance.tables.payments import (
    PAYMENT_MEANINGS,
    RUN_MEANINGS,
    PaymentFilter,
    PaymentTable,
    RunFilter,
    RunTable,
)

SHOWN = 200  # payments on a run's page, suppliers of a preview; all of them in the list
State = PaymentRun.State


@authority_page("finance.view")
def payment_runs(request: AuthorityRequest) -> HttpResponseBase:
    """Every payment run, the newest first."""
    return list_page(
        request,
        title="Payment runs",
        nouns=("payment run", "payment runs"),
        queryset=runs_for(viewer=request.actor).order_by("-pk"),
        table=RunTable,
        filterset=RunFilter,
        export=export_list,
        template="finance/payments/runs.html",
        may_prepare=request.actor.can("finance.prepare_payments"),
    )


@authority_page("finance.view")
def payments(request: AuthorityRequest) -> HttpResponseBase:
    """Every payment of every run, the newest first."""
    return list_page(
        request,
        title="Payments",
        nouns=("payment", "payments"),
        queryset=payments_for(viewer=request.actor).order_by("-pk"),
        table=PaymentTable,
        filterset=PaymentFilter,
        export=export_list,
    )


@authority_page("finance.prepare_payments")
def propose(request: AuthorityRequest) -> HttpResponse:
    """What a run would pay and what it leaves out, for the days in the address; proposing it posts the same days."""
    today = request.business_date
    pay_on = earliest_pay_on(today)
    first = (
        BankAccount.objects.filter(is_closed=False).exclude(service_user_number="").order_by("name").first()
    )
    start = {"bank_account": first.reference if first else "", "due_by": pay_on, "pay_on": pay_on}
    if request.method == "POST":
        form = ProposeForm(request.POST)
        if form.is_valid():
            with form.refusals():
                run = propose_run(actor=request.actor, today=today, **form.cleaned_data)
                return done(request, f"{run} proposed. Another person approves it.", to=run)
    elif "due_by" in request.GET or "due_by_day" in request.GET:
        form = ProposeForm(request.GET)
        form.is_valid()
    else:
        form = ProposeForm(initial=start)
    due_by: date | None = getattr(form, "cleaned_data", {}).get("due_by") if form.is_bound else pay_on
    found = candidates(due_by=due_by) if due_by else None
    return render_form(
        request,
        "finance/payments/propose.html",
        {
            "title": "Propose a payment run",
            "lead": "Everything posted and due, one payment a supplier.",
            "submit": "Propose payment run",
            "cancel": reverse("finance:payment_runs"),
            "due_by": due_by,
            "found": found,
            "pay": [
                {
                    "candidate": each,
                    "note": new_account_words(each.details) if changed_lately(each.details, today) else "",
                }
                for each in (found.pay[:SHOWN] if found else [])
            ],
            "more": max(0, len(found.pay) - SHOWN) if found else 0,
            "no_account": first is None,
        },
        form,
    )


@authority_page("finance.view")
def payment_run(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Where a run stands, what is in it, and what is to be done next."""
    viewer = request.actor
    run = run_for(viewer=viewer, reference=reference)
    found = list(
        run.payments.select_related("supplier", "bank_details__decided_by", "changed_by").order_by("number")[
            : SHOWN + 1
        ]
    )
    out = run.payments.filter(state=Payment.State.TAKEN_OUT).count()
    file = PaymentFile.objects.select_related("document").filter(run=run).first()
    job = jobs_about(Link("finance.payment_run", run.pk)).order_by("-pk").first()
    may_download = file is not None and file.document is not None and may_read(viewer, file.document)
    return render(
        request,
        "finance/payments/run.html",
        {
            "title": f"Payment run {run}",
            "lead": f"Due by {formats.day(run.due_by)}, pay day {formats.day(run.pay_on)}",
            "run": run,
            "status": (run.get_state_display(), RUN_MEANINGS[run.state]),
            "figures": _figures(run, out),
            "tasks": _tasks(run, file),
            "actions": _actions(request, run, file),
            "waits": _waits(request, run),
            "payments": [
                {
                    "payment": each,
                    "status": (each.get_state_display(), PAYMENT_MEANINGS[each.state]),
                    "note": new_account_words(each.bank_details)
                    if each.state == Payment.State.IN
                    and changed_lately(each.bank_details, request.business_date)
                    else "",
                }
                for each in found[:SHOWN]
            ],
            "more": len(found) > SHOWN,
            "file": file,
            "may_download": may_download,
            "modulus_loaded": modulus_weights() is not None,
            "mails": mail_is_configured(),
            "job": job,
            "facts": _facts(run),
            "events": _events(run),
            "changes": history_of(run),
        },
    )


@authority_page("finance.approve_payments")
@recently_signed_in
def approve(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Approve a run somebody else proposed."""
    run = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        run,
        ApproveForm(request.POST or None, initial={"seen_pence": run.total_pence}),
        lambda seen_pence: approve_run(actor=request.actor, run=run, seen_pence=seen_pence),
        title=f"Approve {run}",
        submit="Approve payment run",
        text=f"{formats.in_words(run.payment_count, 'payment', 'payments')} of together £{formats.money(run.total_pence)}."
        " Afterwards payments can only be taken out.",
        said=f"{run} approved. Its bank file can be made.",
    )


@authority_page("finance.approve_payments")
@recently_signed_in
def make_file(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Have the bank file made."""
    run = run_for(viewer=request.actor, reference=reference)
    late = is_too_late(run, request.business_date) and not PaymentFile.objects.filter(run=run).exists()
    form = (
        LateForm(request.POST or None)
        if late
        else ConfirmForm(request.POST if request.method == "POST" else None)
    )
    if form.is_valid():
        with form.refusals():
            if late and not form.cleaned_data["late"]:
                raise TooLateForBacs(
                    f"Bacs can no longer pay {run} on {formats.day(run.pay_on)}.",
                    where="late",
                    next_step=f"Tick to pay on {formats.day(earliest_pay_on(request.business_date))}, or cancel the run.",
                )
            job = start_job(
                actor=request.actor,
                kind="finance.payment_file",
                params={"run": run.pk, "late": late},
                about=Link("finance.payment_run", run.pk),
                key=f"finance.payment_file:{run.pk}",
            )
            return redirect(job.get_absolute_url())
    text = "Nothing can be taken out any more once the bank file is made."
    if late:
        text = (
            f"Bacs can no longer pay on {formats.day(run.pay_on)}: a file made today pays on"
            f" {formats.day(earliest_pay_on(request.business_date))}. {text}"
        )
    return _page(request, run, form, title=f"Make the bank file of {run}", submit="Make bank file", text=text)


@authority_page("finance.approve_payments")
@recently_signed_in
def confirm(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say that the bank has taken the file."""
    run = run_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        run,
        ConfirmForm(request.POST if request.method == "POST" else None),
        lambda: confirm_run(actor=request.actor, run=run),
        title=f"Confirm that {run} is paid",
        submit="Confirm paid",
        text=f"The ledger gets a journal dated {formats.day(run.pay_on)}: creditors are paid, the bank account pays"
        f" £{formats.money(run.total_pence)} in one line. Remittance advices go out afterwards.",
        said=f"{run} is paid and posted.",
    )


@authority_page(("finance.prepare_payments", "finance.approve_payments"))
def cancel(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Give a run up."""
    run = run_for(viewer=request.actor, reference=reference)
    form = CancelForm(request.POST or None, has_file=run.state == State.FILE_MADE)
    return _confirm(
        request,
        run,
        form,
        lambda **given: cancel_run(actor=request.actor, run=run, **given),
        title=f"Cancel {run}",
        submit="Cancel payment run",
        text="Its invoices are open for the next run.",
        said=f"{run} cancelled. Its invoices are open again.",
    )


def _confirm(
    request: AuthorityRequest,
    run: PaymentRun,
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
            do(**form.cleaned_data)
            return done(request, said, to=run)
    return _page(request, run, form, title=title, submit=submit, text=text)


def _page(
    request: AuthorityRequest, run: PaymentRun, form: Any, *, title: str, submit: str, text: str
) -> HttpResponse:
    context = {
        "title": title,
        "submit": submit,
        "cancel": run.get_absolute_url(),
        "run": run,
        "text": text,
        "facts": [
            Fact("Bank account", run.bank_account.name),
            Fact("Pay day", formats.day(run.pay_on)),
            Fact("Payments", formats.count(run.payment_count)),
            Fact("Total", f"£{formats.money(run.total_pence)}"),
            Fact("Proposed by", run.made_by.name),
        ],
    }
    return render_form(request, "finance/payments/confirm.html", context, form)


def _figures(run: PaymentRun, out: int) -> list[Figure]:
    listed = f"{reverse('finance:payments')}?run={run.number}"
    found = [
        Figure("Payments", formats.count(run.payment_count), url=listed),
        Figure("Total", f"£{formats.money(run.total_pence)}", url=listed),
    ]
    if out:
        found.append(Figure("Taken out", formats.count(out), url=f"{listed}&state=taken_out"))
    if run.approved_pence is not None:
        less = run.approved_pence - run.total_pence
        note = f"£{formats.money(less)} taken out since" if less else "Nothing taken out since"
        found.append(Figure("Approved", f"£{formats.money(run.approved_pence)}", note))
    return found


def _tasks(run: PaymentRun, file: PaymentFile | None) -> list[Task]:
    cancelled = run.state == State.CANCELLED
    approved = run.approved_by is not None
    stored = file is not None and file.document_id is not None
    paid = run.state == State.CONFIRMED

    def step(label: str, is_done: bool, done_words: str, hint: str) -> Task:
        if is_done:
            return Task(label, done_words, "done", "", hint)
        return Task(label, "Cancelled" if cancelled else "Not yet", "off" if cancelled else "draft", "", hint)

    return [
        step("Proposed", True, run.made_by.name, "Look at what is in it, take out what should wait"),
        step("Approved", approved, run.approved_by.name if run.approved_by else "", "By another person"),
        step(
            "Bank file",
            stored,
            f"Submission {file.serial}" if file else "",
            "Bacs Standard 18, sent to the bank by you",
        ),
        step("Paid", paid, "Posted to the ledger", "Once the bank has taken the file"),
    ]


def _actions(request: AuthorityRequest, run: PaymentRun, file: PaymentFile | None) -> list[dict[str, Any]]:
    """What may be done next, the obvious one first and green; giving up is never that."""
    can = request.actor.can
    found: list[dict[str, Any]] = []

    def add(label: str, name: str, *, first: bool) -> None:
        found.append(
            {"label": label, "url": reverse(f"finance:{name}", args=[run.reference]), "first": first}
        )

    if can("finance.approve_payments"):
        if run.state == State.PROPOSED and not _is_own(request, run) and run.payment_count:
            add("Approve", "approve_payment_run", first=True)
        elif run.state == State.APPROVED:
            add("Make bank file", "make_payment_file", first=True)
        elif run.state == State.FILE_MADE:
            add("Confirm paid", "confirm_payment_run", first=True)
    may_cancel = can("finance.approve_payments") or (
        run.state == State.PROPOSED and can("finance.prepare_payments")
    )
    if run.is_open and may_cancel:
        add("Cancel run", "cancel_payment_run", first=False)
    return found


def _waits(request: AuthorityRequest, run: PaymentRun) -> str:
    """What the reader waits for, where the next step is not theirs."""
    can = request.actor.can("finance.approve_payments")
    if run.state == State.PROPOSED and not run.payment_count:
        return "Everything has been taken out. Cancel the run."
    if run.state == State.PROPOSED and (not can or _is_own(request, run)):
        return "Next, another person approves it. Until then payments can be taken out and put back."
    if run.state == State.APPROVED and not can:
        return "Next, an approver makes the bank file."
    if run.state == State.FILE_MADE:
        return (
            "Send the bank file to the bank, then confirm that it is paid."
            if can
            else "Next, an approver sends the file."
        )
    return ""


def _is_own(request: AuthorityRequest, run: PaymentRun) -> bool:
    mine = request.actor.member_id
    return run.made_by_id == mine or run.payments.filter(put_back_by_id=mine).exists()


def _facts(run: PaymentRun) -> list[Fact]:
    facts = [
        Fact("Bank account", run.bank_account.name),
        Fact("Proposed by", run.made_by.name),
    ]
    if run.approved_by:
        facts.append(Fact("Approved by", run.approved_by.name))
    if run.confirmed_by:
        facts.append(Fact("Confirmed by", run.confirmed_by.name))
    if run.reason:
        facts.append(Fact("Reason", run.reason))
    return facts


def _events(run: PaymentRun) -> list[Event]:
    steps = [
        ("Cancelled", run.cancelled_at, run.cancelled_by),
        ("Paid and posted", run.confirmed_at, run.confirmed_by),
        ("Approved", run.approved_at, run.approved_by),
        ("Proposed", run.made_at, run.made_by),
    ]
    return [Event(what, at, by.name if by else "") for what, at, by in steps if at is not None]


def told(request: AuthorityRequest, refusal: Refused, url: str) -> HttpResponse:
    """A refusal as a page of its own, for buttons without a form."""
    response = render_message(
        request,
        title=refusal.message,
        text=refusal.message,
        next_step=refusal.next_step,
        url=url,
        url_label="Back",
        status=refusal.status,
    )
    response.refusal = refusal  # type: ignore[attr-defined]
    return response
