"""The standing cast and the database of the tests.

Most tests use `cleveland` (or a person's fixture, which brings it): one transaction, rolled back, every statement with
the rights of the login it would have in the product. Tests that need committed data have their own authorities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_urlconf, set_urlconf

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.tenancy import portal_api
from backoffice.tenancy.authorities import forget_authorities
from backoffice.tenancy.current import current_slug, in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import permissions_of
from backoffice.tenancy.signed_in import CONFIRMED, SECOND_FACTOR, mark
from tests import database


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """pytest-django's own would make a database by migrations, without the logins."""
    with django_db_blocker.unblock():
        database.ensure()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process remembers of authorities does not outlive a test."""
    forget_authorities()
    yield
    forget_authorities()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        names = getattr(item, "fixturenames", ())
        uses = any(name in names for name in ("db", "cleveland", "durham", "as_member"))
        if uses and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=["default", "portal"]))
    yield
    rank: dict[Path, int] = {}  # files stay whole: some make a set-up once
    for item in items:
        rank[item.path] = min(rank.get(item.path, len(LONG)), _rank(item))
    items.sort(key=lambda item: rank[item.path])


LONG = (
    "worker",
    "browser",
    "isolation",
    "static",
)  # first, so that no worker is left alone with them at the end


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, name in enumerate(LONG) if item.get_closest_marker(name)), len(LONG))


class AuthorityClient(Client):
    """Leaves the addresses of the test's own authority in use after each request."""

    def request(self, **request: Any) -> Any:
        urlconf = get_urlconf()
        try:
            return super().request(**request)
        finally:
            set_urlconf(urlconf)


@dataclass
class Cast:
    """A member with everything a test needs of them. `.get` and `.post` are the signed-in client's."""

    member: Member
    identity: UUID
    actor: Actor
    client: AuthorityClient
    authority: str
    get: Callable[..., Any] = field(init=False)
    post: Callable[..., Any] = field(init=False)

    def __post_init__(self) -> None:
        self.get, self.post = self.client.get, self.client.post


def sign_in(client: Client, identity: UUID) -> None:
    """A session as a sign-in with password and second factor leaves it."""
    from tenants.models import User

    user = User.objects.get(identity=identity)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    mark(session, user.pk, CONFIRMED, SECOND_FACTOR)
    session.save()


@pytest.fixture
def cleveland(db: None) -> Iterator[str]:
    """Inside Cleveland: its tables, its addresses."""
    with in_authority("cleveland"):
        yield "cleveland"


@pytest.fixture
def durham(db: None) -> str:
    """The other authority's slug; enter it with `in_authority(durham)`."""
    return "durham"


@pytest.fixture
def as_member(db: None) -> Callable[..., Cast]:
    """`as_member("payroll_officer", authority="cleveland", name="…")`: a new member with these roles, signed in."""

    def make(*roles: str, authority: str = "cleveland", name: str = "Robin Ashdown") -> Cast:
        before = current_slug()
        with in_authority(authority):
            email = f"{uuid4().hex[:12]}@example.test"
            with transaction.atomic():
                identity = portal_api.invite(email, name, roles)
                member = Member.objects.create(
                    identity=identity, name=name, email=email, roles=list(roles), joined_on=business_date()
                )
        assert current_slug() == before
        client = AuthorityClient()
        sign_in(client, identity)
        actor = Actor(authority, member.pk, identity, name, permissions_of(roles), via="web")
        return Cast(member, identity, actor, client, authority)

    return make


@pytest.fixture
def owner(db: None) -> Callable[[str], None]:
    """Run a statement as the owner, inside the test's transaction: `owner("UPDATE …")`."""
    from django.db import connections

    from backoffice.tenancy.testing.session import IDENTITY

    def run(statement: str) -> None:
        IDENTITY.forced = "backoffice_owner"
        try:
            with connections["portal"].cursor() as cursor:
                cursor.execute(statement)
        finally:
            IDENTITY.forced = None

    return run


def _person(role: str, name: str, authority: str = "cleveland") -> Any:
    @pytest.fixture
    def person(cleveland: str, as_member: Callable[..., Cast]) -> Cast:
        return as_member(role, authority=authority, name=name)

    return person


clerk = _person("service_centre_clerk", "Clare Rowntree")
hr_officer = _person("hr_officer", "Hanif Oakes")
payroll_officer = _person("payroll_officer", "Petra Lund")
payroll_approver = _person("payroll_approver", "Ade Mistry")
finance_officer = _person("finance_officer", "Fiona Brook")
finance_approver = _person("finance_approver", "Gwen Taylor")
approver = _person("finance_approver", "Alun Price")
administrator = _person("authority_administrator", "Dinah Cole")
budget_holder = _person("budget_holder", "Bea Holder")
auditor = _person("auditor", "Otto Hale")
employee = _person("employee", "Eddie March")
outsider = _person("service_centre_clerk", "Olwen Teale", authority="durham")
