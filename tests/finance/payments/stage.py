"""Pays one run in a process of its own, which a fault test may kill: `python -m tests.finance.payments.stage SLUG`.

Begun again, it goes on where the one before stopped, as a worker does that takes over the job.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Any

import django

TODAY, PAY_ON = date(2026, 11, 3), date(2026, 11, 6)


def people() -> tuple[Any, Any]:
    """The two people of the fault tests, made once."""
    from django.db import transaction

    from backoffice.actor import Actor
    from backoffice.tenancy import portal_api
    from backoffice.tenancy.current import require_slug
    from backoffice.tenancy.models import Member
    from backoffice.tenancy.roles import permissions_of

    found = []
    for name, role in (("Fiona Brook", "finance_officer"), ("Gwen Taylor", "finance_approver")):
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


def build(officer: Any, approver: Any) -> Any:
    """A proposed run of three suppliers, once, whole or not at all."""
    from django.db import transaction

    from finance import services
    from finance.models import PaymentRun
    from finance.services import CostCentreRow
    from finance.services.payments.propose import propose_run
    from tests.finance.payments import making

    run = PaymentRun.objects.first()
    if run is not None:
        return run
    with transaction.atomic():
        services.load_chart(actor=officer)
        services.ensure_year(actor=officer, financial_year="2026/27")
        services.put_cost_centres(actor=officer, rows=[CostCentreRow("A100", "Response A")])
        account = making.make_bank_account()
        for number in range(3):
            supplier = making.make_supplier(officer.member_id, approver.member_id, f"Supplier {number}")
            making.make_invoice(officer, approver.member_id, supplier, 1_000 * (number + 1))
        return propose_run(actor=officer, bank_account=account, due_by=PAY_ON, pay_on=PAY_ON, today=TODAY)


def pay(run: Any, approver: Any) -> None:
    """From wherever the run stands to paid; refused because somebody else was first, it looks again."""
    from backoffice.errors import Refused
    from finance.models import PaymentRun

    for _ in range(200):
        run = PaymentRun.objects.get(pk=run.pk)
        if run.state == "confirmed":
            return
        try:
            _step(run, approver)
        except Refused:
            time.sleep(0.05)
    raise AssertionError(f"{run} was not paid")


def _step(run: Any, approver: Any) -> None:
    from backoffice.jobs import runner
    from backoffice.jobs.services import start_job
    from finance.services.payments.approve import approve_run
    from finance.services.payments.confirm import confirm_run

    if run.state == "proposed":
        approve_run(actor=approver, run=run, seen_pence=6_000)
    elif run.state == "approved":
        key = f"finance.payment_file:{run.pk}"
        job = start_job(actor=approver, kind="finance.payment_file", params={"run": run.pk}, key=key)
        runner.run(job.pk, raising=True)  # as soon as the lease of the one before is free
        time.sleep(0.05)
    else:
        confirm_run(actor=approver, run=run)


def main(slug: str) -> None:
    django.setup()
    from backoffice.tenancy.current import in_authority

    with in_authority(slug):
        officer, approver = people()
        run = build(officer, approver)
        if len(sys.argv) < 3:  # a word more only builds
            pay(run, approver)


if __name__ == "__main__":
    main(sys.argv[1])
