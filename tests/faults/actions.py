"""What people do, in a process of its own: asked by a line of JSON, [action, {given}], answered by one.

Started by `tests.faults.stack.Operator`. Whatever it does may be cut short by a killed server or by its own death.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()  # before anything with models is imported

import time_machine  # noqa: E402
from django.db import connection, connections  # noqa: E402

from backoffice.actor import Actor  # noqa: E402
from backoffice.api.services import allow_token, collect_token  # noqa: E402
from backoffice.clock import business_date  # noqa: E402
from backoffice.config.celery import app  # noqa: E402
from backoffice.config.demonstration import load_files, write_files  # noqa: E402
from backoffice.errors import Refused  # noqa: E402
from backoffice.imports.services import load_file  # noqa: E402
from backoffice.jobs import lease, runner  # noqa: E402
from backoffice.jobs.models import Job  # noqa: E402
from backoffice.jobs.services import retry_job, start_job  # noqa: E402
from backoffice.jobs.tasks import TASKS  # noqa: E402
from backoffice.links import Link  # noqa: E402
from backoffice.services import lock, service  # noqa: E402
from backoffice.tenancy.current import in_authority  # noqa: E402
from backoffice.tenancy.models import Member  # noqa: E402
from backoffice.tenancy.roles import ROLES, permissions_of  # noqa: E402
from backoffice.tenancy.tasks import DEAD  # noqa: E402
from finance.models import Journal, Period, Snapshot  # noqa: E402
from finance.queries.chain import chain_head, ledger_problems  # noqa: E402
from finance.services import close_period, draft_journal, post_journal, submit_journal  # noqa: E402
from finance.services.lines import Line  # noqa: E402
from hr.models import Person  # noqa: E402
from payroll.models import PayPeriod, PayRun, Payslip  # noqa: E402
from payroll.queries.books import books as pay_books  # noqa: E402
from payroll.services.approve_run import approve_run  # noqa: E402
from payroll.services.check_run import check_run  # noqa: E402
from payroll.services.clear_warnings import clear_exceptions, clear_warnings  # noqa: E402
from payroll.services.post_run import confirm_paid  # noqa: E402
from payroll.services.start_run import start_run  # noqa: E402
from tenants.services.bring_in_authority import add_first_member, bring_in_authority  # noqa: E402

FORCE = "durham"

# --- Bringing in ---


def bring_in(slugs: list[str], folder: str) -> dict[str, int]:
    """Authorities, the first with a small force's files, the others with members only; how many people each has."""
    found = {}
    for slug in slugs:
        bring_in_authority(slug=slug, name=f"{slug.title()} Police Authority")
        for role in ROLES:
            for number in (1, 2):
                name = f"{ROLES[role].label} {number} of {slug.title()}"
                add_first_member(slug=slug, email=f"{role}.{number}@{slug}.example", name=name, roles=[role])
        with in_authority(slug):
            if slug == FORCE:
                load_files(slug, write_files(slug, Path(folder)), lambda line: None)
            found[slug] = Person.objects.count()
    return found


# --- People and their work ---


def _as(role: str, number: int = 1) -> Actor:
    """The first or second member with the role."""
    member = Member.objects.filter(roles__contains=[role]).order_by("id")[number - 1]
    return Actor(FORCE, member.pk, member.identity, member.name, permissions_of(member.roles), via="command")


def _run(reference: str) -> PayRun:
    return PayRun.objects.select_related("period", "journal").get(reference=reference)


def new_run(year: int = 2026, month: int = 10) -> str:
    """A draft pay run of a month; its reference."""
    period = PayPeriod.objects.get(frequency="monthly", starts_on=date(year, month, 1))
    run = start_run(actor=_as("payroll_officer"), period=period, today=business_date())
    return str(run.reference)


def start(kind: str, run: str, repeats: int = 1) -> str:
    """The job's reference; with `repeats` asked for that many times, as impatient people click."""
    actor = _as("payroll_officer" if kind == "payroll.calculate" else "payroll_approver")
    found = _run(run)
    about = Link("payroll.run", found.pk)
    jobs = {
        start_job(
            actor=actor,
            kind=kind,
            params={"run": found.pk},
            about=about,
            key=f"{kind}:{run}:{found.calculation}",
        ).reference
        for _ in range(repeats)
    }
    (reference,) = jobs
    return str(reference)


def job(reference: str) -> dict[str, Any]:
    found = Job.objects.get(reference=reference)
    return {
        "state": found.state,
        "done": found.done,
        "message": found.message,
        "attempts": found.attempts,
        "refusal": found.refusal,
        "failure": found.failure,
    }


def send(reference: str, times: int, **more: Any) -> None:
    """The job's message again, as a broker does that delivers twice; `more` as a newer release would say."""
    found = Job.objects.get(reference=reference)
    for _ in range(times):
        TASKS["payroll"].send_now(FORCE, job_id=found.pk, **more)


def work(reference: str) -> dict[str, Any]:
    """Work on the job in this process."""
    runner.run(Job.objects.get(reference=reference).pk)
    return job(reference)


def retry(reference: str) -> None:
    retry_job(actor=_as("payroll_approver"), job=Job.objects.get(reference=reference))


