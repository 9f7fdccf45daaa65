"""Tries the table on the product's own logins, in a committed database with authorities of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from uuid import uuid4

import psycopg2
from django.conf import settings
from django.db import connections, transaction

from backoffice.config import env
from backoffice.tenancy import portal_api
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import role_for
from backoffice.tenancy.replay import make_login
from tenants.services.bring_in_authority import add_first_member
from tests import committed
from tests.attack.vectors import ACCEPTED, HARMLESS, REFUSED, VECTORS, Vector

# What the product's own query looks like with something stacked behind it.
INJECTED = "SELECT name FROM tenancy_member WHERE name = '' LIMIT 0; {} -- '"


@dataclass(slots=True)
class World:
    """The attacker's authority, the other, and words that must not come back. `digest` is how all was left."""

    a: str
    b: str
    mark: str
    names: dict[str, Any]
    administrator: Any
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    group: str
    name: str
    outcome: str  # held, accepted or breached
    told: str


@contextmanager
def world() -> Iterator[World]:
    """Two fresh authorities. The second has a member, a table, a large object and queued work that carry the mark."""
    mark = f"mark_{uuid4().hex[:12]}"
    with committed.authorities(2, "attack") as (attacker, victim):
        a, b = role_for(attacker), role_for(victim)
        add_first_member(slug=attacker, email=f"{uuid4().hex}@example.test", name="A", roles=["employee"])
        email = f"{mark}@example.test"
        identity = add_first_member(slug=victim, email=email, name=mark, roles=["auditor"])
        with in_authority(victim), transaction.atomic():
            portal_api.enqueue("job", mark)
        connections.close_all()
        with closing(committed.log_in(b)) as other, committed.administrator() as cursor:
            cursor.execute(f"CREATE TABLE {b}.{mark} (id int PRIMARY KEY, {mark}_column text)")
            cursor.execute(f"INSERT INTO {b}.{mark} VALUES (1, '{mark}')")
            cursor.execute(f"ANALYZE {b}.{mark}")
            cursor.execute(
                "UPDATE public.tenants_user SET password = %s WHERE identity = %s", [mark, identity]
            )
            cursor.execute("SELECT lo_from_bytea(0, %s)", [mark.encode()])
            large_object = cursor.fetchone()[0]
            names = {"a": a, "b": b, "mark": mark, "b_identity": identity, "b_email": email}
            names |= {"b_large_object": large_object, "b_pid": other.info.backend_pid}
            names["database"] = settings.DATABASES["default"]["NAME"]
            for key, query in {
                "b_oid": f"SELECT '{b}.{mark}'::regclass::oid",
                "b_index_oid": f"SELECT '{b}.{mark}_pkey'::regclass::oid",
                "b_product_oid": f"SELECT '{b}.tenancy_member'::regclass::oid",
                "b_role_oid": f"SELECT '{b}'::regrole::oid",
                "a_trigger": "SELECT quote_ident(tgname) FROM pg_trigger WHERE NOT tgisinternal"
                f" AND tgrelid = '{a}.tenancy_member'::regclass LIMIT 1",
            }.items():
                cursor.execute(query)
                names[key] = cursor.fetchone()[0]
            try:
                yield World(a, b, mark, names, cursor)
            finally:
                cursor.execute("SELECT lo_unlink(%s)", [large_object])
                cursor.execute(
                    "DELETE FROM public.tenants_membership WHERE user_id IN"
                    " (SELECT id FROM public.tenants_user WHERE identity = %s)",
                    [identity],
                )


def log_in(login: str) -> Any:
    passwords = {"portal": "PORTAL_DB_PASSWORD", "no_authority": "NO_AUTHORITY_DB_PASSWORD"}
    return committed.log_in(login, env.text(passwords[login]) if login in passwords else None)


