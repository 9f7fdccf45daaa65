"""Traps of many authorities in one process, each closed by a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from backoffice.tenancy import portal_api
from backoffice.tenancy.current import NoAuthority, in_authority
from backoffice.tenancy.grants import PORTAL_GRANTS, public_tables
from backoffice.tenancy.hardening import STEPS, missing_steps
from backoffice.tenancy.models import Member
from backoffice.tenancy.names import RESERVED, BadName, role_for, slug_for
from backoffice.tenancy.roles import ROLES
from backoffice.tenancy.router import portal_labels
from tests import committed
from tests.database import ROOT

pytestmark = pytest.mark.isolation
OURS = ("backoffice", "tenants", "hr", "finance", "payroll", "fleet", "commissioning")


def sources():
    for name in OURS:
        yield from (path for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)


# --- names ---


def test_the_schema_and_the_login_have_one_name_made_from_the_slug():
    assert role_for("west-mercia") == "a_west_mercia" and slug_for("a_west_mercia") == "west-mercia"
    for slug in [*RESERVED, "A", "a_b", "a--b", "-a", "a-", "", "a/b", "a b", "é", "x" * 62, "pg_x'"]:
        with pytest.raises(BadName):
            role_for(slug)


def test_no_public_address_begins_with_a_word_an_authority_could_have():
    from backoffice.config import urls

    words = {str(pattern.pattern).split("/")[0] for pattern in urls.urlpatterns}
    assert words - {""} <= RESERVED


# --- caches and files ---


def test_the_same_key_in_two_authorities_is_two_entries(db):
    with in_authority("cleveland"):
        cache.set("figures", "Cleveland's")
    with in_authority("durham"):
        assert cache.get("figures") is None
        cache.set("figures", "Durham's")
    with in_authority("cleveland"):
        assert cache.get("figures") == "Cleveland's"
    assert cache.get("figures") is None


def test_files_stand_under_their_authority_and_no_name_leads_to_anothers(db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with in_authority("cleveland"):
        name = default_storage.save("letters/one.pdf", ContentFile(b"Cleveland's"))
        assert Path(default_storage.path(name)) == tmp_path / "a_cleveland" / "letters" / "one.pdf"
    with in_authority("durham"):
        assert not default_storage.exists(name)
        (tmp_path / "a_durham").mkdir(exist_ok=True)
        (tmp_path / "a_durham" / "link").symlink_to(tmp_path / "a_cleveland")
        for other in (
            "../a_cleveland/letters/one.pdf",
            str(tmp_path / "a_cleveland/letters/one.pdf"),
            "link/letters/one.pdf",
        ):
            with pytest.raises(SuspiciousFileOperation):
                default_storage.open(other)
        with pytest.raises(ValueError, match="no address"):
            default_storage.url(name)
    with pytest.raises(NoAuthority):
        default_storage.exists(name)


def test_no_module_keeps_results_of_queries_between_authorities():
    """`lru_cache` and `cache` on functions: only those looked at and listed, whose answer is the same everywhere."""
    looked_at = {
        "backoffice/tenancy/router.py": {"portal_labels"},
        "backoffice/tenancy/urls.py": {"urlconf_for"},  # by slug
    }
    found = {}
    for path in sources():
        text = path.read_text()
        if "import cache" not in text and "lru_cache" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    name = ast.unparse(decorator).split("(")[0].split(".")[-1]
                    if name in {"cache", "lru_cache"} and _reads_rows(node):
                        found.setdefault(str(path.relative_to(ROOT)), set()).add(node.name)
    assert {
        path: names - looked_at.get(path, set())
        for path, names in found.items()
        if names - looked_at.get(path, set())
    } == {}


def _reads_rows(function):
    text = ast.unparse(function)
    return any(
        word in text for word in (".objects", "_default_manager", "cursor(", "in_authority", "current_slug")
    )


# --- transactions ---


def test_what_the_portal_writes_is_not_part_of_the_authoritys_transaction(on_committed_data, three):
    """On the product's own connections: the authority rolls back, the portal's row stays."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    backend = committed.product_backend()
    portal = committed.log_in("portal", _portal_password())
    try:
        from tests.tenancy.conftest import ask, switch

        switch(backend, three[0])
        ask(backend, "BEGIN")
        with portal.cursor() as cursor:
            cursor.execute("INSERT INTO public.django_session VALUES ('kept', 'x', %s)", [timezone.now()])
        ask(backend, "ROLLBACK")
        assert Session.objects.filter(pk="kept").exists()
        with portal.cursor() as cursor:
            cursor.execute("DELETE FROM public.django_session WHERE session_key = 'kept'")
    finally:
        portal.close()
        backend.close()


