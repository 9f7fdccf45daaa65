"""Several sessions of one authority at once, on the product's own logins and with committed data.

Rows 13, 15 and 16 of the fault table, at the ledger: whatever races, the books hold.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors

from backoffice.tenancy.names import role_for
from tests import committed

pytestmark = pytest.mark.fault
ACCOUNTS = 6
BOOKS = """
    SELECT (SELECT count(*) FROM finance_journal WHERE state = 'posted')
        = (SELECT sequence FROM finance_chainhead)
    AND (SELECT count(*) FROM finance_journal j WHERE state = 'posted' AND j.sequence > 1 AND NOT EXISTS (
            SELECT FROM finance_journal p WHERE p.sequence = j.sequence - 1 AND p.hash = j.previous_hash)) = 0
    AND NOT EXISTS (SELECT FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
                    WHERE j.state = 'posted' GROUP BY j.id HAVING sum(amount_pence) <> 0 OR count(*) < 2)
    AND NOT EXISTS (
        SELECT FROM finance_balance b
        FULL JOIN (SELECT j.period_id, l.account_id, sum(l.amount_pence) AS pence, count(*) AS lines
                   FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
                   WHERE j.state = 'posted' GROUP BY 1, 2) l USING (period_id, account_id)
        WHERE b.debit_pence - b.credit_pence IS DISTINCT FROM l.pence OR b.line_count IS DISTINCT FROM l.lines)
"""


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """An authority of this module's own, with two members, six accounts and two periods."""
    with django_db_blocker.unblock(), committed.authorities(1, "ledger") as slugs:
        role = role_for(slugs[0])
        with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO tenancy_member (identity, name, email, state, roles, joined_on)
                SELECT gen_random_uuid(), n, n || '@example.test', 'active', '{}', '2026-01-01'
                FROM unnest(ARRAY['Ann', 'Bob']) n;
                INSERT INTO finance_account (reference, code, name, "group", type, normal_side, objective_required,
                    project_required, cost_centre_required, is_control, note, origin)
                SELECT 'r' || n, n::text, 'A', '', 'asset', 'debit', false, false, false, false, '', ''
                FROM generate_series(1, 6) n;
                INSERT INTO finance_period (code, name, financial_year, number, starts_on, ends_on, state)
                VALUES ('2026-10', 'October', '2026/27', 7, '2026-10-01', '2026-10-31', 'open'),
                       ('2026-11', 'November', '2026/27', 8, '2026-11-01', '2026-11-30', 'open');
                """
            )
        yield role


@pytest.fixture
def books(role: str) -> Iterator[None]:
    """They hold at the end; both periods are open at the start, reopened by two people where one was closed."""
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO finance_reopening (reference, period_id, reason, state, asked_by_id, asked_at, decision_note)
            SELECT left(md5(random()::text), 12), p.id, 'Next race', 'asked', m.id, now(), ''
            FROM finance_period p, tenancy_member m WHERE p.state = 'closed' AND m.name = 'Ann';
            UPDATE finance_reopening SET state = 'agreed', decided_at = now(),
                decided_by_id = (SELECT id FROM tenancy_member WHERE name = 'Bob') WHERE state = 'asked';
            UPDATE finance_period SET state = 'open' WHERE state = 'closed';
            """
        )
        yield
        cursor.execute(BOOKS)
        assert cursor.fetchone()[0] is True


def one(cursor: Any, statement: str, *values: Any) -> Any:
    cursor.execute(statement, values)
    return cursor.fetchone()[0]


def make(cursor: Any, accounts: list[int], day: str = "2026-10-05") -> int:
    """A draft with a pair of lines on each account, in the order given."""
    journal = one(
        cursor,
        "INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, made_by_id,"
        " made_at, returned_reason, reason)"
        " SELECT left(md5(random()::text), 12), 'draft', %s, p.id, 'Race', '', m.id, now(), '', ''"
        " FROM finance_period p, tenancy_member m WHERE %s BETWEEN p.starts_on AND p.ends_on AND m.name = 'Ann'"
        " RETURNING id",
        day,
        day,
    )
    for number, account in enumerate(accounts):
        for side in (1, -1):
            cursor.execute(
                "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
                " SELECT %s, %s, id, %s, '' FROM finance_account WHERE code = %s",
                [journal, number * 2 + (side == 1), side * 100, str(account)],
            )
    return int(journal)