def attempt(here: World, vector: Vector) -> Result:
    """Try one vector on a fresh connection, then look at everything it must not have touched."""
    before = here.digest or digest(here)
    told = ""
    problem = ""
    rows: list[Any] = []
    with closing(log_in(vector.login.format(**here.names))) as connection, connection.cursor() as cursor:
        statement = vector.sql.format(**here.names)
        query = statement if vector.alone or vector.login != "{a}" else INJECTED.format(statement)
        try:
            if statement.startswith("COPY") and "STDOUT" in statement:
                out = StringIO()
                cursor.copy_expert(statement, out)
                rows = [out.getvalue()]
            else:
                cursor.execute(query)
                rows = cursor.fetchall() if cursor.description else []
            told = "ran"
        except psycopg2.Error as error:
            told = str(error).strip().splitlines()[0]
            if vector.expect != REFUSED:
                told = f"refused all the same: {told}"
            elif not _says_no(error):
                problem = f"failed for another reason: {told}"
        else:
            if vector.expect == REFUSED:
                problem = f"ran and gave {str(rows)[:80]}"
        if vector.after and not problem:
            cursor.execute(vector.after.format(**here.names))
            if cursor.fetchone()[0] is not True:
                problem = "ran, and left the connection as somebody else"
    if here.mark in str(rows) and vector.expect != ACCEPTED:
        problem = f"gave {str(rows)[:80]}"
    if vector.expect == HARMLESS:
        mend(here)
        problem = problem or still_works(here)
    here.digest = digest(here)
    if here.digest != before:
        problem = problem or "changed what is not its own"
    if problem:
        return Result(vector.group, vector.name, "breached", problem)
    return Result(vector.group, vector.name, "accepted" if vector.expect == ACCEPTED else "held", told)


def _says_no(error: psycopg2.Error) -> bool:
    """Whether the server refused for want of a right, rather than by accident of how the attack was written."""
    code = error.pgcode or ""
    return code in {
        "42501",  # want of a right
        "42P01",  # nothing of that name in the search path
        "0A000",  # not supported on what is not one's own
        "0LP01",  # may not grant
        "23514",  # the history's own guard
        "P0002",  # a definer function: no such member
        "58P01",  # extension not installed
        "55000",
    }


def mend(here: World) -> None:
    """What the provisioner does for a login that has changed itself."""
    make_login(here.a)
    connections["provisioner"].close()


def still_works(here: World) -> str:
    """Whether the attacker's own authority still works, with its own login and nobody else's; else what does not."""
    try:
        with closing(log_in(here.a)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_user, current_user, current_schema(), (SELECT count(*) FROM tenancy_member)"
            )
            row = cursor.fetchone()
    except psycopg2.Error as error:
        return f"the authority can no longer work: {str(error).strip().splitlines()[0]}"
    return "" if row[:3] == (here.a, here.a, here.a) and row[3] >= 1 else f"the next connection is {row}"


