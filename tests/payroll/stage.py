"""Pays month after month in a process of its own, which a fault test may kill: `python -m tests.payroll.stage SLUG UNTIL`.

Begun again, it goes on where the one before stopped: each step is asked for as a person would who does not know how far
it got.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Any

import django

MONTHS = [(2026, month) for month in range(4, 13)] + [(2027, month) for month in range(1, 4)]
PEOPLE = 8


def members() -> tuple[Any, Any]:
    """The two people of the fault tests, made once."""
    from django.db import transaction

    from backoffice.actor import Actor
    from backoffice.tenancy import portal_api
    from backoffice.tenancy.current import require_slug
    from backoffice.tenancy.models import Member
    from backoffice.tenancy.roles import permissions_of

    found = []
    for name, role in (("Petra Lund", "payroll_officer"), ("Ade Mistry", "payroll_approver")):
        with transaction.atomic():
            member = Member.objects.filter(name=name).first()
            if member is None:
                email = f"{role}@{require_slug()}.example.test"
                identity = portal_api.invite(email, name, [role])
                member = Member.objects.create(
                    identity=identity, name=name, email=email, roles=[role], joined_on=date(2026, 4, 1)
                )
        found.append(
            Actor(require_slug(), member.pk, member.identity, name, permissions_of([role]), via="command")
        )
    return found[0], found[1]


def build() -> None:
    """The authority's people, once, whole or not at all."""
    from django.db import transaction

    from hr.models import Employment
    from tests.payroll.factories import pay_period, world

    if Employment.objects.exists():
        return
    with transaction.atomic():
        pay = world()
        for year, month in MONTHS:
            pay_period(year, month)
        for number in range(PEOPLE):
            pay.person(annual=2_400_000 + number * 130_000, workforce="OFFICER" if number % 2 else "STAFF")


def pay(period: Any, officer: Any, approver: Any) -> None:
    """One month, from wherever it stands to paid; refused because somebody else was first, it looks again."""
    from backoffice.errors import Refused
    from payroll.models import PayRun

    for _ in range(40):
        run = PayRun.objects.filter(period=period).first()
        if run is not None and run.state == "paid":
            return
        try:
            _step(run, period, officer, approver)
        except Refused:
            time.sleep(0.05)
    raise AssertionError(f"{period} was not paid")


def _step(run: Any, period: Any, officer: Any, approver: Any) -> None:
    from payroll.services.approve_run import approve_run
    from payroll.services.check_run import check_run
    from payroll.services.post_run import confirm_paid
    from payroll.services.start_run import start_run

    if run is None:
        start_run(actor=officer, period=period, today=period.pay_on)
    elif run.state == "draft":
        _work("payroll.calculate", officer, run)
    elif run.state == "calculated":
        check_run(actor=officer, run=run)
    elif run.state == "checked":
        approve_run(actor=approver, run=run)
    elif run.state == "approved":
        _work("payroll.post", approver, run)
    else:
        confirm_paid(actor=approver, run=run, today=period.pay_on)


def _work(kind: str, actor: Any, run: Any) -> None:
    """A worker that takes the run's job as soon as its lease is free."""
    from backoffice.jobs import runner
    from backoffice.jobs.services import start_job

    job = start_job(actor=actor, kind=kind, params={"run": run.pk}, key=f"{kind}:{run.reference}")
    until = time.monotonic() + 60
    while job.ended_at is None and time.monotonic() < until:
        runner.run(job.pk, raising=True)
        job.refresh_from_db()
        time.sleep(0.05)
    assert job.state == "done", (job.state, job.refusal)
    run.refresh_from_db()


def main(slug: str, until: int) -> None:
    django.setup()
    from backoffice.tenancy.current import in_authority
    from payroll.models import PayPeriod
    from payroll.services import calculate

    calculate.CHUNK = 3
    with in_authority(slug):
        build()
        officer, approver = members()
        for period in PayPeriod.objects.order_by("starts_on")[:until]:
            pay(period, officer, approver)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