def clear(run: str) -> int:
    """Every warning and exception, with a reason."""
    actor, found = _as("payroll_officer"), _run(run)
    count = 0
    for rows, clear_them in ((found.warnings, clear_warnings), (found.exceptions, clear_exceptions)):
        ids = list(rows.filter(cleared_by__isnull=True).values_list("pk", flat=True))
        if ids:
            count += clear_them(actor=actor, run=found, ids=ids, reason="Looked at")
    return count


def check(run: str) -> str:
    return str(check_run(actor=_as("payroll_officer"), run=_run(run)).state)


def approve(run: str) -> str:
    return str(approve_run(actor=_as("payroll_approver"), run=_run(run)).state)


def paid(run: str) -> str:
    return str(confirm_paid(actor=_as("payroll_approver"), run=_run(run), today=business_date()).state)


def outcome(run: str) -> dict[str, Any]:
    """What a month came to: equal for two runs that paid the same people the same."""
    found = _run(run)
    slips = Payslip.objects.filter(run_id=found.pk)
    file = getattr(found, "bacs_file", None)
    return {
        "state": found.state,
        "people": slips.values("employment_id").distinct().count(),
        "payslips": slips.count(),
        "net_pence": found.net_pence,
        "hash": found.hash,
        "bacs_pence": found.bacs_pence,
        "file": None if file is None else file.sha256,
        "message_id": None if file is None else file.message_id,
        "journal": found.journal.number if found.journal else None,
    }


def files(run: str) -> dict[str, Any]:
    """The bank file as it is stored, and every file of the authority's that a document stands for or does not."""
    found = _run(run)
    document = found.bacs_file.document
    with document.file.open("rb") as opened:
        stored = hashlib.sha256(opened.read()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documents_document WHERE kind = 'payroll.bacs'")
        documents = cursor.fetchone()[0]
    return {"stored": stored, "promised": found.bacs_file.sha256, "documents": documents}


# --- Books ---

_NUMBERS = """
    SELECT 'journal numbers have a gap' FROM finance_journal WHERE state = 'posted'
    HAVING count(*) <> COALESCE(max(substr(number, 2)::int), 0)"""
_HISTORIES = ("finance_periodevent", "hr_personevent", "hr_employmentevent", "payroll_taxdetailsevent")
_WHO = "SELECT count(*) FROM {} WHERE pgh_context IS NULL OR pgh_context->>'member' IS NULL"


def books() -> list[str]:
    """What is not as it must be. Every change since the force was brought in has an actor."""
    found = pay_books() + ledger_problems()
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS)
        found += [row[0] for row in cursor.fetchall()]
        for table in _HISTORIES:
            cursor.execute(_WHO.format(table))
            if count := cursor.fetchone()[0]:
                found.append(f"{count} changes in {table} have no actor")
    return found


def head() -> Any:
    return chain_head()


# --- Import, close, journals ---


def load(path: str, kind: str = "hr.people") -> dict[str, int]:
    """A file's way in; how many it added or changed. Asked again after it was loaded: the same words as the page's."""
    return dict(load_file(actor=_as("hr_officer"), kind=kind, path=Path(path)).counts)


def people() -> int:
    return int(Person.objects.count())


def close(code: str) -> str:
    return str(close_period(actor=_as("finance_officer"), period=Period.objects.get(code=code)).state)


def period(code: str) -> dict[str, Any]:
    found = Period.objects.get(code=code)
    return {
        "state": found.state,
        "checkpoint": found.checkpoint_sequence,
        "closed_by": found.closed_by_id is not None,
        "closed_until_then": Period.objects.filter(starts_on__lte=found.starts_on, state="closed").count(),
        "snapshot": Snapshot.objects.filter(period=found).exists(),
    }


def journals(count: int) -> list[str]:
    """Journals that wait for approval."""
    actor = _as("finance_officer")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM finance_account WHERE NOT objective_required AND NOT cost_centre_required"
            " AND NOT is_control ORDER BY code LIMIT 2"
        )
        first, second = (row[0] for row in cursor.fetchall())
    made = []
    for number in range(count):
        lines = [Line(first, None, None, 100 + number), Line(second, None, None, -100 - number)]
        journal = draft_journal(
            actor=actor, dated_on=business_date(), description=f"Journal {number}", lines=lines
        )
        made.append(str(submit_journal(actor=actor, journal=journal).reference))
    return made


def posted() -> int:
    return int(Journal.objects.filter(state="posted").count())


def token() -> str:
    """A finance approver's key to the API."""
    person = Member.objects.get(pk=_as("finance_approver").member_id)
    allowed = allow_token(
        actor=_as("authority_administrator"),
        name="system",
        member=person,
        scopes=["finance.post_journal", "finance.view"],
        expires_on=date.today().replace(year=date.today().year + 1),
    )
    return str(collect_token(actor=_as("finance_approver"), token=allowed))


# --- Two at once ---


