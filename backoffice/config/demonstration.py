"""The demonstration: two invented authorities, brought in through the same doors as a real one.

`cleveland` has the size and shape of the force of October 2009 and is paid for October 2026; `durham` is small and waits
for its first pay run. Nobody in them exists. Runs under the provisioner's settings, whose `default` alias is the
authority's own login: every file is loaded and every pay run made by a member with the roles it needs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connections

import finance.demo
import hr.demo
import payroll.demo
from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.config import env
from backoffice.imports.services import SameFile, load_file
from backoffice.jobs import runner
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES, permissions_of
from finance.services import ensure_year, load_chart
from hr.models import Person
from hr.services.people import link_members
from payroll.models import PayPeriod, PayRun
from payroll.services.approve_run import approve_run
from payroll.services.check_run import check_run
from payroll.services.clear_warnings import clear_exceptions, clear_warnings
from payroll.services.post_run import confirm_paid
from payroll.services.start_run import start_run
from tenants.models import User
from tenants.services.bring_in_authority import add_first_member, bring_in_authority

Say = Callable[[str], None]
Files = Sequence[tuple[str, str, Path]]

AUTHORITIES = {"cleveland": "Cleveland Police Authority", "durham": "Durham Police Authority"}
FILES = env.VAR / "demonstration"  # what was loaded, and november/ with what comes next
FINANCIAL_YEAR = "2026/27"
# The demonstration's today: pay of October is entered as of an earlier day.
FINANCE_UNTIL = date(2026, 11, 16)
PAID_MONTH = (2026, 10)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who signs in to the demonstration. The password and the code's secret follow from DEMO_SECRET."""

    email: str
    name: str
    roles: tuple[str, ...]
    authorities: tuple[str, ...]
    looks_after_service: bool = False  # brings authorities in, works for none

    @property
    def label(self) -> str:
        return "Service administrator" if self.looks_after_service else ROLES[self.roles[0]].label

    @property
    def password(self) -> str:
        word = base64.b32encode(_derived("password", self.email)).decode().lower()[:16]
        return "-".join(word[i : i + 4] for i in range(0, 16, 4))

    @property
    def totp_secret(self) -> str:
        """Base32, as an authenticator app takes it; empty where nothing needs a second factor."""
        if not self.looks_after_service and not any(ROLES[role].needs_totp for role in self.roles):
            return ""
        return base64.b32encode(_derived("totp", self.email)[:20]).decode()


def _derived(purpose: str, email: str) -> bytes:
    return hmac.new(env.text("DEMO_SECRET").encode(), f"{purpose}:{email}".encode(), hashlib.sha256).digest()


def people() -> Iterator[SignIn]:
    """Who looks after the service, one person a role, and whom durham needs to be paid by."""
    yield SignIn("service@servicecentre.example", "Sasha Service", (), (), looks_after_service=True)
    yield SignIn(
        "clerk@servicecentre.example", "Sam Clerk", ("service_centre_clerk",), ("cleveland", "durham")
    )
    cast = {
        "hr_officer": "Harriet Rowe",
        "payroll_officer": "Priya Officer",
        "payroll_approver": "Arthur Approver",
        "finance_officer": "Fiona Ledger",
        "finance_approver": "Felix Countersign",
        "budget_holder": "Bertha Purse",
        "authority_administrator": "Ada Minister",
        "auditor": "Audrey Books",
    }
    for role, name in cast.items():
        yield SignIn(f"{role.replace('_', '.')}@cleveland.example", name, (role,), ("cleveland",))
    officer = next(
        one for one in hr.demo.workforce("cleveland") if one.rank == "PC" and one.ends_before is None
    )
    yield SignIn(officer.email, f"{officer.first_names} {officer.last_name}", ("employee",), ("cleveland",))
    for role in (
        "hr_officer",
        "payroll_officer",
        "payroll_approver",
        "finance_officer",
        "finance_approver",
        "budget_holder",
        "authority_administrator",
    ):
        name = f"Dunelm {ROLES[role].label.split()[-1].title()}"
        yield SignIn(f"{role.replace('_', '.')}@durham.example", name, (role,), ("durham",))


def bring_in(say: Say) -> None:
    """Make both authorities with people, files and the first one's pay for October 2026. Again: nothing is doubled."""
    for slug, name in AUTHORITIES.items():
        say(f"{name}: login and schema ...")
        bring_in_authority(slug=slug, name=name)
    for person in people():
        _make(person)
    for slug in AUTHORITIES:
        with in_authority(slug):
            _load(slug, say)
    with in_authority("cleveland"):
        _pay(say)
    for slug in AUTHORITIES:
        with in_authority(slug):
            finance.demo.bring_in(_finance_cast(slug, say))


def _finance_cast(slug: str, say: Say) -> finance.demo.Cast:
    """Whose work finance is, and what each cost centre works for: the objective of its unit."""
    roles = ("service_centre_clerk", "finance_officer", "finance_approver", "budget_holder")
    return finance.demo.Cast(
        slug=slug,
        actors={role: actor_with(slug, role) for role in roles},
        objectives={
            unit.cost_centre: unit.objective for unit in hr.demo.authority(slug).units if unit.objective
        },
        today=FINANCE_UNTIL,
        say=say,
    )


