"""The API: the same services, once for each key, refusals as on a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from backoffice.api.models import Answer, ApiToken
from backoffice.api.services import ScopeNotHeld, TokenDays, allow_token, collect_token, revoke_token
from backoffice.errors import NotAllowed
from backoffice.jobs.models import Job
from backoffice.jobs.services import start_job

JOBS = "/cleveland/api/v1/jobs"


class Caller:
    """Another system with a token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Token {secret}"})

    def get(self, address: str, **given: Any) -> Any:
        return self.client.get(address, **given)

    def post(self, address: str, key: str | None = "k1", body: Any = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(
            address, json.dumps(body or {}), content_type="application/json", headers=headers
        )


@pytest.fixture
def token(administrator: Any, payroll_officer: Any) -> ApiToken:
    return allow_token(
        actor=administrator.actor,
        name="Rostering",
        member=payroll_officer.member,
        scopes=["payroll.view", "payroll.prepare_run"],
        expires_on=date.today() + timedelta(days=30),
    )


@pytest.fixture
def caller(payroll_officer: Any, token: ApiToken) -> Caller:
    return Caller(collect_token(actor=payroll_officer.actor, token=token))


@pytest.fixture
def job(payroll_officer: Any, handler: dict[str, Any]) -> Iterator[Job]:
    yield start_job(actor=payroll_officer.actor, kind="test.job", params={})


def test_a_token_reads_what_its_person_may(caller: Caller, job: Job, token: ApiToken) -> None:
    answer = caller.get(JOBS)
    assert answer.status_code == 200 and answer.json()["results"][0]["reference"] == job.reference
    assert caller.get(f"{JOBS}/{job.reference}").json()["state"] == "queued"
    token.refresh_from_db()
    assert token.last_used_on is not None


@pytest.mark.parametrize("secret", ["", "nonsense", "pbo_" + "x" * 43])
def test_no_token_or_an_unknown_one_is_401(caller: Caller, secret: str) -> None:
    answer = Caller(secret).get(JOBS)
    assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_of_one_authority_is_unknown_in_another(caller: Caller) -> None:
    assert caller.get("/durham/api/v1/jobs").status_code == 401
    assert caller.get("/nowhere/api/v1/jobs").status_code == 401


def test_a_token_ends_with_its_days_its_revocation_and_its_persons_membership(
    caller: Caller, token: ApiToken, payroll_officer: Any, administrator: Any
) -> None:
    from backoffice.tenancy import portal_api

    assert caller.get(JOBS).status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(expires_on=date.today() - timedelta(days=2))
    assert caller.get(JOBS).status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_on=date.today() + timedelta(days=2))
    with transaction.atomic():
        portal_api.set_membership_state(payroll_officer.identity, "suspended")
    assert caller.get(JOBS).status_code == 401
    with transaction.atomic():
        portal_api.set_membership_state(payroll_officer.identity, "active")
    assert caller.get(JOBS).status_code == 200
    revoke_token(actor=administrator.actor, token=token)
    assert caller.get(JOBS).status_code == 401


def test_a_token_gives_nobody_more_than_its_person_has(administrator: Any, clerk: Any) -> None:
    day = date.today() + timedelta(days=30)
    with pytest.raises(ScopeNotHeld):
        allow_token(
            actor=administrator.actor,
            name="x",
            member=clerk.member,
            scopes=["payroll.approve_run"],
            expires_on=day,
        )
    with pytest.raises(TokenDays):
        allow_token(
            actor=administrator.actor,
            name="x",
            member=clerk.member,
            scopes=["hr.view_people"],
            expires_on=date(2099, 1, 1),
        )
    allowed = allow_token(
        actor=administrator.actor, name="x", member=clerk.member, scopes=["hr.view_people"], expires_on=day
    )
    with pytest.raises(NotAllowed):
        collect_token(actor=administrator.actor, token=allowed)
    with pytest.raises(NotAllowed):
        allow_token(
            actor=clerk.actor, name="x", member=clerk.member, scopes=["hr.view_people"], expires_on=day
        )