def _portal_password():
    from backoffice.config import env

    return env.text("PORTAL_DB_PASSWORD")


def test_the_ban_on_with_tenant_holds():
    """`with authority:` keeps what to go back to in a list all threads share; and nobody sets a schema by hand."""
    banned = {
        "schema_context",
        "tenant_context",
        "set_schema",
        "set_schema_to_public",
        "activate",
        "set_tenant",
    }
    allowed = {
        "backoffice/tenancy/current.py",
        "backoffice/tenancy/migrating.py",
        "backoffice/tenancy/backend/base.py",
        "backoffice/tenancy/testing/shared/base.py",
    }
    for path in sources():
        name = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in banned - {"activate"} and name not in allowed:
                pytest.fail(f"{name}:{node.lineno} uses {node.attr}; use in_authority")
            if isinstance(node, ast.With):
                for item in node.items:
                    held = ast.unparse(item.context_expr)
                    assert held.split(".")[-1] not in {"tenant", "authority"}, (
                        f"{name}:{node.lineno}: with {held}"
                    )


def test_functions_never_touch_the_portal():
    for path in sources():
        if path.relative_to(ROOT).parts[0] in {"hr", "finance", "payroll", "fleet", "commissioning"}:
            tree = ast.parse(path.read_text())
            names = {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            assert "portal" not in names, path
            modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
            assert not any(module.split(".")[0] == "tenants" for module in modules), path


# --- commands ---


@pytest.mark.parametrize("command", ["shell"])
def test_commands_that_work_in_an_authority_must_be_told_which(command):
    with pytest.raises((CommandError, TypeError), match="authority"):
        call_command(command, "-c", "pass")


def test_djangos_own_commands_reach_no_authority(db, tmp_path, capsys):
    data = tmp_path / "member.json"
    data.write_text(
        '[{"model": "tenancy.member", "pk": 1, "fields": {"identity": "11111111-1111-4111-8111-111111111111",'
        ' "name": "x", "email": "x@example.test", "state": "active", "roles": [], "joined_on": "2026-01-01"}}]'
    )
    with in_authority("cleveland"):
        portal_api.invite("pat@example.test", "Pat", ["employee"])
    call_command("dumpdata", "tenancy", "tenants")
    call_command("loaddata", str(data))
    told = capsys.readouterr().out
    assert "[]" in told and "Installed 0 object(s)" in told


# --- what the portal may do, and what the database has been told ---


def test_every_table_of_the_public_schema_is_in_the_table_of_grants():
    assert public_tables() == set(PORTAL_GRANTS)


def test_the_portals_grants_are_those_of_the_table_and_no_others(db):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT c.relname, string_agg(a.privilege_type, ', ') FROM pg_class c, aclexplode(c.relacl) a"
            " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 'portal'::regrole GROUP BY 1"
        )
        for table, privileges in cursor.fetchall():
            told = {word for word in PORTAL_GRANTS[table].replace(" ", "").split(",") if word.isalpha()}
            assert set(privileges.split(", ")) == told, table
        cursor.execute(
            "SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace"
            " AND a.grantee NOT IN ('portal'::regrole, 'backoffice_owner'::regrole)"
        )
        assert cursor.fetchall() == []


def test_every_step_of_the_hardening_has_been_taken(db):
    with connections["portal"].cursor() as cursor:
        assert missing_steps(cursor) == set()


def test_each_step_that_is_missing_is_named_by_a_check(db, monkeypatch):
    from backoffice.tenancy import checks

    monkeypatch.setattr(
        "backoffice.tenancy.hardening.missing_steps", lambda cursor: {"advisory_locks", "database"}
    )
    warnings = checks.hardening(None, databases=["default", "portal"])
    assert [warning.id for warning in warnings] == ["tenancy.W004", "tenancy.W008"]
    assert "advisory locks" in warnings[0].msg and warnings[0].hint == STEPS["advisory_locks"].risk


