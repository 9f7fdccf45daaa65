"""Bringing an authority in: quick, whole, and again without harm."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import TEMPLATE, role_for
from tenants.services import bring_in_authority
from tenants.services.bring_in_authority import NoSuchAddress, add_first_member
from tests import committed

SHAPE = """
    SELECT 'table', c.relname, c.relkind::text, replace(coalesce(
        c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner))::text, {0}, 'X')
    FROM pg_class c WHERE c.relnamespace = {0}::regnamespace
    UNION ALL
    SELECT 'constraint', conname, contype::text, -- a check's casts are written out when it is read back
           CASE contype WHEN 'c' THEN '' ELSE replace(pg_get_constraintdef(oid), {0} || '.', '') END FROM pg_constraint
    WHERE connamespace = {0}::regnamespace
    UNION ALL
    SELECT 'trigger', t.tgname, t.tgenabled::text, regexp_replace(
        replace(pg_get_triggerdef(t.oid), {0}, 'X'), ' WHEN .* EXECUTE', ' EXECUTE') FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = {0}::regnamespace AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function', proname, prosecdef::text, replace(prosrc || coalesce(proconfig::text, ''), {0}, 'X') FROM pg_proc
    WHERE pronamespace = {0}::regnamespace
    UNION ALL
    SELECT 'default', defaclobjtype::text, '', replace(defaclacl::text, {0}, 'X') FROM pg_default_acl
    WHERE defaclnamespace = {0}::regnamespace
    ORDER BY 1, 2, 3, 4
"""


def shape(cursor, schema):
    cursor.execute(SHAPE.format(f"'{schema}'"))
    return cursor.fetchall()


def test_a_new_schema_takes_less_than_a_second(on_committed_data):
    slugs, seconds = [committed.fresh_slug("quick") for _ in range(3)], []
    try:
        for slug in slugs:
            started = time.perf_counter()
            bring_in_authority(slug=slug, name="Quick Police Authority")
            seconds.append(time.perf_counter() - started)
        assert min(seconds) < 1, seconds  # the best of three: other tests may have the processor
    finally:
        for slug in slugs:
            committed.drop(slug)


def test_a_replayed_schema_is_the_migrated_template_in_all_but_the_name(three):
    with committed.administrator() as cursor:
        template = shape(cursor, TEMPLATE)
        assert len(template) > 50
        assert shape(cursor, role_for(three[0])) == template


def test_asked_again_it_mends_and_does_no_harm(three):
    slug, role = three[0], role_for(three[0])
    identity = add_first_member(slug=slug, email=f"{slug}@example.test", name="First", roles=["auditor"])
    with committed.administrator() as cursor:
        cursor.execute(f"ALTER ROLE {role} PASSWORD 'lost'")
    bring_in_authority(slug=slug, name="Another name")
    assert (
        add_first_member(slug=slug, email=f"{slug}@example.test", name="First", roles=["auditor"]) == identity
    )
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_member")
        assert cursor.fetchone()[0] == 1


def test_a_login_belongs_to_nothing_but_the_group_and_owns_nothing(three):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = %s::regrole",
            [role_for(three[0])],
        )
        assert [row[0] for row in cursor.fetchall()] == ["authority_any"]
        cursor.execute(
            "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = %s::regrole",
            [role_for(three[0])],
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles"
            " WHERE rolname = %s",
            [role_for(three[0])],
        )
        assert cursor.fetchone()[0] is False


@pytest.mark.isolation
def test_no_foreign_key_leaves_an_authoritys_schema(three):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid"
            " WHERE k.contype = 'f' AND k.connamespace = %s::regnamespace AND t.relnamespace <> k.connamespace",
            [role_for(three[0])],
        )
        assert cursor.fetchall() == []


@pytest.mark.isolation
def test_every_definer_function_pins_its_search_path_and_is_not_everybodys(three):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT p.oid::regprocedure::text, p.proconfig::text, p.proacl::text FROM pg_proc p"
            " WHERE p.prosecdef AND p.pronamespace <> 'pg_catalog'::regnamespace"
        )
        for signature, config, acl in cursor.fetchall():
            assert "search_path=" in (config or ""), signature
            assert acl is not None and "{=X" not in acl and ",=X" not in acl, signature


@pytest.mark.parametrize(
    "slug", ["Cleveland", "accounts", "api", "-x", "x--y", "x_y", "1st", "", "x" * 62, "x;drop"]
)
def test_an_address_that_cannot_be_used_is_refused_and_says_what_can(on_committed_data, slug):
    with pytest.raises(NoSuchAddress) as refused:
        bring_in_authority(slug=slug, name="Somebody")
    assert "small letters" in refused.value.next_step


def test_a_migration_that_comes_later_runs_on_what_was_replayed(three):
    """Constraint names are the migrations' own: `clone_schema` renamed them."""
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE connamespace = %s::regnamespace"
            " EXCEPT SELECT conname FROM pg_constraint WHERE connamespace = %s::regnamespace",
            [role_for(three[0]), TEMPLATE],
        )
        assert cursor.fetchall() == []


def test_what_is_queued_is_part_of_the_authoritys_transaction(three):
    from django.db import transaction

    from backoffice.tenancy import portal_api

    with pytest.raises(RuntimeError), in_authority(three[1]), transaction.atomic():
        portal_api.enqueue("job", "rolled-back")
        raise RuntimeError
    with in_authority(three[1]), transaction.atomic():
        portal_api.enqueue("job", "kept")
        portal_api.enqueue("job", "kept")
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT ref FROM public.tenants_outbox o JOIN public.tenants_authority a ON a.id = o.authority_id"
            " WHERE a.slug = %s",
            [three[1]],
        )
        assert cursor.fetchall() == [("kept",)]
