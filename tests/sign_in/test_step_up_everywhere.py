"""Money that is approved, posted or paid asks again who it is, through whichever door it is done."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.urls import reverse

from backoffice.tenancy.signed_in import CONFIRMED, SECOND_FACTOR, mark
from tenants.models import User
from tests.payroll import doors
from tests.payroll.factories import world


def an_hour_later(cast: Any) -> None:
    """The session as it is an hour after the last proof."""
    user = User.objects.get(identity=cast.identity)
    cast.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = cast.client.session
    mark(session, user.pk, SECOND_FACTOR)
    mark(session, user.pk, CONFIRMED, at=time.time() - 3600)
    session.save()


@pytest.fixture
def run(cleveland: str, payroll_officer: Any) -> Any:
    pay = world()
    pay.person()
    return doors.checked(payroll_officer, pay.period)


def test_a_pay_run_is_not_approved_from_the_list_of_approvals_without_asking_again(
    run, payroll_approver, password_of, totp_of
):
    from backoffice.approvals.queries import approval_of
    from backoffice.links import Link

    totp_of(password_of(payroll_approver))
    an_hour_later(payroll_approver)
    approval = approval_of(Link("payroll.run", run.pk))
    assert approval is not None
    page = payroll_approver.post(
        reverse("approvals:approval", args=[approval.reference]), {"decision": "approve", "reason": ""}
    )
    run.refresh_from_db()
    assert run.state == "checked"
    assert page["Location"].startswith("/accounts/codes/reauthenticate/")
    assert payroll_approver.get(reverse("approvals:approval", args=[approval.reference])).status_code == 200


@pytest.mark.parametrize("action", ["approve", "post", "paid"])
def test_a_session_does_not_move_money_through_the_api_without_asking_again(run, payroll_approver, action):
    an_hour_later(payroll_approver)
    answer = payroll_approver.post(
        f"/cleveland/api/v1/pay-runs/{run.reference}/{action}",
        data="{}",
        content_type="application/json",
        headers={"Idempotency-Key": f"late-{action}"},
    )
    run.refresh_from_db()
    assert run.state == "checked"
    assert answer.status_code == 403 and answer.json()["code"] == "confirm_first"


def test_a_session_does_not_post_a_journal_through_the_api_without_asking_again(finance_approver, cleveland):
    an_hour_later(finance_approver)
    answer = finance_approver.post(
        "/cleveland/api/v1/journals/any/approve",
        data="{}",
        content_type="application/json",
        headers={"Idempotency-Key": "late"},
    )
    assert answer.status_code == 403 and answer.json()["code"] == "confirm_first"