def test_a_pooler_that_swallows_the_startup_packet_is_an_error(db):
    from backoffice.tenancy import checks

    assert checks.startup_packet(None, databases=["portal"]) == []  # the tests' connection carries it
    with connections["portal"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    assert [error.id for error in checks.startup_packet(None, databases=["portal"])] == ["tenancy.E001"]


def test_a_step_that_is_taken_back_is_found_missing_each_by_itself(on_committed_data):
    opened = {
        "catalogue": ("GRANT SELECT ON pg_class TO PUBLIC", "REVOKE SELECT ON pg_class FROM PUBLIC"),
        "definitions": (
            "GRANT EXECUTE ON FUNCTION pg_get_indexdef(oid) TO PUBLIC",
            "REVOKE EXECUTE ON FUNCTION pg_get_indexdef(oid) FROM PUBLIC",
        ),
        "languages": (
            "GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC",
            "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
        ),
        "large_objects": (
            "GRANT EXECUTE ON FUNCTION lo_creat(integer) TO PUBLIC",
            "REVOKE EXECUTE ON FUNCTION lo_creat(integer) FROM PUBLIC",
        ),
    }
    for step, (grant, revoke) in opened.items():
        with committed.administrator() as cursor:
            cursor.execute(grant)
            try:
                with committed.log_in("portal", _portal_password()) as portal, portal.cursor() as asking:
                    assert missing_steps(asking) == {step}
            finally:
                cursor.execute(revoke)


# --- identities, roles ---


def test_an_invitation_of_somebody_known_makes_no_second_identity_and_keeps_the_name(db):
    with in_authority("cleveland"):
        first = portal_api.invite("Pat.Oakes@Example.test", "Pat Oakes", ["employee"])
    with in_authority("durham"):
        assert portal_api.invite("pat.oakes@example.TEST", "Somebody Else", ["auditor"]) == first
    user = apps.get_model("tenants.User").objects.get(identity=first)
    assert (user.name, user.email) == ("Pat Oakes", "pat.oakes@example.test")
    assert sorted(m.authority.slug for m in user.memberships.select_related("authority")) == [
        "cleveland",
        "durham",
    ]


def test_an_authority_changes_only_its_own_memberships(db):
    with in_authority("cleveland"):
        identity = portal_api.invite("pat@example.test", "Pat", ["employee"])
    with in_authority("durham"):
        for call in (
            lambda: portal_api.set_roles(identity, ["auditor"]),
            lambda: portal_api.set_membership_state(identity, "left"),
        ):
            with pytest.raises(Exception, match="no such member"), transaction.atomic():
                call()
        portal_api.tell_waiting(identity, 5)
    assert not apps.get_model("tenants.Waiting").objects.exists()


def test_the_roles_permissions_are_those_the_apps_declare():
    declared = {}
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OURS:
            try:
                module = __import__(f"{config.name}.permissions", fromlist=["PERMISSIONS"])
            except ModuleNotFoundError:
                continue
            declared |= module.PERMISSIONS
    unknown = {
        permission
        for role in ROLES.values()
        for permission in role.permissions
        if permission not in declared and apps.is_installed(permission.split(".")[0])
    }
    assert unknown == set()
    held = frozenset().union(*(role.permissions for role in ROLES.values()))
    assert set(declared) - held == set(), "nobody can be given these"


def test_nobody_both_prepares_and_approves_by_one_role():
    for maker, checker in (
        ("payroll.prepare_run", "payroll.approve_run"),
        ("finance.draft_journal", "finance.post_journal"),
    ):
        assert not [name for name, role in ROLES.items() if {maker, checker} <= role.permissions]


# --- tables ---


def test_every_model_is_either_the_portals_or_the_authoritys():
    for model in apps.get_models():
        if model._meta.app_label == "pghistory":
            continue  # has no tables here
        assert model._meta.app_label in portal_labels() or model.__module__.split(".")[0] in OURS, model


def test_no_number_that_is_a_key_runs_out():
    for model in apps.get_models():
        if model.__module__.split(".")[0] in OURS:
            small = {
                "AutoField",
                "IntegerField",
                "SmallAutoField",
                "SmallIntegerField",
                "PositiveIntegerField",
            }
            assert model._meta.pk.get_internal_type() not in small, model


def test_a_members_history_is_written_with_who_and_why(clerk):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('backoffice.audit', '{\"name\": \"Clare\"}', true)")
        Member.objects.filter(pk=clerk.member.pk).update(name="Clare Rowntree-Lee")
    last = clerk.member.history.order_by("-pgh_id").first()
    assert last.pgh_label == "update" and last.pgh_context["name"] == "Clare"


def test_manage_chooses_the_settings_each_command_needs():
    import manage

    assert {"bootstrap", "migrate_schemas", "makemigrations"} <= manage.OWNER_COMMANDS
    assert {"onboard", "backup_authority", "restore_authority"} <= manage.PROVISIONER_COMMANDS
