"""A posted journal is bent in every way SQL offers, as the authority's own login. Each is refused by the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.constraints import constraint_name, refusal_for
from finance import services
from finance.models import Balance, Journal, JournalLine, Period, Posting
from finance.queries import ledger_problems
from finance.services import Line
from tests.finance.conftest import ACCRUAL

pytestmark = pytest.mark.isolation
Posted = Callable[..., Journal]
Draft = Callable[..., Journal]


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The database says so, by a named constraint that has a sentence."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
        connection.check_constraints()
    assert constraint_name(caught.value) == constraint
    told = refusal_for(caught.value)
    assert told is not None and told.message


@contextmanager
def denied() -> Iterator[None]:
    """The login has no right to it at all."""
    with (
        pytest.raises(DatabaseError, match="permission denied|must be owner|must be superuser"),
        transaction.atomic(),
    ):
        yield


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def login() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user || '/' || current_user")
        return str(cursor.fetchone()[0])


def post_in_sql(journal: Journal, approver: Any) -> None:
    run(
        "INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES (%s, %s, '')",
        journal.pk,
        approver.actor.member_id,
    )


def close_in_sql(period: Period, closer: Any) -> None:
    """Close it and all before it, in order, without the service."""
    for one in Period.objects.filter(starts_on__lte=period.starts_on).order_by("starts_on"):
        run(
            "UPDATE finance_period SET state = 'closing', closing_at = now(), closing_by_id = %s WHERE id = %s",
            closer.actor.member_id,
            one.pk,
        )
        run(
            "UPDATE finance_period p SET state = 'closed', closed_at = now(), closed_by_id = %s,"
            " checkpoint_sequence = h.sequence, checkpoint_hash = h.hash FROM finance_chainhead h WHERE p.id = %s",
            closer.actor.member_id,
            one.pk,
        )


@pytest.fixture(autouse=True)
def books_hold(ledger: str) -> Iterator[None]:
    """Whatever was tried, the books are as they should be, and it was tried as the authority's login."""
    assert login() == "a_cleveland/a_cleveland"
    yield
    assert ledger_problems() == []


# Posting what must not be posted


@pytest.mark.parametrize(
    ("lines", "constraint"),
    [
        ([], "finance_journal_two_lines"),
        (ACCRUAL[:1], "finance_journal_two_lines"),
        ([ACCRUAL[0], Line("8510", None, None, -12_344)], "finance_journal_balances"),
        ([Line("2010", None, "01.01", 5), Line("8510", None, None, -5)], "finance_line_cost_centre_required"),
        ([Line("2010", "A100", None, 5), Line("8510", None, None, -5)], "finance_line_objective_required"),
    ],
    ids=["empty", "one line", "unbalanced", "no cost centre", "no objective"],
)
def test_an_incomplete_journal_cannot_be_posted(
    draft: Draft, finance_approver: Any, lines: list[Line], constraint: str
) -> None:
    journal = draft(lines)
    with refused(constraint):
        post_in_sql(journal, finance_approver)
    assert not Journal.objects.get(pk=journal.pk).is_posted


@pytest.mark.parametrize(
    ("column", "constraint"),
    [
        ("period_id", "finance_journal_period_known"),
        ("made_by_id", "finance_journal_member_known"),
        ("returned_by_id", "finance_journal_member_known"),
    ],
)
def test_a_header_points_somewhere(draft: Draft, column: str, constraint: str) -> None:
    journal = draft()
    with refused(constraint):
        run(f"UPDATE finance_journal SET {column} = 999999 WHERE id = %s", journal.pk)
    columns = {name: name for name in ("period_id", "made_by_id", "returned_by_id")} | {column: "999999"}
    with refused(constraint):
        run(
            "INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, made_by_id,"
            " returned_by_id, made_at, returned_reason, reason) SELECT 'nowherenowhe', 'draft', dated_on,"
            f" {columns['period_id']}, '', '', {columns['made_by_id']}, {columns['returned_by_id']}, now(), '', ''"
            " FROM finance_journal WHERE id = %s",
            journal.pk,
        )


def test_nobody_unknown_approves(draft: Draft) -> None:
    with refused("finance_journal_member_known"):
        run(
            "INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES (%s, 999999, '')",
            draft().pk,
        )


def test_who_stands_in_a_journal_stays(posted: Posted) -> None:
    journal = posted()
    for member in (journal.made_by_id, journal.approved_by_id):
        with refused("finance_member_kept"):
            run("DELETE FROM tenancy_member WHERE id = %s", member)
        with refused("finance_member_kept"):
            run("UPDATE tenancy_member SET id = 999999 WHERE id = %s", member)