def digest(here: World) -> str:
    """Of everything of the other authority, the portal, the logins and the rights that nothing may have touched."""
    queries = (
        f"SELECT md5(string_agg(m::text, ',' ORDER BY id)) FROM {here.b}.tenancy_member m",
        f"SELECT md5(string_agg(m::text, ',' ORDER BY pgh_id)) FROM {here.b}.tenancy_memberevent m",
        f"SELECT md5(string_agg(m::text, ',')) FROM {here.b}.{here.mark} m",
        f"SELECT count(*) FROM {here.a}.tenancy_memberevent",
        "SELECT md5(string_agg(concat(email, name, is_active, is_service_administrator, password), ',' ORDER BY id))"
        f" FROM public.tenants_user WHERE email = '{here.names['b_email']}'",
        f"SELECT md5(string_agg(m::text, ',' ORDER BY m.id)) FROM public.tenants_membership m"
        f" JOIN public.tenants_authority a ON a.id = m.authority_id WHERE a.schema_name = '{here.b}'",
        f"SELECT md5(string_agg(o::text, ',' ORDER BY o.id)) FROM public.tenants_outbox o"
        f" JOIN public.tenants_authority a ON a.id = o.authority_id WHERE a.schema_name = '{here.b}'",
        f"SELECT count(*) FROM public.tenants_waiting w"
        f" JOIN public.tenants_authority a ON a.id = w.authority_id WHERE a.schema_name = '{here.b}'",
        "SELECT md5(string_agg(a::text, ',' ORDER BY id)) FROM public.tenants_authority a",
        "SELECT count(*) FROM public.django_session",
        f"SELECT md5(string_agg(a::text, ',' ORDER BY oid)) FROM pg_authid a WHERE rolname <> '{here.a}'",
        "SELECT md5(string_agg(m::text, ',' ORDER BY roleid, member)) FROM pg_auth_members m",
        "SELECT md5(string_agg(concat(relname, relacl, relowner, relrowsecurity), ',' ORDER BY oid)) FROM pg_class"
        f" WHERE relnamespace IN ('{here.a}'::regnamespace, '{here.b}'::regnamespace, 'public'::regnamespace)",
        "SELECT md5(string_agg(concat(tgname, tgenabled, tgrelid), ',' ORDER BY oid)) FROM pg_trigger",
        "SELECT count(*) FROM pg_proc WHERE pronamespace > 16000",
        "SELECT count(*) FROM pg_namespace",
        "SELECT count(*) FROM pg_database",
        "SELECT count(*) FROM pg_largeobject_metadata",
        "SELECT md5(string_agg(s::text, ',' ORDER BY setdatabase)) FROM pg_db_role_setting s"
        f" WHERE setrole <> '{here.a}'::regrole",
        f"SELECT count(*) FROM pg_stat_activity WHERE pid = {here.names['b_pid']}",
    )
    found = hashlib.sha256()
    for query in queries:
        here.administrator.execute(query)
        found.update(repr(here.administrator.fetchall()).encode())
    return found.hexdigest()


def search_catalogue(here: World) -> list[Result]:
    """As one authority, every relation of the catalogue and of information_schema, looked through for another's."""
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND"
            " c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY 1"
        )
        relations = [row[0] for row in cursor.fetchall()]
    results = []
    for login in (here.a, "no_authority"):
        with closing(log_in(login)) as connection, connection.cursor() as cursor:
            for relation in relations:
                outcome, told = "held", "refused"
                try:
                    cursor.execute(f"SELECT t::text FROM {relation} t")
                    rows = str(cursor.fetchall())
                    told = "read: nothing of another's"
                    if here.mark in rows or f"{here.b}." in rows or here.b in rows:
                        outcome, told = "breached", "shows another authority's"
                except psycopg2.Error as error:
                    if error.pgcode != "42501":
                        told = f"refused: {str(error).strip().splitlines()[0]}"
                results.append(
                    Result(
                        f"catalogue, as {'an authority' if login == here.a else login}",
                        relation,
                        outcome,
                        told,
                    )
                )
    return results


def log_ins(here: World) -> list[Result]:
    """Who can connect where."""
    a_password = committed.password_for(here.a, settings.AUTHORITY_DB_SECRET)
    tries = [
        ("as another authority with one's own password", here.b, a_password, None),
        ("as the owner with one's own password", "backoffice_owner", a_password, None),
        ("as the administrator without a password", "postgres", "x", None),
        ("as the group of authorities", "authority_any", a_password, None),
        ("as the template", "authority_template", a_password, None),
        ("to the administrator's database", here.a, a_password, "postgres"),
        ("to the template database", here.a, a_password, "template1"),
    ]
    results = []
    for name, login, password, database in tries:
        try:
            committed.log_in(login, password, database).close()
            results.append(Result("connect", name, "breached", "connected"))
        except psycopg2.OperationalError as error:
            results.append(
                Result(
                    "connect",
                    name,
                    "held",
                    str(error).strip().splitlines()[0].rsplit("FATAL:", 1)[-1].strip(),
                )
            )
    return results


def run() -> list[Result]:
    """Every vector, every relation of the catalogue, every way to connect."""
    with world() as here:
        results = [attempt(here, vector) for vector in VECTORS]
        results += log_ins(here)
        results += search_catalogue(here)
    return results
