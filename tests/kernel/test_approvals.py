"""Decisions that take a second person, whatever is tried."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from backoffice.approvals.models import ApprovalRequest
from backoffice.approvals.services import AlreadyDecided, OwnWork, approve, reject, request_approval, withdraw
from backoffice.errors import Conflict, NotAllowed, Refused
from backoffice.links import Link

TARGET = Link("test.run", 7)


def ask(person: Any, **given: Any) -> ApprovalRequest:
    return request_approval(
        actor=person.actor, kind="test.run", target=TARGET, summary="Pay run October", **given
    )


def test_a_second_person_approves_and_what_follows_happens(
    payroll_officer: Any, payroll_approver: Any, decisions: list[str]
) -> None:
    request = ask(payroll_officer)
    assert ask(payroll_officer).pk == request.pk
    approved = approve(actor=payroll_approver.actor, approval=request)
    assert approved.state == "approved" and decisions == ["approved"]
    assert approve(actor=payroll_approver.actor, approval=request).pk == request.pk and decisions == [
        "approved"
    ]


def test_nobody_decides_on_their_own_work_by_any_role(
    as_member: Any, cleveland: str, decisions: list[str]
) -> None:
    both = as_member("payroll_officer", "payroll_approver")
    maker = as_member("payroll_officer", "payroll_approver", name="Max Maker")
    request = ask(both, made_by=[maker.member.pk])
    for person in (both, maker):
        with pytest.raises(OwnWork):
            approve(actor=person.actor, approval=request)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApprovalRequest.objects.filter(pk=request.pk).update(
                state="approved", decided_by=person.member, decided_at=timezone.now()
            )
    request.refresh_from_db()
    assert request.state == "pending"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE approvals_approvalrequest SET made_by = '{}'",
        "UPDATE approvals_approvalrequest SET requested_by_id = %s",
        "UPDATE approvals_approvalrequest SET target_id = 8",
        "DELETE FROM approvals_approvalrequest",
    ],
)
def test_a_request_cannot_be_bent_until_its_maker_may_decide(
    payroll_officer: Any, payroll_approver: Any, decisions: list[str], attack: str
) -> None:
    ask(payroll_officer, made_by=[payroll_approver.member.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, [payroll_approver.member.pk] if "%s" in attack else None)


def test_a_decision_stands(
    payroll_officer: Any, payroll_approver: Any, as_member: Any, decisions: list[str]
) -> None:
    request = ask(payroll_officer)
    reject(actor=payroll_approver.actor, approval=request, reason="Two people are missing")
    other = as_member("payroll_approver", name="Ola Other")
    with pytest.raises(AlreadyDecided) as refused:
        approve(actor=other.actor, approval=request)
    assert "sent back by Ade Mistry on" in refused.value.message
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=request.pk).update(state="approved")
    assert ask(payroll_officer).pk != request.pk  # asked again after mending


def test_sending_back_takes_a_reason_and_deciding_takes_the_role(
    payroll_officer: Any, payroll_approver: Any, clerk: Any, decisions: list[str]
) -> None:
    request = ask(payroll_officer)
    with pytest.raises(Refused):
        reject(actor=payroll_approver.actor, approval=request, reason=" ")
    with pytest.raises(NotAllowed):
        approve(actor=clerk.actor, approval=request)
    with pytest.raises(NotAllowed):
        withdraw(actor=payroll_approver.actor, approval=request)
    assert withdraw(actor=payroll_officer.actor, approval=request).state == "withdrawn"
    with pytest.raises(Conflict):
        approve(actor=payroll_approver.actor, approval=request)


def test_the_page_offers_each_what_they_may(
    payroll_officer: Any, payroll_approver: Any, clerk: Any, decisions: list[str]
) -> None:
    request = ask(payroll_officer)
    address = f"/cleveland/approvals/{request.reference}"
    assert b"Withdraw" in payroll_officer.get(address).content
    assert clerk.get(address).status_code == 404
    assert b"Pay run October" in payroll_approver.get("/cleveland/").content
    assert b"Pay run October" in payroll_officer.get("/cleveland/?tab=sent").content
    page = payroll_approver.post(address, {"decision": "reject", "reason": ""})
    assert page.status_code == 422 and page.refusal.code == "approval_reason_missing"
    assert payroll_approver.post(address, {"decision": "approve", "reason": ""}).status_code == 302
    request.refresh_from_db()
    assert request.state == "approved" and b"Approved" in payroll_officer.get(address).content


def test_an_auditor_reads_requests_about_what_they_may_open_and_decides_none(
    payroll_officer: Any, auditor: Any, administrator: Any, decisions: list[str], monkeypatch: Any
) -> None:
    from backoffice import links

    runs = links.LinkKind("test.run", "Pay run", lambda id: f"/runs/{id}", "payroll.view")
    monkeypatch.setitem(links.KINDS, "test.run", runs)
    asked = request_approval(
        actor=payroll_officer.actor, kind="test.run", target=Link("test.run", 9), summary="October run"
    )
    address = f"/cleveland/approvals/{asked.reference}"
    page = auditor.get(address)
    assert page.status_code == 200 and "Decide" not in page.content.decode()
    assert "October run" in auditor.get("/cleveland/approvals/").content.decode()
    assert administrator.get(address).status_code == 404  # reads the history, opens no pay run
    auditor.post(address, {"decision": "approve"})
    asked.refresh_from_db()
    assert asked.state == "pending" and decisions == []