def test_rows_of_a_savepoint_are_ones_own(draft: Draft, finance_approver: Any) -> None:
    """What posting passes over when it locks: written here, at whatever depth, and nothing else."""
    with transaction.atomic():
        with transaction.atomic():
            journal = draft()
        with connection.cursor() as cursor:
            cursor.execute("SELECT finance_is_own(xmin) FROM finance_journal WHERE id = %s", [journal.pk])
            assert cursor.fetchone() == (True,)
            cursor.execute("SELECT count(*) FROM finance_chainhead WHERE finance_is_own(xmin)")
            assert cursor.fetchone() == (0,)
        post_in_sql(journal, finance_approver)


@pytest.mark.parametrize("column", ["account_id", "cost_centre_id", "objective_id"])
def test_a_line_that_points_nowhere_cannot_be_posted(
    draft: Draft, finance_approver: Any, column: str
) -> None:
    journal = draft()
    run(f"UPDATE finance_journalline SET {column} = 999999 WHERE journal_id = %s", journal.pk)
    with refused(f"finance_line_{column.removesuffix('_id')}_known"):
        post_in_sql(journal, finance_approver)


def test_the_maker_cannot_approve(draft: Draft, finance_officer: Any) -> None:
    with refused("finance_journal_approved_by_another"):
        post_in_sql(draft(), finance_officer)


def test_a_journal_is_posted_once(draft: Draft, finance_approver: Any) -> None:
    journal = draft()
    post_in_sql(journal, finance_approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        post_in_sql(journal, finance_approver)
    with refused("finance_journal_posted_once"):
        run(
            "INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES (-1, %s, '')",
            finance_approver.actor.member_id,
        )


def test_a_closed_period_takes_no_posting(
    draft: Draft, finance_approver: Any, finance_officer: Any, october: Period
) -> None:
    journal = draft()
    close_in_sql(october, finance_officer)
    with refused("finance_journal_period_open"):
        post_in_sql(journal, finance_approver)


def test_a_journal_cannot_be_dated_back_out_of_its_period(draft: Draft, finance_approver: Any) -> None:
    journal = draft()
    run("UPDATE finance_journal SET dated_on = '2026-04-30' WHERE id = %s", journal.pk)
    with refused("finance_journal_date_in_period"):
        post_in_sql(journal, finance_approver)


def test_a_posted_journal_cannot_be_dated_back_into_a_closed_period(
    posted: Posted, finance_officer: Any
) -> None:
    april = Period.objects.get(code="2026-04")
    close_in_sql(april, finance_officer)
    journal = posted()
    with refused("finance_journal_frozen"):
        run(
            "UPDATE finance_journal SET dated_on = '2026-04-30', period_id = %s WHERE id = %s",
            april.pk,
            journal.pk,
        )


def test_an_account_that_is_no_longer_in_use_takes_no_posting(draft: Draft, finance_approver: Any) -> None:
    journal = draft()
    run("UPDATE finance_account SET ends_before = '2026-10-05' WHERE code = '2010'")
    with refused("finance_line_account_in_use"):
        post_in_sql(journal, finance_approver)


def test_a_reversal_undoes_its_journal_exactly(
    posted: Posted, finance_officer: Any, finance_approver: Any
) -> None:
    journal = posted()
    reversal = services.reverse_journal(
        actor=finance_officer.actor, journal=journal, dated_on=date(2026, 11, 2), reason="Wrong month"
    )
    run("UPDATE finance_journal SET state = 'draft' WHERE id = %s", reversal.pk)
    run("UPDATE finance_journalline SET amount_pence = amount_pence * 2 WHERE journal_id = %s", reversal.pk)
    with refused("finance_journal_reversal_exact"):
        post_in_sql(reversal, finance_approver)
    with pytest.raises(IntegrityError), transaction.atomic():  # and once only
        run(
            "INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, made_by_id,"
            " made_at, returned_reason, reason, reverses_id)"
            " SELECT 'secondtry', 'draft', dated_on, period_id, 'x', '', made_by_id, now(), '', '', reverses_id"
            " FROM finance_journal WHERE id = %s",
            reversal.pk,
        )


# Being posted without posting


def test_no_journal_is_born_posted(posted: Posted) -> None:
    journal = posted()
    with refused("finance_journal_begins_as_draft"):
        run(
            "INSERT INTO finance_journal (reference, state, number, sequence, dated_on, period_id, description,"
            " source_kind, made_by_id, approved_by_id, made_at, returned_reason, reason, posted_at, hash, previous_hash)"
            " SELECT 'forged', 'posted', 'J000009', 9, dated_on, period_id, description, '', made_by_id, approved_by_id,"
            " made_at, '', '', posted_at, hash, previous_hash FROM finance_journal WHERE id = %s",
            journal.pk,
        )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'posted'",
        "state = 'posted', number = 'J000001', sequence = 1, posted_at = now(), hash = sha256('x'),"
        " previous_hash = sha256('y'), approved_by_id = (SELECT id FROM tenancy_member ORDER BY id DESC LIMIT 1)",
    ],
    ids=["bare", "with a forged seal"],
)
def test_a_journal_is_not_posted_by_saying_so(draft: Draft, change: str) -> None:
    journal = draft()
    with refused("finance_journal_posted_by_posting"):
        run(f"UPDATE finance_journal SET {change} WHERE id = %s", journal.pk)


