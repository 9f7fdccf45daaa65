"""Row 16: nothing enters a period that is closed, by any door, and no state of a period is bent in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.constraints import constraint_name, refusal_for
from backoffice.errors import Refused
from finance import services
from finance.models import Journal, Period
from finance.queries import ledger_problems
from finance.queries.chain import missing_guards
from finance.services import NewJournal
from tests.finance.conftest import ACCRUAL

pytestmark = pytest.mark.isolation
FINANCE = "/cleveland/finance/"
OPEN_JOURNAL = "(SELECT id FROM finance_journal WHERE description = 'In November')"
OCTOBER = "(SELECT id FROM finance_period WHERE code = '2026-10')"
APPROVER = "(SELECT id FROM tenancy_member WHERE name = 'Anil Approver')"


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        connection.check_constraints()
    assert constraint_name(caught.value) == constraint
    told = refusal_for(caught.value)
    assert told is not None and told.message and told.next_step


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def shut(
    ledger: str,
    posted: Callable[..., Journal],
    draft: Callable[..., Journal],
    finance_officer: Any,
    finance_approver: Any,
) -> Iterator[Journal]:
    """October closed with one journal in it; November open with a submitted one, which is given. The books hold after."""
    posted()
    october = Period.objects.get(code="2026-10")
    services.close_period(actor=finance_officer.actor, period=october)
    waiting = draft(dated_on=date(2026, 11, 5))
    services.submit_journal(actor=finance_officer.actor, journal=waiting)
    count = Journal.objects.filter(period=october).count()
    yield waiting
    if missing_guards():
        return  # a test took one away
    assert Journal.objects.filter(period=october, state="posted").count() == count == 1
    assert ledger_problems() == []


def test_no_door_leads_into_a_closed_period(
    shut: Journal, finance_officer: Any, finance_approver: Any
) -> None:
    officer, approver = finance_officer.actor, finance_approver.actor
    lines = {
        "lines-TOTAL_FORMS": "0",
        "lines-INITIAL_FORMS": "0",
    }
    page = finance_officer.post(
        f"{FINANCE}journals/add/", {"dated_on": "2026-10-31", "description": "Late", **lines}
    )
    assert page.refusal.code == "period_closed" and "November 2026" in page.refusal.next_step
    answer = finance_officer.client.post(
        "/cleveland/api/v1/journals",
        {"dated_on": "2026-10-31", "description": "Late", "lines": []},
        content_type="application/json",
        headers={"Idempotency-Key": "late"},
    )
    assert answer.json()["code"] == "period_closed"
    late = NewJournal(key="late", dated_on=date(2026, 10, 31), description="Late", lines=ACCRUAL)

    def post_late() -> None:
        services.post_journals(
            actor=officer, journals=[late], made_by=officer.member_id, approved_by=approver.member_id
        )

    def redate() -> None:
        services.withdraw_journal(actor=officer, journal=shut)
        services.change_draft(
            actor=officer, journal=shut, dated_on=date(2026, 10, 31), description="Late", lines=ACCRUAL
        )

    def reverse() -> None:
        posted = Journal.objects.get(state="posted")
        services.reverse_journal(actor=officer, journal=posted, dated_on=date(2026, 10, 31), reason="Late")

    def accrue() -> None:
        services.enter_accrual(
            actor=officer, kind="accrual", dated_on=date(2026, 10, 31), description="Late", lines=ACCRUAL[:1]
        )

    for door in (post_late, redate, reverse, accrue):
        with pytest.raises(Refused) as caught, transaction.atomic():
            door()
        assert caught.value.code == "period_closed", door.__name__


INSERT = (
    "INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, made_by_id, made_at,"
    " returned_reason, reason) SELECT 'smuggled', 'draft', '{day}', {period}, 'In October', '', made_by_id, now(), '', ''"
    " FROM finance_journal WHERE id = {journal};"
    " INSERT INTO finance_journalline (journal_id, number, account_id, cost_centre_id, objective_id, amount_pence, memo)"
    " SELECT j.id, l.number, l.account_id, l.cost_centre_id, l.objective_id, l.amount_pence, l.memo"
    " FROM finance_journal j, finance_journalline l WHERE j.reference = 'smuggled' AND l.journal_id = {journal};"
    " INSERT INTO finance_posting (journal_id, approved_by_id, note)"
    " SELECT id, %(approver)s, '' FROM finance_journal WHERE reference = 'smuggled'"
)
POST = " INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES ({journal}, %(approver)s, '')"
REOPEN = "UPDATE finance_period SET state = 'open' WHERE code = '2026-10';"

SQL_WAYS = {
    "inserted and posted": (
        INSERT.format(day="2026-10-31", period=OCTOBER, journal="%(journal)s"),
        "finance_journal_period_open",
    ),
    "a date of November in October's period": (
        INSERT.format(day="2026-11-05", period=OCTOBER, journal="%(journal)s"),
        "finance_journal_period_open",
    ),
    "a date of October in November's period": (
        INSERT.format(
            day="2026-10-31",
            period="(SELECT id FROM finance_period WHERE code = '2026-11')",
            journal="%(journal)s",
        ),
        "finance_journal_date_in_period",
    ),
    "redated while it waits": (
        f"UPDATE finance_journal SET dated_on = '2026-10-31', period_id = {OCTOBER} WHERE id = %(journal)s;"
        + POST.format(journal="%(journal)s"),
        "finance_journal_awaiting_unchanged",
    ),
    "redated as a draft, then posted": (
        "UPDATE finance_journal SET state = 'draft' WHERE id = %(journal)s;"
        f" UPDATE finance_journal SET dated_on = '2026-10-31', period_id = {OCTOBER} WHERE id = %(journal)s;"
        + POST.format(journal="%(journal)s"),
        "finance_journal_period_open",
    ),
    "posted, then moved": (
        POST.format(journal="%(journal)s")
        + f"; UPDATE finance_journal SET period_id = {OCTOBER} WHERE id = %(journal)s",
        "finance_journal_frozen",
    ),
    "a line more in a posted journal": (
        "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
        " SELECT journal_id, 90, account_id, 1, '' FROM finance_journalline l"
        " JOIN finance_journal j ON j.id = l.journal_id WHERE j.state = 'posted' LIMIT 1",
        "finance_line_frozen",
    ),
    "the state said": (REOPEN, "finance_period_reopened_by_two"),
    "back to closing": (REOPEN.replace("'open'", "'closing'"), "finance_period_moves"),
    "its dates moved away": (
        "UPDATE finance_period SET ends_on = '2026-10-30' WHERE code = '2026-10'",
        "finance_period_kept",
    ),
    "the checkpoint moved on": (
        "UPDATE finance_period SET checkpoint_sequence = 99 WHERE code = '2026-10'",
        "finance_period_close_kept",
    ),
    "another closer named": (
        f"UPDATE finance_period SET closed_by_id = {APPROVER} WHERE code = '2026-10'",
        "finance_period_close_kept",
    ),
    "an exception for it": (
        "INSERT INTO finance_periodexception (reference, period_id, member_id, reason, expires_at, granted_by_id,"
        f" granted_at) SELECT 'x', {OCTOBER}, made_by_id, 'x', now() + interval '1 day', %(approver)s, now()"
        " FROM finance_journal WHERE id = %(journal)s;"
        + INSERT.format(day="2026-10-31", period=OCTOBER, journal="%(journal)s"),
        "finance_journal_period_open",
    ),
    "a reopening agreed from the start": (
        "INSERT INTO finance_reopening (reference, period_id, reason, state, asked_by_id, asked_at, decided_by_id,"
        f" decided_at, decision_note) SELECT 'x', {OCTOBER}, 'x', 'agreed', made_by_id, now(), %(approver)s, now(), ''"
        " FROM finance_journal WHERE id = %(journal)s",
        "finance_reopening_kept",
    ),
    "a second open period for its days": (
        "INSERT INTO finance_period (code, name, financial_year, number, starts_on, ends_on, state)"
        " VALUES ('2026-1x', 'x', '2099/00', 1, '2026-10-31', '2026-10-31', 'open')",
        "finance_period_no_overlap",
    ),
    "constraints put off": (
        "SET CONSTRAINTS ALL DEFERRED;"
        + INSERT.format(day="2026-10-31", period=OCTOBER, journal="%(journal)s"),
        "finance_journal_period_open",
    ),
}


@pytest.mark.parametrize("way", SQL_WAYS)
def test_sql_as_the_authoritys_login_gets_nothing_into_it(
    shut: Journal, finance_approver: Any, way: str
) -> None:
    statement, constraint = SQL_WAYS[way]
    with refused(constraint), connection.cursor() as cursor:
        cursor.execute(statement, {"journal": shut.pk, "approver": finance_approver.actor.member_id})


def test_a_copy_into_it_is_refused(shut: Journal, finance_officer: Any, finance_approver: Any) -> None:
    october = Period.objects.get(code="2026-10")
    with refused("finance_journal_period_open"), ExitStack() as stack, connection.cursor() as cursor:
        raw = cursor.cursor
        stack.enter_context(connection.wrap_database_errors)
        columns = "reference, state, dated_on, period_id, description, source_kind, made_by_id, made_at,"
        columns += " returned_reason, reason"
        row = f"copied\tdraft\t2026-10-31\t{october.pk}\tIn October\t\t{finance_officer.actor.member_id}\tnow\t\t\n"
        raw.copy_expert(f"COPY finance_journal ({columns}) FROM STDIN", StringIO(row))
        cursor.execute(
            "INSERT INTO finance_journalline (journal_id, number, account_id, cost_centre_id, objective_id, amount_pence,"
            " memo) SELECT j.id, l.number, l.account_id, l.cost_centre_id, l.objective_id, l.amount_pence, ''"
            " FROM finance_journal j, finance_journalline l WHERE j.reference = 'copied' AND l.journal_id = %s",
            [shut.pk],
        )
        cursor.execute("SELECT id FROM finance_journal WHERE reference = 'copied'")
        journal = cursor.fetchone()[0]
        raw.copy_expert(
            "COPY finance_posting (journal_id, approved_by_id, note) FROM STDIN",
            StringIO(f"{journal}\t{finance_approver.actor.member_id}\t\n"),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE finance_period DISABLE TRIGGER ALL",
        "DROP TRIGGER finance_period_moves ON finance_period",
        "CREATE OR REPLACE FUNCTION finance_may_post(period bigint, maker bigint) RETURNS boolean LANGUAGE sql AS"
        " 'SELECT true'",
        "DELETE FROM finance_reopening",
        "DELETE FROM finance_periodexception",
        "UPDATE finance_snapshot SET balance_pence = 0",
        "UPDATE finance_balance SET debit_pence = 0",
    ],
)
def test_the_login_may_not_take_the_guards_away(shut: Journal, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied|must be owner|must be superuser"),
        transaction.atomic(),
    ):
        run(statement)


def test_a_guard_of_periods_that_was_dropped_is_noticed(shut: Journal, owner: Callable[[str], None]) -> None:
    """Row 28."""
    assert missing_guards() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner("DROP TRIGGER finance_period_moves ON a_cleveland.finance_period")
    assert missing_guards() == ["finance_period_moves"]
    assert "the guard finance_period_moves is gone" in ledger_problems()
