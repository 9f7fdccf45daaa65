"""Commitments and the budget check, also as the authority's login."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.links import Link
from finance.models import CommitmentEntry
from finance.queries.budgets import committed_by, positions
from finance.rules.phasing import spread, spread_as, spread_flat
from finance.services import budgets as work
from finance.services.budgets import OverBudget
from tests.finance.budgets.conftest import TODAY, Setting, line

ORDER, REQUEST = Link("finance.order", 1), Link("finance.requisition", 1)


@given(
    total=st.integers(-(10**14), 10**14), weights=st.lists(st.integers(-5, 10**9), min_size=1, max_size=14)
)
def test_phasing_sums_exactly_and_no_month_is_a_penny_off(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total and len(parts) == len(weights)
    usable = [max(0, w) for w in weights]
    if sum(usable):
        for part, weight in zip(parts, usable, strict=True):
            assert abs(part * sum(usable) - total * weight) < sum(usable)
            assert weight or part == 0


def test_phasing_by_months_and_by_last_years_income() -> None:
    assert spread_flat(100, first=11) == [0] * 10 + [50, 50]
    assert spread_as(-300, [-1] + [0] * 10 + [-2]) == [-100] + [0] * 10 + [-200]


def test_an_order_beyond_the_budget_of_the_district_is_refused_with_every_figure(
    stopped: Setting, finance_officer: Any
) -> None:
    actor = finance_officer.actor
    work.commit(actor=actor, source=REQUEST, lines=[line(5_000_000)], on=TODAY)
    with pytest.raises(OverBudget) as refused:
        work.commit(
            actor=actor,
            source=Link("finance.requisition", 2),
            lines=[line(2_800_002, centre="A200")],
            on=TODAY,
        )
    said = str(refused.value)
    assert "A District A has a budget of £78,000.01" in said and "£50,000.00 committed" in said
    assert "£28,000.01 is left" in said and "£0.01 less" in refused.value.next_step
    assert refused.value.figures["left_pence"] == 2_800_001
    work.commit(
        actor=actor, source=Link("finance.requisition", 2), lines=[line(2_800_001, centre="A200")], on=TODAY
    )
    with pytest.raises(OverBudget):
        work.check_spend(actor=actor, lines=[line(1)], on=TODAY)


def test_an_order_takes_over_what_its_requisition_held_and_receipts_give_it_back(
    stopped: Setting, finance_officer: Any
) -> None:
    actor = finance_officer.actor
    work.commit(actor=actor, source=REQUEST, lines=[line(7_800_001)], on=TODAY)
    work.commit(actor=actor, source=ORDER, lines=[line(7_800_001)], on=TODAY, replaces=REQUEST)
    assert committed_by(REQUEST) == {} and committed_by(ORDER) == {1: 7_800_001}
    before = CommitmentEntry.objects.count()
    work.commit(actor=actor, source=ORDER, lines=[line(7_800_001)], on=TODAY)
    assert CommitmentEntry.objects.count() == before
    work.release(actor=actor, source=ORDER, amounts={1: 800_001}, on=TODAY)
    assert committed_by(ORDER) == {1: 7_000_000}
    work.release(actor=actor, source=ORDER, amounts={1: -800_001}, on=TODAY)
    assert committed_by(ORDER) == {1: 7_800_001}
    with pytest.raises(OverBudget):
        work.release(actor=actor, source=ORDER, amounts={1: -1}, on=TODAY)
    with pytest.raises(Refused, match="holds £0.01 less"):
        work.release(actor=actor, source=ORDER, amounts={1: 7_800_002}, on=TODAY)
    work.release(actor=actor, source=ORDER, amounts=None, on=TODAY)
    assert committed_by(ORDER) == {}
    (row,) = [
        r
        for r in positions(viewer=actor, period=stopped.october, on=TODAY, nodes=[stopped.a.pk])
        if r.type == "expense"
    ]
    assert (row.budget_pence, row.committed_pence, row.left_pence) == (7_800_001, 0, 7_800_001)


def test_a_control_of_a_group_warns_within_its_subtree_and_tolerance(
    setting: Setting, finance_officer: Any
) -> None:
    actor = finance_officer.actor
    control = work.add_control(
        actor=actor,
        cost_centre=setting.a100,
        account_group=setting.version.lines.get(account__code="2010", cost_centre=setting.a100).account.group,
        action="warn",
        tolerance_basis_points=1_000,
    )
    assert work.commit(actor=actor, source=ORDER, lines=[line(1_320_001)], on=TODAY).warnings == []
    (said,) = work.check_spend(actor=actor, lines=[line(1)], on=TODAY).warnings
    assert "tolerance of £1,200.00" in said and "£0.00 is left" in said
    assert work.check_spend(actor=actor, lines=[line(99, centre="A200")], on=TODAY).warnings == []
    work.change_control(
        actor=actor, control=control, action="none", tolerance_pence=0, tolerance_basis_points=0
    )
    assert work.check_spend(actor=actor, lines=[line(10**9)], on=TODAY).warnings == []


SQL = """INSERT INTO finance_commitmententry (source_kind, source_id, line, financial_year, dated_on, account_id,
    cost_centre_id, amount_pence, made_by_id) SELECT 'x', 1, 1, '2026/27', '2026-10-01', a.id, c.id, %s, m.id
    FROM finance_account a, finance_costcentre c, (SELECT min(id) AS id FROM tenancy_member) m
    WHERE a.code = '2010' AND c.code = 'A100'"""


@pytest.mark.parametrize(
    "statement, says",
    [
        (SQL % 7_800_002, "control"),
        (SQL % -1, "given back"),
        ("UPDATE finance_commitmententry SET amount_pence = 1", "permission denied"),
        ("DELETE FROM finance_commitmententry", "permission denied"),
        ("TRUNCATE finance_commitmententry", "permission denied"),
        ("UPDATE finance_budgetline SET note = 'x'", "draft"),
        ("DELETE FROM finance_budgetline", "draft"),
        ("UPDATE finance_budgetversion SET name = 'x'", "frozen"),
        ("DELETE FROM finance_budgetversion", "drafts"),
        ("DELETE FROM finance_budgetholder", "permission denied"),
    ],
)
def test_sql_as_the_authority_cannot_overspend_or_rewrite(
    stopped: Setting, statement: str, says: str
) -> None:
    refused = pytest.raises((IntegrityError, ProgrammingError), match=says)
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sql_within_the_budget_is_taken_and_stamped_by_the_database(stopped: Setting) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL % 7_800_001)
        cursor.execute("SELECT entered_at <= clock_timestamp() FROM finance_commitmententry")
        assert cursor.fetchone() == (True,)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_a_document_holds_is_what_was_last_asked_for(
    stopped: Setting, finance_officer: Any, data: Any
) -> None:
    actor = finance_officer.actor
    with transaction.atomic():
        lines = data.draw(st.dictionaries(st.integers(1, 3), st.integers(0, 3_000_000)))
        try:
            work.commit(
                actor=actor, source=ORDER, lines=[line(p, number=n) for n, p in lines.items()], on=TODAY
            )
        except OverBudget:
            assert sum(lines.values()) > 7_800_001
        else:
            assert committed_by(ORDER) == {n: p for n, p in lines.items() if p}
            given = {n: data.draw(st.integers(0, p)) for n, p in lines.items()}
            work.release(actor=actor, source=ORDER, amounts=given, on=TODAY)
            assert committed_by(ORDER) == {n: p - given[n] for n, p in lines.items() if p - given[n]}
        transaction.set_rollback(True)