@pytest.mark.parametrize(
    "change",
    [
        "number = 'J000001'",
        "sequence = 1",
        "hash = sha256('x')",
        "previous_hash = sha256('x')",
        "posted_at = now()",
    ],
)
def test_a_draft_carries_no_seal(draft: Draft, change: str) -> None:
    journal = draft()
    with refused_by_check("finance_journal_sealed_when_posted"):
        run(f"UPDATE finance_journal SET {change} WHERE id = %s", journal.pk)


@contextmanager
def refused_by_check(name: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert constraint_name(caught.value) == name


# Bending what is posted


@pytest.mark.parametrize(
    "change",
    [
        "state = 'draft'",
        "state = 'awaiting'",
        "number = 'J000999'",
        "sequence = 999",
        "description = 'Another story'",
        "dated_on = dated_on - 1",
        "period_id = (SELECT id FROM finance_period WHERE code = '2026-11')",
        "made_by_id = approved_by_id, approved_by_id = made_by_id",
        "posted_at = posted_at - interval '1 year'",
        "hash = sha256('forged')",
        "previous_hash = hash",
        "source_id = 2",
        "key = 'other'",
        "reverses_id = NULL, reason = 'x'",
        "id = id + 1000",
    ],
)
def test_a_posted_header_is_frozen(posted: Posted, change: str) -> None:
    journal = posted()
    with refused("finance_journal_frozen"):
        run(f"UPDATE finance_journal SET {change} WHERE id = %s", journal.pk)


def test_a_posted_journal_is_not_deleted(posted: Posted) -> None:
    journal = posted()
    with refused("finance_journal_frozen"):
        run("DELETE FROM finance_journal WHERE id = %s", journal.pk)
    with pytest.raises(IntegrityError):
        journal.delete()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
        " SELECT journal_id, 99, account_id, 1, '' FROM finance_journalline WHERE journal_id = %(journal)s LIMIT 1",
        "UPDATE finance_journalline SET amount_pence = amount_pence + 1 WHERE journal_id = %(journal)s AND number = 1",
        "UPDATE finance_journalline SET amount_pence = -amount_pence WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET account_id = account_id + 1 WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET cost_centre_id = NULL WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET memo = 'x' WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET memo = memo WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET journal_id = %(draft)s, number = number + 50 WHERE journal_id = %(journal)s",
        "UPDATE finance_journalline SET journal_id = %(journal)s, number = number + 10 WHERE journal_id = %(draft)s",
        "DELETE FROM finance_journalline WHERE journal_id = %(journal)s",
        "DELETE FROM finance_journalline",
        "MERGE INTO finance_journalline l USING (SELECT 1) s ON l.journal_id = %(journal)s"
        " WHEN MATCHED THEN UPDATE SET amount_pence = 5",
        "INSERT INTO finance_journalline (id, journal_id, number, account_id, amount_pence, memo)"
        " SELECT id, journal_id, number, account_id, 7, '' FROM finance_journalline WHERE journal_id = %(journal)s"
        " ON CONFLICT (id) DO UPDATE SET amount_pence = 7",
        "WITH moved AS (DELETE FROM finance_journalline WHERE journal_id = %(journal)s RETURNING *)"
        " INSERT INTO finance_journalline SELECT id, number, amount_pence, memo, account_id, cost_centre_id, %(draft)s,"
        " objective_id FROM moved WHERE false",
    ],
    ids=[
        "added", "changed", "signs", "account", "cost centre", "memo", "nothing changed", "moved out", "moved in",
        "deleted", "all deleted", "merge", "upsert", "by a common table expression",
    ],
)  # fmt: skip
def test_posted_lines_are_frozen(posted: Posted, draft: Draft, statement: str) -> None:
    journal, other = posted(), draft()
    with refused("finance_line_frozen"), connection.cursor() as cursor:
        cursor.execute(statement, {"journal": journal.pk, "draft": other.pk})


