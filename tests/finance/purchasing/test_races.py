"""Many at once, on the product's own logins and with committed data: nothing is received or approved twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from backoffice.tenancy.names import role_for
from tests import committed

pytestmark = pytest.mark.fault
THREADS, EACH, ORDERED = 6, 12, 40
SET_UP = """
    INSERT INTO tenancy_member (identity, name, email, state, roles, joined_on)
    SELECT gen_random_uuid(), n, n || '@example.test', 'active', '{}', '2026-01-01'
    FROM unnest(ARRAY['Ann', 'Bob', 'M0', 'M1', 'M2', 'M3', 'M4', 'M5']) n;
    INSERT INTO finance_account (reference, code, name, "group", type, normal_side, objective_required,
        cost_centre_required, project_required, is_control, note, origin)
    VALUES ('kit', '2010', 'Kit', 'Supplies', 'expense', 'debit', false, false, false, false, '', '');
    INSERT INTO finance_costcentre (reference, code, name) VALUES ('a', 'A', 'District');
    INSERT INTO finance_supplier (reference, number, name, trading_name, kind, company_number, vat_number, address, email,
        phone, remittance_email, state, hold_reason, payment_days, made_by_id, made_at)
    SELECT 's', 'S1', 'Tees', '', 'business', '', '', '', '', '', '', 'open', '', 30, id, now()
    FROM tenancy_member WHERE name = 'Ann';
    INSERT INTO finance_purchaseorder (reference, number, supplier_id, title, state, ordered_on, deliver_to, made_by_id,
        made_at, approved_by_id, sent_to, ended_reason, origin)
    SELECT 'o', 'PO1', s.id, 'Samples', 'issued', '2026-10-01', '', a.id, now(), b.id, '', '', 'take_on'
    FROM finance_supplier s, tenancy_member a, tenancy_member b WHERE a.name = 'Ann' AND b.name = 'Bob';
    INSERT INTO finance_orderline (order_id, number, description, quantity, unit, unit_price_pence, net_pence, account_id,
        cost_centre_id, received_quantity, received_pence, invoiced_quantity, invoiced_pence, is_closed)
    SELECT o.id, 1, 'Sample', %(ordered)s, 'each', 0, 0, a.id, c.id, 0, 0, 0, 0, false
    FROM finance_purchaseorder o, finance_account a, finance_costcentre c;
    INSERT INTO finance_requisition (reference, number, title, deliver_to, reason, state, made_by_id, made_at,
        decided_reason)
    SELECT 'r', 'R1', 'Gloves', '', '', 'draft', id, now(), '' FROM tenancy_member WHERE name = 'Ann';
    UPDATE finance_requisition SET state = 'awaiting', submitted_at = now();
"""
RECEIVE = """
    WITH r AS (
        INSERT INTO finance_receipt (reference, number, order_id, kind, received_on, delivery_note, reason, key, made_by_id,
            made_at)
        SELECT %(name)s, %(name)s, o.id, 'receipt', '2026-10-05', '', '', '', m.id, now()
        FROM finance_purchaseorder o, tenancy_member m WHERE m.name = 'Ann' RETURNING id)
    INSERT INTO finance_receiptline (receipt_id, order_line_id, quantity, net_pence)
    SELECT r.id, l.id, 1, 0 FROM r, finance_orderline l
"""
DECIDE = """
    UPDATE finance_requisition SET state = 'approved', decided_at = now(),
        decided_by_id = (SELECT id FROM tenancy_member WHERE name = %s)
    WHERE number = 'R1'
"""


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """An authority of this module's own: an order of forty free samples, and a requisition that waits."""
    with django_db_blocker.unblock(), committed.authorities(1, "buying") as slugs:
        role = role_for(slugs[0])
        with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
            cursor.execute(SET_UP, {"ordered": ORDERED})
        yield role


def at_once(role: str, act: Callable[[Any, int], None]) -> None:
    """Run `act(cursor, number)` in as many sessions, all beginning in the same moment."""
    start = threading.Barrier(THREADS)

    def session(number: int) -> None:
        with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
            start.wait()
            act(cursor, number)

    threads = [threading.Thread(target=session, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_what_was_ordered_is_received_once_however_many_record_it(role: str) -> None:
    taken, refused, others = [], [], []

    def receive(cursor: Any, number: int) -> None:
        for turn in range(EACH):
            name = f"G{number}-{turn}"
            try:
                cursor.execute(RECEIVE, {"name": name})
                taken.append(name)
            except psycopg2.errors.CheckViolation as error:
                right = error.diag.constraint_name == "finance_receipt_within_tolerance"
                (refused if right else others).append(str(error))
            except psycopg2.Error as error:
                others.append(str(error))

    at_once(role, receive)
    assert others == []
    assert (len(taken), len(refused)) == (ORDERED, THREADS * EACH - ORDERED)
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT received_quantity, (SELECT sum(quantity) FROM finance_receiptline) FROM finance_orderline"
        )
        assert cursor.fetchone() == (ORDERED, ORDERED)


def test_of_many_approvers_at_once_one_decides(role: str) -> None:
    won, lost = [], []

    def decide(cursor: Any, number: int) -> None:
        try:
            cursor.execute(DECIDE, [f"M{number}"])
            won.append(number)
        except psycopg2.errors.CheckViolation as error:
            lost.append(error.diag.constraint_name)

    at_once(role, decide)
    assert len(won) == 1 and lost == ["finance_requisition_kept"] * (THREADS - 1)
