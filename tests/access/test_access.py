"""Every address of the project, tried as everybody, answers as `table.txt` says. One that is not in it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.roles import ROLES
from backoffice.tenancy.urls import urlconf_for
from tenants.models import User
from tests.access.objects import OBJECTS, kwargs_of
from tests.conftest import AuthorityClient, sign_in

TABLE = Path(__file__).with_name("table.txt")
OUTSIDE = ("anonymous", "no_membership", "other_authority")
COLUMNS = (*OUTSIDE, *ROLES)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: methods, the URL's name, and an answer for each column."""

    name: str
    methods: tuple[str, ...]
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.name:<42}{' '.join(self.methods):<10}"
            + "".join(f"{cell:<5}" for cell in self.answers).rstrip()
        )


def rows() -> dict[str, list[Row]]:
    """The table by URL name."""
    found: dict[str, list[Row]] = {}
    for line in TABLE.read_text().splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        methods = tuple(word for word in words[1:3] if word in {"GET", "POST", "PATCH"})
        row = Row(words[0], methods, tuple(words[1 + len(methods) :]))
        assert len(row.answers) == len(COLUMNS), line
        found.setdefault(row.name, []).append(row)
    return found


def addresses() -> dict[str, list[str]]:
    """Every URL of the project by name, with the parameters in it."""
    return dict(_walk(urlconf_for("cleveland").urlpatterns, (), ()))


def _walk(patterns: Any, spaces: tuple[str, ...], given: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        parameters = (*given, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            space = (pattern.namespace,) if pattern.namespace else ()
            yield from _walk(pattern.url_patterns, spaces + space, parameters)
        else:
            assert isinstance(pattern, URLPattern)
            yield ":".join((*spaces, pattern.name or str(pattern.pattern))), sorted(set(parameters))


def function_of(name: str) -> str:
    return name.split(":")[0] if ":" in name else ""


ADDRESSES = addresses()


def test_every_address_is_in_the_table_and_no_other():
    known = rows()
    assert not sorted(set(ADDRESSES) - set(known)), "give each of these a line in tests/access/table.txt"
    assert not sorted(set(known) - set(ADDRESSES)), "these lines are of no address"


@pytest.fixture
def everybody(cleveland: str, request: pytest.FixtureRequest) -> dict[str, Client]:
    """A browser for each column. Who has no membership had one; who works elsewhere has every role there."""
    as_member = request.getfixturevalue("as_member")
    gone = as_member("service_centre_clerk")
    with transaction.atomic():
        portal_api.set_membership_state(gone.identity, "left")
    found: dict[str, Client] = {
        "anonymous": AuthorityClient(),
        "no_membership": gone.client,
        "other_authority": as_member(*ROLES, authority="durham").client,
    }
    for client in (found["no_membership"], found["other_authority"]):
        equip(client)
    own = {"service_centre_clerk": "clerk", "authority_administrator": "administrator"}
    for role in ROLES:
        found[role] = request.getfixturevalue(own.get(role, role)).client
        equip(found[role])
    return found


def equip(client: Client) -> None:
    """Password, authenticator app and recovery codes, so that account pages have something to show."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    user.set_password("three-random-words-here")
    user.save(update_fields=["password"])
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    sign_in(client, user.identity)


def answer(client: Client, method: str, address: str, is_api: bool) -> str:
    """The answer as the table writes it; whatever it did is undone."""
    more: dict[str, Any] = {}
    if is_api and method != "GET":
        more = {
            "content_type": "application/json",
            "data": "{}",
            "headers": {"Idempotency-Key": f"{method} {address}"},
        }
    cookies = client.cookies.copy()
    point = transaction.savepoint()
    try:
        page = client.generic(method, address, **more)
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = cookies
    status = int(page.status_code)
    if status == 302:
        return "302" if page["Location"].startswith("/accounts/login/") else "ok"
    return str(status) if status in {401, 403, 404, 405} or status >= 500 else "ok"


@pytest.mark.isolation
@pytest.mark.parametrize("function", sorted({function_of(name) for name in ADDRESSES}))
def test_each_address_answers_each_person_as_the_table_says(function, everybody, request):
    made = OBJECTS[function](request.getfixturevalue) if function in OBJECTS else {}
    differ = []
    for name, wanted in rows().items():
        if function_of(name) != function or name not in ADDRESSES:
            continue
        with in_authority("cleveland"):
            address = reverse(name, kwargs=kwargs_of(name, ADDRESSES[name], made))
        for row in wanted:
            for method in row.methods:
                found = tuple(
                    answer(everybody[column], method, address, function == "api") for column in COLUMNS
                )
                if found != row.answers:
                    differ.append(f"{Row(name, (method,), found)}\n    the table says: {row}")
    assert not differ, "\n" + "\n".join(differ)