def test_the_secret_is_shown_once_and_kept_nowhere(payroll_officer: Any, token: ApiToken) -> None:
    page = payroll_officer.post(f"/cleveland/tokens/{token.reference}/collect")
    secret = next(
        part
        for part in page.content.decode().replace("<", " ").replace(">", " ").split()
        if part.startswith("pbo_")
    )
    assert Caller(secret).get(JOBS).status_code == 200
    assert secret not in str(list(ApiToken.objects.values()))
    again = payroll_officer.post(f"/cleveland/tokens/{token.reference}/collect")
    assert secret.encode() not in again.content and Caller(secret).get(JOBS).status_code == 401


def test_a_write_without_a_key_is_refused(caller: Caller, job: Job) -> None:
    answer = caller.post(f"{JOBS}/{job.reference}/cancel", key=None)
    assert answer.status_code == 400 and answer.json()["code"] == "idempotency_key_missing"
    job.refresh_from_db()
    assert job.state == "queued"


@pytest.mark.fault
def test_a_repeated_write_gets_the_first_answer(caller: Caller, job: Job) -> None:
    first = caller.post(f"{JOBS}/{job.reference}/cancel", key="abc")
    assert first.status_code == 200 and first.json()["state"] == "cancelled"
    Job.objects.filter(pk=job.pk).update(message="something else by now")
    again = caller.post(f"{JOBS}/{job.reference}/cancel", key="abc")
    assert again.json() == first.json() and again["Idempotent-Replay"] == "true"
    assert Answer.objects.count() == 1


def test_a_key_used_for_another_request_is_refused(caller: Caller, job: Job) -> None:
    caller.post(f"{JOBS}/{job.reference}/cancel", key="abc")
    answer = caller.post(f"{JOBS}/{job.reference}/cancel", key="abc", body={"other": 1})
    assert answer.status_code == 409 and answer.json()["code"] == "idempotency_key_used"


def test_a_refused_write_keeps_no_answer_and_says_what_a_page_would(caller: Caller, job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state="done", ended_at="2026-10-30T10:00Z")
    answer = caller.post(f"{JOBS}/{job.reference}/cancel")
    assert answer.status_code == 409 and answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "job_not_running" and answer.json()["next_step"]
    assert not Answer.objects.exists()


def test_what_is_not_there_or_not_theirs_is_the_same_404(caller: Caller, clerk: Any, job: Job) -> None:
    assert caller.get(f"{JOBS}/nothere").status_code == 404
    assert clerk.get(f"{JOBS}/{job.reference}").status_code == 404
    assert caller.client.delete(f"{JOBS}/{job.reference}").status_code == 405


def test_a_signed_in_member_reads_but_writes_only_with_the_csrf_token(payroll_officer: Any, job: Job) -> None:
    assert payroll_officer.get(JOBS).status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = payroll_officer.client.cookies
    answer = strict.post(
        f"{JOBS}/{job.reference}/cancel",
        "{}",
        content_type="application/json",
        headers={"Idempotency-Key": "a"},
    )
    assert answer.status_code == 403


def test_the_description_names_every_address_and_the_key() -> None:
    from django.test import RequestFactory

    from backoffice.api.schema import schema

    answer = schema(RequestFactory().get("/api/schema"))
    assert answer.status_code == 200
    paths = answer.data["paths"]
    assert "/{authority}/api/v1/jobs" in paths
    cancel = paths["/{authority}/api/v1/jobs/{reference}/cancel"]["post"]
    assert any(each["name"] == "Idempotency-Key" for each in cancel["parameters"])


def test_the_description_is_made_without_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    """A warning means that two things have one name, or that a type was guessed."""
    from django.test import RequestFactory
    from drf_spectacular.drainage import GENERATOR_STATS

    from backoffice.api.schema import schema

    GENERATOR_STATS.reset()
    schema(RequestFactory().get("/api/schema"))
    assert not GENERATOR_STATS._warn_cache and not GENERATOR_STATS._error_cache, capsys.readouterr().err
