"""The attack table, on the server the tests run on. `make attack` prints it, for every server found."""

from __future__ import annotations

import pytest

from tests import committed
from tests.attack import runner
from tests.attack.vectors import ACCEPTED, REFUSED, VECTORS

pytestmark = pytest.mark.isolation


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), runner.world() as found:
        yield found


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.group}: {vector.name}")
def test_nothing_injected_reaches_another_authority(here, vector):
    result = runner.attempt(here, vector)
    assert result.outcome == ("accepted" if vector.expect == ACCEPTED else "held"), result.told


def test_nobody_connects_as_or_where_they_should_not(here):
    assert [result for result in runner.log_ins(here) if result.outcome != "held"] == []


def test_no_relation_of_the_catalogue_shows_another_authoritys_tables(here):
    results = runner.search_catalogue(here)
    assert len(results) > 300
    assert [result for result in results if result.outcome != "held"] == []


def test_at_least_64_stacked_injections_are_tried():
    assert sum(vector.login == "{a}" and vector.expect == REFUSED for vector in VECTORS) >= 64


def test_of_finance_only_what_is_prepared_or_set_up_can_be_removed(here):
    """Everything else is ended, cancelled or reversed. A new table with money in it says so here."""
    here.administrator.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
        " AND relname LIKE 'finance%%' AND relname NOT LIKE '%%event' AND has_table_privilege(%s, oid, 'DELETE')",
        [here.a, here.a],
    )
    assert {row[0].removeprefix("finance_") for row in here.administrator.fetchall()} == {
        # refused by triggers once, or as long as, anything rests on them
        "account", "accrual", "budgetline", "budgetversion", "costcentre", "forecast", "forecastround", "invoiceline",
        "journal", "journalline", "objective", "period", "project", "publicationline", "requisitionline", "vatcode",
        # settings, with their history
        "budgetcontrol", "closetemplate", "controlaccount", "matchrule", "matchtolerance", "phasingprofile",
        "statementmapping", "statementupload",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("opened", "shut", "group"),
    [
        ("GRANT SELECT ON pg_tables TO PUBLIC", "REVOKE SELECT ON pg_tables FROM PUBLIC", "catalogue"),
        (
            "GRANT USAGE ON SCHEMA {b} TO {a}; GRANT SELECT ON {b}.tenancy_member TO {a}",
            "REVOKE SELECT ON {b}.tenancy_member FROM {a}; REVOKE USAGE ON SCHEMA {b} FROM {a}",
            "read another's",
        ),
        ("GRANT {b} TO {a}", "REVOKE {b} FROM {a}", "become another"),
    ],
)
def test_a_wall_that_is_taken_down_is_noticed(here, opened, shut, group):
    with committed.administrator() as cursor:
        cursor.execute(opened.format(**here.names))
        here.digest = ""
        try:
            found = (
                runner.search_catalogue(here)
                if group == "catalogue"
                else [runner.attempt(here, vector) for vector in VECTORS if vector.group == group]
            )
        finally:
            cursor.execute(shut.format(**here.names))
            here.digest = ""
    assert any(result.outcome == "breached" for result in found)