def test_lines_cannot_be_copied_into_a_posted_journal(posted: Posted) -> None:
    from backoffice.copying import copy_rows

    journal = posted()
    account = journal.lines.first().account_id
    with refused("finance_line_frozen"):
        copy_rows(
            "finance_journalline",
            ("journal_id", "number", "account_id", "amount_pence", "memo"),
            [(journal.pk, 98, account, 5, ""), (journal.pk, 99, account, -5, "")],
        )


def test_lines_cannot_be_added_in_the_transaction_that_posts(draft: Draft, finance_approver: Any) -> None:
    """Not after the check, not by putting constraints off, not by a statement prepared before it."""
    journal = draft()
    account = journal.lines.first().account_id
    run("PREPARE late (bigint, int, bigint) AS INSERT INTO finance_journalline"
        " (journal_id, number, account_id, amount_pence, memo) VALUES ($1, $2, $3, 5, '')")  # fmt: skip
    run("SET CONSTRAINTS ALL DEFERRED")
    post_in_sql(journal, finance_approver)
    with refused("finance_line_frozen"):
        run("SET CONSTRAINTS ALL DEFERRED")
        run("EXECUTE late (%s, 50, %s)", journal.pk, account)
    run("DEALLOCATE late")


def test_lines_cannot_ride_on_the_statement_that_posts(draft: Draft, finance_approver: Any) -> None:
    journal = draft()
    account = journal.lines.first().account_id
    with pytest.raises(IntegrityError), transaction.atomic():
        run(
            "WITH line AS (INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
            " VALUES (%s, 50, %s, 5, ''))"
            " INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES (%s, %s, '')",
            journal.pk,
            account,
            journal.pk,
            finance_approver.actor.member_id,
        )


def test_balanced_lines_cannot_ride_on_the_statement_that_posts_either(
    draft: Draft, finance_approver: Any
) -> None:
    journal = draft()
    account = JournalLine.objects.get(journal=journal, amount_pence__lt=0).account_id
    with refused("finance_line_frozen"):
        run(
            "WITH line AS (INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
            " VALUES (%(j)s, 50, %(a)s, 5, ''), (%(j)s, 51, %(a)s, -5, ''))"
            " INSERT INTO finance_posting (journal_id, approved_by_id, note) VALUES (%(j)s, %(by)s, '')".replace(
                "%(j)s", str(journal.pk)
            )
            .replace("%(a)s", str(account))
            .replace("%(by)s", str(finance_approver.actor.member_id))
        )


def test_a_submitted_journal_is_what_was_submitted(draft: Draft, finance_officer: Any) -> None:
    journal = services.submit_journal(actor=finance_officer.actor, journal=draft())
    with refused("finance_line_frozen"):
        run(
            "UPDATE finance_journalline SET amount_pence = amount_pence * 10 WHERE journal_id = %s",
            journal.pk,
        )
    with refused("finance_journal_awaiting_unchanged"):
        run("UPDATE finance_journal SET description = 'Another story' WHERE id = %s", journal.pk)
    with refused("finance_journal_frozen"):
        run("DELETE FROM finance_journal WHERE id = %s", journal.pk)


def test_a_draft_does_not_leave_its_lines_behind(draft: Draft) -> None:
    with refused("finance_journal_has_lines"):
        run("DELETE FROM finance_journal WHERE id = %s", draft().pk)


def test_a_line_needs_a_journal(draft: Draft) -> None:
    account = draft().lines.first().account_id
    with refused("finance_line_frozen"):
        run(
            "INSERT INTO finance_journalline (journal_id, number, account_id, amount_pence, memo)"
            " VALUES (999999, 1, %s, 5, '')",
            account,
        )