def _make(person: SignIn) -> None:
    """The identity, its memberships, its password and second factor."""
    if person.looks_after_service:
        _make_service_administrator(person)
    for slug in person.authorities:
        add_first_member(slug=slug, email=person.email, name=person.name, roles=person.roles)
    user = User.objects.get(email=person.email)
    if not user.has_usable_password() or not user.check_password(person.password):
        user.set_password(person.password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user, email=person.email, defaults={"verified": True, "primary": True}
    )
    if (
        person.totp_secret
        and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    ):
        secret = get_adapter().encrypt(person.totp_secret)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})


def _make_service_administrator(person: SignIn) -> None:
    """As an operator does it, by the owner's login: neither the web nor an authority can make one."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_user"
            " (identity, email, name, password, is_active, is_service_administrator, created_at)"
            " VALUES (gen_random_uuid(), %s, %s, '!', true, true, now())"
            " ON CONFLICT (email) DO UPDATE SET is_service_administrator = true",
            [person.email, person.name],
        )


def actor_with(slug: str, role: str) -> Actor:
    """The authority's first member with the role, as who runs a command for them. Inside the authority."""
    member = Member.objects.filter(roles__contains=[role], state=Member.State.ACTIVE).order_by("id").first()
    assert member is not None, f"{slug} has no {role}"
    return Actor(
        authority=slug,
        member_id=member.pk,
        identity=member.identity,
        name=member.name,
        permissions=permissions_of(member.roles),
        via="command",
    )


def _load(slug: str, say: Say) -> None:
    """Chart, periods and every file, then the people who sign in linked to their own records."""
    load_files(slug, write_files(slug, FILES / slug), say)
    emails = [
        person.email for person in people() if person.roles == ("employee",) and slug in person.authorities
    ]
    found = Person.objects.filter(email__in=emails).values_list("pk", flat=True)
    if emails:
        link_members(actor=actor_with(slug, "hr_officer"), person_ids=list(found))


def write_files(slug: str, folder: Path) -> Files:
    """The files of a demonstration authority in loading order: (role of whoever loads it, import kind, path)."""
    workforce = hr.demo.write_files(slug, folder)
    details = payroll.demo.write_files(slug, folder)
    return [
        ("finance_officer", "finance.cost_centres", folder / "cost_centres.csv"),
        *(("hr_officer", kind, path) for kind, path in workforce.items()),
        *(("payroll_officer", kind, path) for kind, path in details.items()),
    ]


def load_files(slug: str, files: Files, say: Say) -> None:
    """Chart, periods and files, each in one transaction as a person would load it. A file loaded before is passed over."""
    actors = {role: actor_with(slug, role) for role in ("finance_officer", "hr_officer", "payroll_officer")}
    load_chart(actor=actors["finance_officer"])
    ensure_year(actor=actors["finance_officer"], financial_year=FINANCIAL_YEAR)
    for role, kind, path in files:
        try:
            result = load_file(actor=actors[role], kind=kind, path=path)
        except SameFile:
            continue
        counts = ", ".join(f"{count:,} {word}" for word, count in result.counts.items() if count)
        say(f"{AUTHORITIES.get(slug, slug)}: {path.name}: {counts}")


def _pay(say: Say) -> None:
    """October 2026, through every step, by two people."""
    year, month = PAID_MONTH
    period = PayPeriod.objects.get(frequency="monthly", starts_on__year=year, starts_on__month=month)
    if PayRun.objects.filter(period=period, state=PayRun.PAID).exists():
        return
    officer, approver = (
        actor_with("cleveland", "payroll_officer"),
        actor_with("cleveland", "payroll_approver"),
    )
    today = business_date()
    run = PayRun.objects.filter(period=period, kind="regular").exclude(state="cancelled").first()
    if run is None:
        run = start_run(actor=officer, period=period, today=today)
    say(f"Cleveland Police Authority: calculating {run.reference} for October 2026 ...")
    _work(officer, "payroll.calculate", run)
    for rows, clear in ((run.warnings, clear_warnings), (run.exceptions, clear_exceptions)):
        ids = list(rows.filter(cleared_by__isnull=True).values_list("pk", flat=True))
        if ids:
            clear(actor=officer, run=run, ids=ids, reason="Looked at: first month after take-on.")
    check_run(actor=officer, run=run)
    approve_run(actor=approver, run=run)
    say("Cleveland Police Authority: bank file and ledger journal ...")
    _work(approver, "payroll.post", run)
    confirm_paid(actor=approver, run=run, today=today)


def _work(actor: Actor, kind: str, run: PayRun) -> None:
    """Do a job here and now: no worker runs yet."""
    job = start_job(actor=actor, kind=kind, params={"run": run.pk}, about=Link("payroll.run", run.pk))
    runner.run(job.pk, raising=True)
    run.refresh_from_db()


def sign_ins() -> Iterator[str]:
    """The sign-ins as a table, with the code an authenticator app would show now."""
    yield f"{'role':24} {'e-mail':44} {'password':20} {'code now':9} authenticator secret"
    for person in people():
        yield f"{person.label:24} {person.email:44} {person.password:20} {_code(person.totp_secret):9} {person.totp_secret}"


def next_steps() -> Iterator[str]:
    """Where the files of the month to come lie."""
    yield f"Files for November 2026, some of them with errors to mend: {FILES / 'cleveland' / 'november'}"


def _code(secret: str) -> str:
    """What an authenticator app shows at this moment: the middle of the counters that are let in."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2])) if secret else ""
