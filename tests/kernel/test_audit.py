"""The history: who, when, why; written by the database, and not to be rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.actor import Actor
from backoffice.audit.queries import event_model_of, histories_of, history_of, tracked_models
from backoffice.services import service
from backoffice.tenancy.models import Member

EVENTS = "tenancy_memberevent"


@service(permission=None)
def rename(*, actor: Actor, member: Member, name: str, reason: str) -> None:
    """A service as any function has them, for these tests."""
    Member.objects.filter(pk=member.pk).update(name=name)


def test_a_change_tells_who_when_why_and_what(clerk: Any) -> None:
    rename(actor=clerk.actor, member=clerk.member, name="Clare Smith", reason="Married")
    change = history_of(clerk.member)[0]
    assert (change.what, change.who, change.why) == ("Changed", "Clare Rowntree", "Married")
    assert [(each.label, each.old, each.new) for each in change.fields] == [
        ("Name", "Clare Rowntree", "Clare Smith")
    ]
    assert change.service.endswith("test_audit.rename")


def test_bulk_changes_and_copy_are_in_the_history(clerk: Any, as_member: Any) -> None:
    other = as_member("employee")
    Member.objects.filter(pk__in=[clerk.member.pk, other.member.pk]).update(state="suspended")
    histories = histories_of(Member, [clerk.member.pk, other.member.pk])
    assert {changes[0].fields[0].new for changes in histories.values()} == {"Suspended"}


def test_the_history_of_many_is_read_in_one_query(
    clerk: Any, as_member: Any, django_assert_num_queries: Any
) -> None:
    ids = [as_member("employee").member.pk for _ in range(5)]
    with django_assert_num_queries(1):
        assert len(histories_of(Member, ids)) == 5


def test_a_change_made_around_the_product_says_so(clerk: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('backoffice.audit', '', true)")
        cursor.execute("UPDATE tenancy_member SET name = 'Nobody' WHERE id = %s", [clerk.member.pk])
    assert history_of(clerk.member)[0].who.startswith("Outside the product, as ")


@pytest.mark.parametrize(
    "attack",
    [
        f"UPDATE {EVENTS} SET name = 'Someone else'",
        f"UPDATE {EVENTS} SET pgh_context = '{{}}'",
        f"DELETE FROM {EVENTS}",
        f"TRUNCATE {EVENTS}",
        f"DROP TABLE {EVENTS}",
        f"ALTER TABLE {EVENTS} DISABLE TRIGGER ALL",
        "ALTER TABLE tenancy_member DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        f"CREATE RULE quiet AS ON INSERT TO {EVENTS} DO INSTEAD NOTHING",
    ],
)
def test_the_authoritys_login_cannot_rewrite_history(clerk: Any, attack: str) -> None:
    before = list(event_model_of(Member)._default_manager.order_by("pgh_id").values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert list(event_model_of(Member)._default_manager.order_by("pgh_id").values()) == before


def test_no_session_setting_leaves_a_change_out(clerk: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{pgtrigger_update_update_a1b2c}"])
        for trigger in _triggers_named_in_migrations():
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + trigger + "}"])
    Member.objects.filter(pk=clerk.member.pk).update(name="Unseen")
    assert history_of(clerk.member)[0].fields[0].new == "Unseen"


def _triggers_named_in_migrations() -> list[str]:
    from pgtrigger import registered

    return [trigger.get_pgid(model) for model, trigger in registered()]


def test_a_history_that_cannot_be_written_refuses_the_change(clerk: Any, owner: Any) -> None:
    owner("ALTER TABLE a_cleveland.tenancy_memberevent ADD CONSTRAINT full_up CHECK (name <> 'Refused')")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(pk=clerk.member.pk).update(name="Refused")
    clerk.member.refresh_from_db()
    assert clerk.member.name == "Clare Rowntree"


def test_every_history_has_ids_that_do_not_run_out() -> None:
    models = tracked_models()
    assert models
    for model in models.values():
        assert event_model_of(model)._meta.pk.get_internal_type() == "BigAutoField", model


def test_the_search_shows_changes_to_who_may_see_them(auditor: Any, clerk: Any) -> None:
    rename(actor=clerk.actor, member=clerk.member, name="Clare Smith", reason="Married")
    page = auditor.get("/cleveland/audit/", {"record": "tenancy.member", "why": "marr"})
    assert page.status_code == 200 and b"Clare Smith" in page.content
    assert clerk.get("/cleveland/audit/").status_code == 403


HISTORIES = {  # the kinds of records each role finds on the audit page, by app; bank accounts apart
    "hr_officer": {"hr", "bank"},
    "payroll_officer": {"hr", "bank", "payroll", "finance"},
    "payroll_approver": {"hr", "payroll", "finance"},
    "finance_officer": {"finance"},
    "finance_approver": {"finance"},
    "authority_administrator": {"tenancy", "api"},
    "auditor": {"hr", "bank", "payroll", "finance", "tenancy", "api"},
}


@pytest.mark.parametrize("role", HISTORIES)
def test_each_role_finds_the_history_of_what_it_may_open_and_of_nothing_else(
    as_member: Any, cleveland: str, role: str
) -> None:
    from backoffice.audit.views import records_for

    found = {label for label, _ in records_for(as_member(role).actor)}
    apps = {"bank" if label == "hr.bankaccount" else label.split(".")[0] for label in found}
    assert apps - {"approvals"} == HISTORIES[role]


def test_a_record_whose_history_is_not_for_the_viewer_is_not_found_by_its_address(
    payroll_approver: Any,
) -> None:
    for label in ("hr.bankaccount", "tenancy.member", "api.apitoken"):
        assert payroll_approver.get(f"/cleveland/audit/?record={label}").status_code == 422
