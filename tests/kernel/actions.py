"""What the fault tests do in a process of its own, on the product's backend: the process may be killed at any point.

python -m tests.kernel.actions ACTION AUTHORITY [KEY=VALUE ...]      prints its result as JSON
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "backoffice.config.settings"

import django

django.setup()

from django.db import connections, transaction
from django.test import Client

from backoffice.actor import Actor
from backoffice.api.services import allow_token, collect_token
from backoffice.approvals.kinds import approval_kind
from backoffice.approvals.models import ApprovalRequest
from backoffice.approvals.services import AlreadyDecided, approve, request_approval
from backoffice.clock import business_date
from backoffice.imports.models import Batch
from backoffice.imports.services import check_batch, load_batch, upload_file
from backoffice.imports.specs import Column, ImportSpec, register
from backoffice.jobs import runner
from backoffice.jobs.faults import fault_point
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.jobs.models import Job
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.numbering.models import Counter
from backoffice.numbering.services import next_number
from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.memberships import actor_of, membership_in
from backoffice.tenancy.models import Member

CHUNKS = 6


def apply_rows(*, actor: Actor, rows: list[Any], today: date) -> dict[str, int]:
    for row in rows:
        fault_point("test.apply:row")
        Counter.objects.create(series=row["series"], last=row["last"])
    return {"added": len(rows)}


register(
    ImportSpec(
        "test.counters",
        "Counters",
        "hr.import_people",
        [Column("series", "Series", required=True), Column("last", "Last", kind="integer", required=True)],
        apply=apply_rows,
        key=("series",),
    )
)
approval_kind("test.run", label="Pay run", approve_permission="payroll.approve_run")


@job_kind("test.count", label="Count", permission="payroll.prepare_run")
def count(run: JobRun) -> Outcome:
    for chunk in range(run.cursor.get("chunk", 0), CHUNKS):
        fault_point("test.count:before")
        with transaction.atomic():
            run.hold()
            next_number("chunks")
            Counter.objects.create(series=f"chunk {chunk}", last=1)
            run.checkpoint(done=chunk + 1, total=CHUNKS, cursor={"chunk": chunk + 1})
            fault_point("test.count:inside")
        fault_point("test.count:after")
    return Outcome("Counted")


def _actor(identity: str) -> Actor:
    from backoffice.tenancy.current import require_slug

    membership = membership_in(UUID(identity), require_slug())
    assert membership is not None
    actor = actor_of(UUID(identity), membership)
    assert actor is not None
    return actor


def members(**roles: str) -> dict[str, Any]:
    """A member for each name, with one role; name -> identity."""
    found = {}
    for name, role in roles.items():
        with transaction.atomic():
            identity = portal_api.invite(f"{name}.{os.getpid()}@example.test", name, [role])
            Member.objects.create(
                identity=identity, name=name, email="x@example.test", roles=[role], joined_on=business_date()
            )
        found[name] = str(identity)
    return found


def stage(identity: str, rows: str) -> dict[str, Any]:
    text = "Series,Last\n" + "".join(f"S{number},{number}\n" for number in range(int(rows)))
    actor = _actor(identity)
    batch = upload_file(
        actor=actor, kind="test.counters", file=io.BytesIO(text.encode()), filename="rows.csv"
    )
    check_batch(actor=actor, batch=batch, today=business_date())
    return {"batch": batch.pk}


def load(identity: str, batch: str) -> dict[str, Any]:
    """As a second click would have it: twice."""
    for _ in range(2):
        loaded = load_batch(
            actor=_actor(identity),
            batch=Batch.objects.get(pk=batch),
            accept_good=False,
            today=business_date(),
        )
    return {"state": loaded.state, "result": loaded.result}


def begin(identity: str) -> dict[str, Any]:
    job = start_job(actor=_actor(identity), kind="test.count", params={}, key="once")
    return {"job": job.pk, "reference": job.reference}


def work(job: str) -> dict[str, Any]:
    runner.run(int(job))
    found = Job.objects.get(pk=job)
    return {"state": found.state, "counted": Counter.objects.filter(series__startswith="chunk ").count()}


def token(administrator: str, person: str) -> dict[str, Any]:
    holder = Member.objects.get(identity=UUID(person))
    allowed = allow_token(
        actor=_actor(administrator),
        name="system",
        member=holder,
        scopes=["payroll.prepare_run"],
        expires_on=date.today() + timedelta(days=3),
    )
    return {"token": collect_token(actor=_actor(person), token=allowed)}


def cancel(slug: str, token: str, reference: str) -> dict[str, Any]:
    client = Client(
        headers={"Authorization": f"Token {token}", "Idempotency-Key": "one"}, SERVER_NAME="testserver"
    )
    answer = client.post(f"/{slug}/api/v1/jobs/{reference}/cancel", "{}", content_type="application/json")
    return {
        "status": answer.status_code,
        "body": answer.json(),
        "replay": answer.headers.get("Idempotent-Replay", ""),
    }


def race(slug: str, first: str, second: str, maker: str, rounds: str) -> dict[str, Any]:
    """Two people decide the same requests at the same moment; two draw numbers at the same moment."""
    told: list[str] = []
    for round in range(int(rounds)):
        with in_authority(slug):
            request = request_approval(
                actor=_actor(maker), kind="test.run", target=Link("test.run", round), summary=f"Run {round}"
            )
        barrier = threading.Barrier(2)

        def decide(
            identity: str, request: ApprovalRequest = request, barrier: threading.Barrier = barrier
        ) -> None:
            with in_authority(slug):
                actor = _actor(identity)
                barrier.wait()
                try:
                    approve(actor=actor, approval=request)
                    told.append("won")
                except AlreadyDecided as refusal:
                    told.append("told" if " by " in refusal.message else "not told")
                with transaction.atomic():
                    next_number("race")
            connections.close_all()

        _both(lambda: decide(first), lambda: decide(second))
    with in_authority(slug):
        drawn = Counter.objects.get(series="race").last
    return {"won": told.count("won"), "told": told.count("told"), "drawn": drawn}


def _both(*calls: Callable[[], None]) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


OUTSIDE = {"cancel": cancel, "race": race}  # these enter the authority themselves
INSIDE = {"members": members, "stage": stage, "load": load, "begin": begin, "work": work, "token": token}


def main(action: str, slug: str, *given: str) -> None:
    named = dict(pair.split("=", 1) for pair in given)
    if action in OUTSIDE:
        result = OUTSIDE[action](slug=slug, **named)
    else:
        with in_authority(slug):
            result = INSIDE[action](**named)  # type: ignore[operator]
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
