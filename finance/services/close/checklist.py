"""The checklist of a close: its templates, and ticking a period's tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import BinaryIO

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.documents.kinds import CSV, PDF, TEXT, XLSX, document_kind
from backoffice.documents.services import store_document
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES
from finance.models import CloseTask, CloseTemplate, Period
from finance.services.close.errors import EvidenceMissing, NotYourTask, PeriodState, TaskClosed

TASK = "finance.close_task"
EVIDENCE = "finance.close_evidence"

USUAL: list[tuple[str, str, str, str, int, bool]] = [
    # code, label, instructions, role, days after the period's end, evidence
    ("BANK", "Reconcile the bank", "Match the last statement and sign the reconciliation.", "finance_officer", 3, True),
    ("PAY", "Agree pay to the ledger", "Net pay, tax and pensions to their control accounts.", "finance_officer", 3, True),
    ("CREDITORS", "Agree creditors to the ledger", "Aged creditors to the control account.", "finance_officer", 4, True),
    ("ACCRUALS", "Enter accruals and prepayments", "Goods without invoice, known costs.", "finance_officer", 4, False),
    ("SUSPENSE", "Clear suspense", "Every item explained or moved.", "finance_officer", 5, True),
    ("VAT", "Agree the VAT account", "Recoverable VAT of the month to its invoices.", "finance_officer", 5, True),
    ("REVIEW", "Review budget monitoring", "Differences explained by their holders.", "finance_approver", 7, True),
]  # fmt: skip


def _check_owner(owner_role: str, owner: Member | None) -> None:
    if owner_role and owner_role not in ROLES or bool(owner_role) == (owner is not None):
        raise Refused(
            "A task belongs to a role or to a person.",
            where="owner_role",
            next_step="Choose one of them.",
            code="close_task_owner",
        )


@service(permission="finance.close_period")
def put_template(
    *,
    actor: Actor,
    template: CloseTemplate | None,
    code: str,
    label: str,
    instructions: str = "",
    position: int = 0,
    owner_role: str = "",
    owner: Member | None = None,
    due_day: int,
    needs_evidence: bool = False,
    is_used: bool = True,
) -> CloseTemplate:
    """Add a task to the checklist, or change one (its code stays). Periods that are closing keep what they began with."""
    _check_owner(owner_role, owner)
    if template is None:
        template = CloseTemplate(code=code.strip().upper())
    else:
        template = lock(template)
    template.label, template.instructions = label.strip(), instructions.strip()
    template.position, template.due_day = position, due_day
    template.owner_role, template.owner = owner_role, owner
    template.needs_evidence, template.is_used = needs_evidence, is_used
    template.save()
    return template


@service(permission="finance.close_period")
def load_usual_checklist(*, actor: Actor) -> int:
    """Add the tasks that most authorities have, where their codes are not in use. How many were added."""
    added = CloseTemplate.objects.bulk_create(
        [
            CloseTemplate(
                code=code,
                label=label,
                instructions=instructions,
                position=position * 10,
                owner_role=role,
                due_day=due_day,
                needs_evidence=evidence,
            )
            for position, (code, label, instructions, role, due_day, evidence) in enumerate(USUAL, start=1)
            if not CloseTemplate.objects.filter(code=code).exists()
        ]
    )
    return len(added)


def owns_task(actor: Actor, task: CloseTask, roles: list[str]) -> bool:
    """Whether the task is the actor's: theirs by name, by one of their roles, or as somebody who closes periods."""
    return task.owner_id == actor.member_id or task.owner_role in roles or actor.can("finance.close_period")


@service(permission="finance.view")
def do_task(
    *,
    actor: Actor,
    task: CloseTask,
    note: str = "",
    filename: str = "",
    content: bytes | BinaryIO | None = None,
) -> CloseTask:
    """Tick a task, as its owner or as somebody who closes periods, with a note or a document where it asks for evidence."""
    task = _locked(actor, task)
    if task.is_done:
        return task
    document = None
    if content is not None:
        document = store_document(
            actor=actor, kind=EVIDENCE, filename=filename, content=content, about=Link(TASK, task.pk)
        )
    if task.needs_evidence and document is None and not note.strip():
        raise EvidenceMissing(
            f"“{task.label}” asks for evidence.",
            where="note",
            next_step="Write what was checked against what, or add a file.",
        )
    task.state = CloseTask.State.DONE
    task.done_by_id, task.done_at, task.note = actor.member_id, timezone.now(), note.strip()
    task.undone_reason = ""
    task.save(update_fields=["state", "done_by", "done_at", "note", "undone_reason"])
    return task


@service(permission="finance.view")
def undo_task(*, actor: Actor, task: CloseTask, reason: str) -> CloseTask:
    """Take a tick back, saying why; its evidence stays."""
    if not reason.strip():
        raise Refused("Say why the task is taken back.", where="reason", code="reason_required")
    task = _locked(actor, task)
    if task.is_done:
        task.state, task.done_by, task.done_at = CloseTask.State.OPEN, None, None
        task.undone_reason = reason.strip()
        task.save(update_fields=["state", "done_by", "done_at", "undone_reason"])
    return task


@service(permission="finance.close_period")
def give_task(*, actor: Actor, task: CloseTask, owner: Member) -> CloseTask:
    """Give one period's task to a person, such as while its owner is away."""
    task = _locked(actor, task)
    task.owner, task.owner_role = owner, ""
    task.save(update_fields=["owner", "owner_role"])
    return task


@service(permission="finance.close_period")
def add_task(
    *, actor: Actor, period: Period, code: str, label: str, owner: Member, due_day: int
) -> CloseTask:
    """Add a task that only this close has."""
    period = lock(period)
    if period.state != Period.State.CLOSING:
        raise PeriodState(
            f"{period} is {period.get_state_display().lower()}, not closing.",
            next_step="Start closing it first.",
        )
    last = CloseTask.objects.filter(period=period).order_by("-position").first()
    return CloseTask.objects.create(
        period=period,
        code=code.strip().upper(),
        label=label.strip(),
        owner=owner,
        position=last.position + 10 if last else 10,
        due_on=period.ends_on + timedelta(days=due_day),
    )


def _locked(actor: Actor, task: CloseTask) -> CloseTask:
    task = lock(task)
    roles = Member.objects.values_list("roles", flat=True).get(pk=actor.member_id)
    if not owns_task(actor, task, roles):
        raise NotYourTask(
            f"“{task.label}” is not your task.", next_step="Ask its owner, or somebody who closes periods."
        )
    if task.period.is_over:
        raise TaskClosed(
            f"{task.period} is closed, so its checklist stays as it is.",
            next_step="Ask for the period to be reopened.",
        )
    return task


def register() -> None:
    """Offer the kernel the evidence of the checklist."""
    document_kind(
        EVIDENCE,
        label="Evidence for a close",
        may_see=lambda viewer, document: viewer.can("finance.view"),
        types=(PDF, XLSX, CSV, TEXT, "image/png", "image/jpeg"),
        largest_bytes=20 * 1024 * 1024,
    )