def race(what: str, references: list[str]) -> dict[str, int]:
    """Two people, or one who clicks twice, do the same thing to each of these at the same moment."""
    told: list[str] = []
    for reference in references:
        barrier = threading.Barrier(2)

        def attempt(number: int, reference: str = reference, barrier: threading.Barrier = barrier) -> None:
            try:
                with in_authority(FORCE):
                    act = RACES[what](reference, number)
                    barrier.wait(30)
                    try:
                        told.append("won" if act() else "same")
                    except Refused as refusal:
                        when = any(word.isdigit() for word in refusal.message.split())
                        told.append("told" if when and refusal.next_step else f"not told: {refusal.message}")
            except Exception as error:
                told.append(f"{type(error).__name__}: {error}")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=attempt, args=(number,)) for number in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {word: told.count(word) for word in sorted(set(told))}


def _approve_journal(reference: str, number: int) -> Callable[[], bool]:
    actor, journal = _as("finance_approver", number), Journal.objects.get(reference=reference)
    return lambda: bool(post_journal(actor=actor, journal=journal).number)


def _approve_run(reference: str, number: int) -> Callable[[], bool]:
    actor, run = _as("payroll_approver", number), _run(reference)
    return lambda: bool(approve_run(actor=actor, run=run))


def _post_run(reference: str, number: int) -> Callable[[], bool]:
    return lambda: bool(start("payroll.post", reference))


def _pay_run(reference: str, number: int) -> Callable[[], bool]:
    actor, run = _as("payroll_approver", number), _run(reference)
    return lambda: bool(confirm_paid(actor=actor, run=run, today=business_date()))


RACES: dict[str, Callable[[str, int], Callable[[], bool]]] = {
    "approve journal": _approve_journal,
    "approve run": _approve_run,
    "post run": _post_run,
    "pay run": _pay_run,
}


def cross(times: int = 1) -> dict[str, Any]:
    """Two services that lock two people in opposite order, `times` times: a deadlock forced on them."""
    with in_authority(FORCE):
        first, second = Person.objects.order_by("pk")[:2]
    tries: list[int] = []
    told: list[str] = []
    barrier = threading.Barrier(2)

    @service(permission=None)
    def both(*, actor: Actor, people: list[Person]) -> None:
        tries.append(1)
        lock(people[0])
        if len(tries) <= 2 * times:
            barrier.wait(10)
        lock(people[1])

    def attempt(people: list[Person]) -> None:
        try:
            with in_authority(FORCE):
                both(actor=_as("hr_officer"), people=people)
                told.append("done")
        except Refused as refusal:
            told.append(refusal.message)
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=(pair,)) for pair in ([first, second], [second, first])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"told": sorted(told), "tries": len(tries)}


# --- Clocks, disks, messages ---


def work_at(reference: str, moment: str) -> dict[str, Any]:
    """Work on the job while this process's clock tells another time."""
    with time_machine.travel(datetime.fromisoformat(moment)):
        return work(reference)


def steal(reference: str, moment: str) -> bool:
    """Whether a worker whose clock tells another time gets a job that another one holds."""
    pk = Job.objects.get(reference=reference).pk
    assert lease.take(pk, uuid4()), "nobody held it"
    with time_machine.travel(datetime.fromisoformat(moment)):
        taken = lease.take(pk, uuid4())
    with connection.cursor() as cursor:  # as if that worker had died
        cursor.execute("UPDATE jobs_job SET lease_until = clock_timestamp() WHERE id = %s", [pk])
    return taken


@contextmanager
def _full_disk(bytes_left: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def work_on_a_full_disk(reference: str, bytes_left: int) -> dict[str, Any]:
    """Work on the job while no file can grow past so many bytes."""
    with _full_disk(bytes_left):
        return work(reference)


def send_stray(slug: str | None) -> None:
    """A message of the product's own kind for an authority that is not there, or for none."""
    headers = {} if slug is None else {"authority": slug}
    app.send_task("jobs.run_payroll", kwargs={"job_id": 1}, headers=headers, queue="payroll")


def dead_letters() -> int:
    with app.connection_for_read() as broker:
        return int(broker.default_channel.client.llen(DEAD))


ACTIONS: dict[str, Callable[..., Any]] = {
    action.__name__: action
    for action in (
        new_run, start, job, send, work, retry, clear, check, approve, paid, outcome, files, books, head, load, people,
        close, period, journals, posted, token, work_at, steal, work_on_a_full_disk,
    )
}  # fmt: skip
OUTSIDE = {action.__name__: action for action in (bring_in, race, cross, send_stray, dead_letters)}


def main() -> None:
    for line in sys.stdin:
        action, given = json.loads(line)
        try:
            if action in OUTSIDE:
                answer = {"result": OUTSIDE[action](**given)}
            else:
                with in_authority(FORCE):
                    answer = {"result": ACTIONS[action](**given)}
        except Refused as refusal:
            answer = {"failed": f"{action}: {refusal.code}: {refusal.message} {refusal.next_step}"}
        except Exception as error:
            sys.stderr.write(traceback.format_exc())
            answer = {"failed": f"{action}: {type(error).__name__}: {error}"}
        finally:
            connections.close_all()  # a server that was killed is met anew
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    assert os.environ.get("DJANGO_SETTINGS_MODULE")
    main()
