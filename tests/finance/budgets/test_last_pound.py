"""Hundreds of approvals at once, on the product's own logins and with committed data, never spend the last pound twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from backoffice.tenancy.names import role_for
from tests import committed

pytestmark = pytest.mark.fault
THREADS, EACH, PRICE = 8, 40, 1_000
BUDGET = 100 * PRICE  # of 320 that ask
SET_UP = """
    INSERT INTO tenancy_member (identity, name, email, state, roles, joined_on)
    SELECT gen_random_uuid(), n, n || '@example.test', 'active', '{}', '2026-01-01' FROM unnest(ARRAY['Ann', 'Bob']) n;
    INSERT INTO finance_account (reference, code, name, "group", type, normal_side, objective_required,
        cost_centre_required, project_required, is_control, note, origin)
    VALUES ('energy', '2010', 'Energy', 'Premises', 'expense', 'debit', false, false, false, false, '', '');
    INSERT INTO finance_costcentre (reference, code, name) VALUES ('a', 'A', 'District');
    INSERT INTO finance_costcentre (reference, code, name, parent_id)
    SELECT 'a' || n, 'A' || n, 'Team', id FROM finance_costcentre, generate_series(1, 8) n WHERE code = 'A';
    INSERT INTO finance_budgetversion (reference, financial_year, number, kind, name, note, state, made_by_id, made_at)
    SELECT 'v', '2026/27', 1, 'original', 'Original', '', 'draft', id, now() FROM tenancy_member WHERE name = 'Ann';
    INSERT INTO finance_budgetline (version_id, account_id, cost_centre_id, total_pence, months, phasing, note)
    SELECT v.id, a.id, c.id, %(budget)s, ARRAY[%(budget)s, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'by_hand', ''
    FROM finance_budgetversion v, finance_account a, finance_costcentre c WHERE c.code = 'A';
    UPDATE finance_budgetversion SET state = 'awaiting';
    UPDATE finance_budgetversion SET state = 'approved', approved_at = now(),
        approved_by_id = (SELECT id FROM tenancy_member WHERE name = 'Bob');
    INSERT INTO finance_budgetcontrol (reference, cost_centre_id, account_group, action, tolerance_pence,
        tolerance_basis_points)
    SELECT 'k' || code, id, '', 'stop', 0, 0 FROM finance_costcentre WHERE code IN ('A', 'A1');
"""
COMMIT = """
    INSERT INTO finance_commitmententry (source_kind, source_id, line, financial_year, dated_on, account_id,
        cost_centre_id, amount_pence, made_by_id)
    SELECT 'test.order', %s, 1, '2026/27', '2026-10-01', a.id, c.id, %s, m.id
    FROM finance_account a, finance_costcentre c, tenancy_member m WHERE c.code = %s AND m.name = 'Ann'
"""


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """An authority of this module's own: a district with eight teams, one budget at the top, a control above and below."""
    with django_db_blocker.unblock(), committed.authorities(1, "budget") as slugs:
        role = role_for(slugs[0])
        with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
            cursor.execute(SET_UP, {"budget": BUDGET})
            connection.commit()
        yield role


def test_hundreds_of_approvals_at_once_spend_each_pound_once(role: str) -> None:
    taken, refused, others = [], [], []
    start = threading.Barrier(THREADS)

    def approve(number: int) -> None:
        with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
            start.wait()
            for turn in range(EACH):
                order = number * 1_000 + turn
                team = f"A{(number + turn) % 8 + 1}" if turn % 5 else "A1"
                try:
                    cursor.execute(COMMIT, [order, PRICE, team])
                    connection.commit()
                    taken.append(order)
                except psycopg2.errors.CheckViolation as error:
                    connection.rollback()
                    (refused if "control" in str(error) else others).append(order)
                except psycopg2.Error:
                    connection.rollback()
                    others.append(order)

    threads = [threading.Thread(target=approve, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert others == []
    assert len(taken) + len(refused) == THREADS * EACH
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sum(amount_pence), count(*) FROM finance_commitmententry")
        assert cursor.fetchone() == (BUDGET, len(taken)) and len(taken) == BUDGET // PRICE
