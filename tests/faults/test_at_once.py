"""Rows 7, 9, 13, 15, 19 and 27: two at once, other clocks, full disks, the end of the numbers, and what was lost."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from backoffice.launcher import demo
from backoffice.tenancy.names import role_for
from tests.faults.stack import FORCE, WITNESS, Stack
from tests.faults.work import calculate, pay_a_month, seal_and_approve, tell

ROUNDS = {False: 12, True: 200}


def test_two_who_do_the_same_thing_at_once_do_it_once(
    stack: Stack, undisturbed: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    rounds = ROUNDS[bool(request.config.getoption("whole_fault_table", False))]
    assert stack.do("race", what="approve journal", references=stack.do("journals", count=rounds)) == {
        "told": rounds,
        "won": rounds,
    }
    assert stack.do("posted") == rounds
    run = stack.do("new_run")
    stack.do("work", reference=calculate(stack, run))
    stack.do("clear", run=run)
    stack.do("check", run=run)
    assert stack.do("race", what="approve run", references=[run]) == {"told": 1, "won": 1}
    assert stack.do("race", what="post run", references=[run]) == {"won": 2}  # both are shown the one job
    stack.do("work", reference=stack.do("start", kind="payroll.post", run=run))
    assert stack.do("race", what="pay run", references=[run]) == {"won": 2}  # both are told that it is paid
    assert stack.do("posted") == rounds + 2
    found = stack.do("outcome", run=run)
    journal = found.pop("journal")
    assert journal == f"J{rounds + 1:06d}" and found == {
        k: v for k, v in undisturbed.items() if k != "journal"
    }
    stack.books()


def test_a_deadlock_is_tried_again_once_and_then_told_in_words(stack: Stack) -> None:
    assert stack.do("cross", times=1) == {"told": ["done", "done"], "tries": 3}
    stack.books()


def test_a_worker_with_a_wrong_clock_pays_the_same_and_steals_no_job(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    run = stack.do("new_run")
    job = calculate(stack, run)
    for moment in ("2026-10-31T12:00:00+00:00", "2030-01-01T00:00:00+00:00", "2020-01-01T00:00:00+00:00"):
        assert stack.do("steal", reference=job, moment=moment) is False
    # The end of the tax year by a clock that is five months wrong, and in the hour that comes twice.
    done = stack.do("work_at", reference=job, moment="2027-04-05T23:30:00+01:00")
    assert done["state"] == "done", done
    seal_and_approve(stack, run)
    job = stack.do("start", kind="payroll.post", run=run)
    done = stack.do("work_at", reference=job, moment="2026-10-25T01:30:00+00:00")
    assert done["state"] == "done", done
    stack.do("paid", run=run)
    assert stack.do("outcome", run=run) == undisturbed
    stack.books()


def test_a_bank_file_that_finds_the_disk_full_is_written_when_there_is_room(
    stack: Stack, undisturbed: dict[str, Any], whole_table: None, seed: int
) -> None:
    room = random.Random(f"disk {seed}").randrange(0, 9000)
    tell(f"seed {seed}: no file grows past {room} bytes")
    run = stack.do("new_run")
    assert stack.do("work", reference=calculate(stack, run))["state"] == "done"
    seal_and_approve(stack, run)
    job = stack.do("start", kind="payroll.post", run=run)
    told = stack.do("work_on_a_full_disk", reference=job, bytes_left=room)
    assert told["state"] == "failed" and (told["failure"] or told["refusal"])
    assert stack.do("outcome", run=run)["journal"] is None  # nothing was posted without its file
    stack.do("retry", reference=job)
    assert stack.do("work", reference=job)["state"] == "done"
    stack.do("paid", run=run)
    assert stack.do("outcome", run=run) == undisturbed and stack.do("files", run=run)["documents"] == 1
    stack.books()


def test_a_month_is_paid_with_numbers_past_the_end_of_32_bits(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    with stack.administrator() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns"
            " WHERE table_schema = %s AND data_type IN ('integer', 'smallint')"
            " AND (column_name = 'id' OR column_name LIKE '%%\\_id') AND column_name NOT LIKE 'content\\_type%%'"
            " AND table_name <> 'django_migrations'",
            [role_for(FORCE)],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 2147483640) FROM pg_sequences"
            " WHERE schemaname = %s AND data_type = 'bigint'::regtype",
            [role_for(FORCE)],
        )
    run = pay_a_month(stack, here=True)
    assert stack.do("outcome", run=run) == undisturbed
    counts = stack.do("load", path=str(stack.next_month))
    assert counts["added"] > 0
    stack.books()


def test_one_authority_and_all_come_back_as_they_were(stack: Stack, tmp_path: Path) -> None:
    pay_a_month(stack, here=True)
    head, counts = stack.do("head"), stack.counts(FORCE)
    digests = {slug: stack.digest(slug) for slug in (FORCE, WITNESS)}
    stack.end_operator()
    demo.manage(stack.commands, "backup_authority", "--authority", "all", "--to", str(tmp_path))

    stack.ruin(FORCE)
    assert stack.digest(FORCE) != digests[FORCE]
    demo.manage(stack.commands, "restore_authority", "--authority", FORCE, "--from", str(tmp_path))
    assert {slug: stack.digest(slug) for slug in (FORCE, WITNESS)} == digests
    assert stack.counts(FORCE) == counts and stack.do("head") == head
    stack.books()
    stack.end_operator()

    for slug in (FORCE, WITNESS):
        stack.ruin(slug)
    demo.manage(stack.commands, "restore_authority", "--authority", "all", "--from", str(tmp_path))
    assert {slug: stack.digest(slug) for slug in (FORCE, WITNESS)} == digests
    assert stack.counts(FORCE) == counts and stack.do("head") == head
    stack.books()


def test_a_history_that_cannot_be_written_refuses_the_import_that_needs_it(stack: Stack) -> None:
    before = stack.digest(FORCE)
    with stack.administrator() as cursor:
        cursor.execute(
            f"ALTER TABLE {role_for(FORCE)}.hr_personevent ADD CONSTRAINT full_up CHECK (false) NOT VALID"
        )
    with pytest.raises(AssertionError, match="load"):
        stack.do("load", path=str(stack.next_month))
    assert stack.digest(FORCE) == before
    with stack.administrator() as cursor:
        cursor.execute(f"ALTER TABLE {role_for(FORCE)}.hr_personevent DROP CONSTRAINT full_up")
    assert stack.do("load", path=str(stack.next_month))["added"] > 0
    stack.books()


def test_what_was_bent_in_the_ledger_is_named_and_readiness_goes_red(stack: Stack) -> None:
    stack.start("web")
    pay_a_month(stack, here=True)
    assert stack.get("/health/ready")[0] == 200
    with stack.administrator() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"UPDATE {role_for(FORCE)}.finance_journalline SET amount_pence = amount_pence # 1 WHERE id ="
            f" (SELECT min(id) FROM {role_for(FORCE)}.finance_journalline)"
        )
    assert any("J000001" in what for what in stack.do("books"))
    stack.until(lambda: stack.get("/health/ready")[0] == 503, "still ready")