# What posting writes, and the walls themselves


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finance_balance SET debit_pence = debit_pence + 1",
        "INSERT INTO finance_balance (period_id, account_id, debit_pence, credit_pence, line_count)"
        " SELECT period_id, account_id, 1, 0, 1 FROM finance_balance LIMIT 1",
        "DELETE FROM finance_balance",
        "UPDATE finance_chainhead SET sequence = 500",
        "UPDATE finance_chainhead SET hash = sha256('forged')",
        "DELETE FROM finance_chainhead",
        "INSERT INTO finance_chainhead VALUES (2, 0, '')",
        "UPDATE finance_posting SET note = 'x'",
        "DELETE FROM finance_posting",
        "TRUNCATE finance_journalline",
        "TRUNCATE finance_journal CASCADE",
        "TRUNCATE finance_balance",
        "TRUNCATE finance_posting",
        "ALTER TABLE finance_journalline DISABLE TRIGGER ALL",
        "ALTER TABLE finance_journal DISABLE TRIGGER finance_journal_frozen_update",
        "DROP TRIGGER finance_line_insert ON finance_journalline",
        "DROP FUNCTION finance_post() CASCADE",
        "CREATE OR REPLACE FUNCTION finance_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER FUNCTION finance_post() RESET search_path",
        "ALTER TABLE finance_journal DROP CONSTRAINT finance_journal_approved_by_another",
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = replica",
        "SELECT set_config('session_replication_role', 'replica', true)",
        "CREATE TEMP TABLE finance_journalline (id bigint)",
        "CREATE RULE bend AS ON UPDATE TO finance_journal DO INSTEAD NOTHING",
        "LOCK TABLE finance_journal IN ACCESS EXCLUSIVE MODE; ALTER TABLE finance_journal OWNER TO a_cleveland",
    ],
)  # fmt: skip
def test_the_login_cannot_touch_what_guards_the_ledger(posted: Posted, statement: str) -> None:
    posted()
    with denied():
        run(statement)


def test_nobody_can_call_the_function_that_posts(posted: Posted) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        run("SELECT finance_post()")


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE finance_account SET code = '9999' WHERE code = '1000'", "finance_code_kept"),
        ("DELETE FROM finance_account WHERE code = '2010'", "finance_code_kept"),
        ("UPDATE finance_costcentre SET code = 'Z' WHERE code = 'A100'", "finance_code_kept"),
        ("DELETE FROM finance_costcentre", "finance_code_kept"),
        ("UPDATE finance_objective SET code = 'Z' WHERE code = '01.01'", "finance_code_kept"),
        ("DELETE FROM finance_objective WHERE code = '01.01'", "finance_code_kept"),
        ("UPDATE finance_period SET ends_on = ends_on - 1 WHERE code = '2026-10'", "finance_period_kept"),
        ("DELETE FROM finance_period WHERE code = '2026-04'", "finance_period_kept"),
        (
            "INSERT INTO finance_period (code, name, financial_year, number, starts_on, ends_on, state)"
            " VALUES ('2026-99', 'x', '2025/26', 1, '2026-10-31', '2026-11-01', 'open')",
            "finance_period_no_overlap",
        ),
    ],
)
def test_what_posted_lines_name_stays(posted: Posted, statement: str, constraint: str) -> None:
    posted()
    with refused(constraint):
        run(statement)


def test_even_the_owner_does_not_empty_the_ledger(posted: Posted, owner: Callable[[str], None]) -> None:
    posted()
    for table in ("finance_journalline", "finance_balance", "finance_chainhead"):
        with pytest.raises(IntegrityError), transaction.atomic():
            owner(f"TRUNCATE a_cleveland.{table}")


def test_numbers_have_no_gap_after_a_posting_that_failed(
    posted: Posted, draft: Draft, finance_approver: Any
) -> None:
    first = posted("run:1")
    bad = draft(ACCRUAL[:1])
    with refused("finance_journal_two_lines"):
        post_in_sql(bad, finance_approver)
    second = posted("run:2")
    assert (first.number, second.number) == ("J000001", "J000002")
    assert bytes(second.previous_hash) == bytes(first.hash)


def test_what_posting_wrote_is_what_it_should_be(
    posted: Posted, finance_officer: Any, finance_approver: Any
) -> None:
    journal = posted()
    assert re.fullmatch(r"J\d{6}", journal.number)
    assert (journal.made_by_id, journal.approved_by_id) == (
        finance_officer.actor.member_id,
        finance_approver.actor.member_id,
    )
    assert Posting.objects.get(journal=journal).approved_by_id == finance_approver.actor.member_id
    cells = Balance.objects.values_list(
        "account__code", "cost_centre__code", "debit_pence", "credit_pence", "line_count"
    )
    assert set(cells) == {
        ("1000", "A100", 500_000, 0, 1),
        ("1030", "A100", 60_000, 0, 1),
        ("8530", None, 0, 450_000, 1),
        ("8531", None, 0, 110_000, 1),
    }