def post(cursor: Any, journals: list[int]) -> None:
    cursor.execute(
        "INSERT INTO finance_posting (journal_id, approved_by_id, note)"
        " SELECT j, (SELECT id FROM tenancy_member WHERE name = 'Bob'), '' FROM unnest(%s::bigint[]) j",
        [journals],
    )


def at_once(
    role: str, count: int, work: Callable[[Any, int, threading.Barrier], None]
) -> list[BaseException]:
    """Run `work` in that many sessions, begun together; what they raised."""
    barrier = threading.Barrier(count)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            with closing(committed.log_in(role)) as connection:
                connection.autocommit = False
                work(connection, number, barrier)
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def test_posters_that_touch_accounts_in_opposite_order_do_not_deadlock(role: str, books: None) -> None:
    def work(connection: Any, number: int, barrier: threading.Barrier) -> None:
        order = list(range(1, ACCOUNTS + 1))
        if number % 2:
            order.reverse()
        barrier.wait(timeout=30)
        with connection.cursor() as cursor:
            for turn in range(32):
                journals = [make(cursor, order), make(cursor, order, "2026-11-05")]
                post(cursor, journals if turn % 2 else journals[::-1])
                connection.commit()

    assert at_once(role, 8, work) == []


def test_a_close_lets_posters_finish_and_nobody_in_afterwards(role: str, books: None) -> None:
    """Row 16: twenty posters while a period starts closing, lets one person in by exception, and closes."""
    closed = threading.Event()
    late: list[int] = []
    posted: list[int] = []

    def move(connection: Any, cursor: Any) -> None:
        cursor.execute("SELECT pg_sleep(0.3)")
        cursor.execute(
            "UPDATE finance_period SET state = 'closing', closing_at = now(), closing_by_id = m.id"
            " FROM tenancy_member m WHERE code = '2026-10' AND m.name = 'Bob'"
        )
        cursor.execute(
            "INSERT INTO finance_periodexception (reference, period_id, member_id, reason, expires_at, granted_by_id,"
            " granted_at) SELECT left(md5(random()::text), 12), p.id, a.id, 'Race', now() + interval '1 day', b.id, now()"
            " FROM finance_period p, tenancy_member a, tenancy_member b"
            " WHERE p.code = '2026-10' AND a.name = 'Ann' AND b.name = 'Bob'"
        )
        connection.commit()
        cursor.execute("SELECT pg_sleep(0.3)")
        cursor.execute("SELECT id FROM finance_period WHERE code = '2026-10' FOR UPDATE")
        cursor.execute(
            "UPDATE finance_period p SET state = 'closed', closed_at = clock_timestamp(), closed_by_id = m.id,"
            " checkpoint_sequence = h.sequence, checkpoint_hash = h.hash FROM tenancy_member m, finance_chainhead h"
            " WHERE p.code = '2026-10' AND m.name = 'Bob'"
        )
        connection.commit()
        closed.set()

    def work(connection: Any, number: int, barrier: threading.Barrier) -> None:
        with connection.cursor() as cursor:
            barrier.wait(timeout=30)
            if number == 0:
                move(connection, cursor)
                return
            for _ in range(200):
                begun_late = closed.is_set()
                try:
                    post(cursor, [make(cursor, [1, 2])])
                    connection.commit()
                    posted.append(number)
                    if begun_late:
                        late.append(number)
                except errors.CheckViolation as error:
                    connection.rollback()
                    assert error.diag.constraint_name == "finance_journal_period_open"
                    if closed.is_set():
                        return

    assert at_once(role, 21, work) == []
    assert closed.is_set() and late == [] and posted
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        after = one(
            cursor,
            "SELECT count(*) FROM finance_journal j JOIN finance_period p ON p.id = j.period_id"
            " WHERE p.code = '2026-10' AND j.state = 'posted'"
            " AND (j.sequence > p.checkpoint_sequence OR j.posted_at > p.closed_at)",
        )
        assert after == 0


