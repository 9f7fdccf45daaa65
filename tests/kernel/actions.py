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

django.setup()  # before anything with models is imported

from django.db import connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from backoffice.actor import Actor  # noqa: E402
from backoffice.api.services import allow_token, collect_token  # noqa: E402
from backoffice.approvals.kinds import approval_kind  # noqa: E402
from backoffice.approvals.models import ApprovalRequest  # noqa: E402
from backoffice.approvals.services import AlreadyDecided, approve, request_approval  # noqa: E402
from backoffice.clock import business_date  # noqa: E402
from backoffice.imports.models import Batch  # noqa: E402
from backoffice.imports.services import check_batch, load_batch, upload_file  # noqa: E402
from backoffice.imports.specs import Column, ImportSpec, register  # noqa: E402
from backoffice.jobs import runner  # noqa: E402
from backoffice.jobs.faults import fault_point  # noqa: E402
from backoffice.jobs.kinds import JobRun, Outcome, job_kind  # noqa: E402
from backoffice.jobs.models import Job  # noqa: E402
from backoffice.jobs.services import start_job  # noqa: E402
from backoffice.links import Link  # noqa: E402
from backoffice.numbering.models import Counter  # noqa: E402
from backoffice.numbering.services import next_number  # noqa: E402
from backoffice.tenancy import portal_api  # noqa: E402
from backoffice.tenancy.current import in_authority  # noqa: E402
from backoffice.tenancy.memberships import actor_of, membership_in  # noqa: E402
from backoffice.tenancy.models import Member  # noqa: E402

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


def load(identity: str, rows: str) -> dict[str, Any]:
    """Stage the file, unless that was done before the process was killed, and load it: twice, as a second click would."""
    actor, today = _actor(identity), business_date()
    batch = Batch.objects.filter(kind="test.counters", filename=f"{rows}.csv").first()
    if batch is None:
        text = "Series,Last\n" + "".join(f"S{number},{number}\n" for number in range(int(rows)))
        file = io.BytesIO(text.encode())
        batch = upload_file(actor=actor, kind="test.counters", file=file, filename=f"{rows}.csv")
        check_batch(actor=actor, batch=batch, today=today)
    for _ in range(2):
        loaded = load_batch(actor=actor, batch=batch, accept_good=False, today=today)
    return {"state": loaded.state, "result": loaded.result}


def begin(identity: str) -> Job:
    return start_job(actor=_actor(identity), kind="test.count", params={}, key="once")


def work(identity: str) -> dict[str, Any]:
    """Start the job, unless it was, and work on it."""
    job = begin(identity)
    runner.run(job.pk)
    job.refresh_from_db()
    return {"state": job.state, "counted": Counter.objects.filter(series__startswith="chunk ").count()}


def token(administrator: str, person: str) -> dict[str, Any]:
    """A job to cancel and a token to do it with."""
    allowed = allow_token(
        actor=_actor(administrator),
        name="system",
        member=Member.objects.get(identity=UUID(person)),
        scopes=["payroll.prepare_run"],
        expires_on=date.today() + timedelta(days=3),
    )
    secret = collect_token(actor=_actor(person), token=allowed)
    return {"token": secret, "reference": begin(person).reference}


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
INSIDE = {"members": members, "load": load, "work": work, "token": token}


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