def test_two_approvers_at_once_post_one_journal(role: str, books: None) -> None:
    with closing(committed.log_in(role)) as connection, connection.cursor() as cursor:
        for _ in range(10):
            journal = make(cursor, [3])
            won: list[int] = []

            def work(
                session: Any,
                number: int,
                barrier: threading.Barrier,
                journal: int = journal,
                won: list[int] = won,
            ) -> None:
                barrier.wait(timeout=30)
                with session.cursor() as mine:
                    post(mine, [journal])
                session.commit()
                won.append(number)

            raised = at_once(role, 2, work)
            assert len(won) == 1 and len(raised) == 1 and isinstance(raised[0], psycopg2.IntegrityError)


def test_a_line_written_while_its_journal_is_posted_waits_and_is_refused(role: str, books: None) -> None:
    with closing(committed.log_in(role)) as poster, closing(committed.log_in(role)) as writer:
        poster.autocommit = writer.autocommit = False
        with poster.cursor() as posting, writer.cursor() as writing:
            journal = make(posting, [1])
            poster.commit()
            writing.execute("SELECT count(*) FROM finance_journalline WHERE journal_id = %s", [journal])
            post(posting, [journal])
            writing.execute("SET LOCAL lock_timeout = '300ms'")
            with pytest.raises(errors.LockNotAvailable):
                writing.execute(
                    "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
                    " SELECT %s, 50, id, 5, '' FROM finance_account WHERE code = '1'",
                    [journal],
                )
            writer.rollback()
            poster.commit()
            with pytest.raises(errors.CheckViolation):
                writing.execute("DELETE FROM finance_journalline WHERE journal_id = %s", [journal])


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_an_old_snapshot_can_neither_post_nor_add_lines(role: str, books: None, level: str) -> None:
    """The snapshot would not see the other session's line; no invariant rests on the isolation level."""
    with (
        closing(committed.log_in(role)) as one_session,
        closing(committed.log_in(role)) as other,
        other.cursor() as theirs,
    ):
        journal = make(theirs, [1])
        with one_session.cursor() as mine:
            mine.execute(f"BEGIN ISOLATION LEVEL {level}")
            mine.execute("SELECT count(*) FROM finance_journal")
            theirs.execute(
                "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
                " SELECT %s, 50, id, 5, '' FROM finance_account WHERE code = '1'",
                [journal],
            )
            with pytest.raises(errors.CheckViolation) as caught:
                post(mine, [journal])
            assert caught.value.diag.constraint_name == "finance_journal_isolation"
            mine.execute("ROLLBACK")
        theirs.execute("DELETE FROM finance_journalline WHERE journal_id = %s AND number = 50", [journal])
        with one_session.cursor() as mine:
            mine.execute(f"BEGIN ISOLATION LEVEL {level}")
            mine.execute("SELECT count(*) FROM finance_journal")
            post(theirs, [journal])
            with pytest.raises(psycopg2.Error) as late:
                mine.execute("DELETE FROM finance_journalline WHERE journal_id = %s", [journal])
            assert isinstance(late.value, errors.SerializationFailure | errors.CheckViolation)
            mine.execute("ROLLBACK")


def test_a_session_that_dies_while_posting_leaves_nothing(role: str, books: None) -> None:
    with closing(committed.log_in(role)) as watcher, watcher.cursor() as cursor:
        before = one(cursor, "SELECT sequence FROM finance_chainhead")
        dying = committed.log_in(role)
        dying.autocommit = False
        with dying.cursor() as doomed:
            post(doomed, [make(doomed, [1, 2, 3])])
            pid = dying.info.backend_pid
        with committed.administrator() as administrator:
            administrator.execute("SELECT pg_terminate_backend(%s)", [pid])
        dying.close()
        assert one(cursor, "SELECT sequence FROM finance_chainhead") == before
        journal = make(cursor, [1])
        post(cursor, [journal])
        assert one(cursor, "SELECT sequence FROM finance_journal WHERE id = %s", journal) == before + 1
