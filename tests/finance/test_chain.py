"""The chain, the running totals and what an outsider can check with an export alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance import services
from finance.health import LedgerFault, LedgerWatch
from finance.models import Balance, Journal, JournalLine, Period
from finance.queries import balance_differences, export_chain, ledger_problems, trial_balance, verify_chain
from finance.queries.chain import missing_guards
from finance.rules.chain import from_export, hash_of, verify
from finance.services import Line, NewJournal

Posted = Callable[..., Journal]


def test_an_export_is_checked_without_the_database(posted: Posted) -> None:
    posted("run:1")
    posted("run:2", description='Überstunden "ö" \\ \t und ein Tab')
    exported = list(export_chain())
    assert len(exported) == 2
    assert verify(from_export(exported)) is None
    journals = list(from_export(exported))
    assert hash_of(journals[1], journals[0].hash) == journals[1].hash


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("500000", "500001", "does not sum to nothing"),
        ('"A100"', '"A"', "has been changed"),
        ("Pay for October", "Pay for November", "has been changed"),
        ('"dated_on" : "2026-10-31"', '"dated_on" : "2026-10-30"', "has been changed"),
    ],
)
def test_an_export_that_was_changed_names_the_first_bad_journal(
    posted: Posted, old: str, new: str, what: str
) -> None:
    for number in range(1, 4):
        posted(f"run:{number}")
    exported = list(export_chain())
    assert old in exported[1]
    exported[1] = exported[1].replace(old, new)
    fault = verify(from_export(exported))
    assert fault is not None and fault.number == "J000002" and what in fault.what


def test_a_journal_that_is_missing_is_noticed(posted: Posted) -> None:
    for number in range(1, 4):
        posted(f"run:{number}")
    exported = list(export_chain())
    fault = verify(from_export([exported[0], exported[2]]))
    assert fault is not None and fault.number == "J000003"
    newest_cut_off = verify(from_export(exported[:2]), checkpoints=[(3, "00")])
    assert newest_cut_off is not None and newest_cut_off.number == "J000003"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE finance_journalline SET amount_pence = 1 WHERE journal_id = {second} AND number = 1", "J000002 does not"),
        ("UPDATE finance_journal SET description = 'Other' WHERE id = {second}", "J000002 has been changed"),
        ("DELETE FROM finance_journalline WHERE journal_id = {second}", "J000002 has fewer"),
        ("UPDATE finance_balance SET debit_pence = debit_pence + 1", "debits differ by -1"),
        ("UPDATE finance_chainhead SET hash = sha256('x')", "J000003 differs from what was recorded"),
    ],
)  # fmt: skip
@pytest.mark.fault
def test_what_an_administrator_bends_is_found(
    posted: Posted, owner: Callable[[str], None], statement: str, found: str
) -> None:
    """Fault 28: with the triggers off, as no login of the product can have them."""
    posted("run:1")
    second = posted("run:2")
    posted("run:3")
    tables = ("finance_journal", "finance_journalline", "finance_balance", "finance_chainhead")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        owner(f"ALTER TABLE a_cleveland.{table} DISABLE TRIGGER USER")
    owner("SET LOCAL search_path = a_cleveland; " + statement.format(second=second.pk))
    for table in tables:
        owner(f"ALTER TABLE a_cleveland.{table} ENABLE TRIGGER USER")
    assert any(found in problem for problem in ledger_problems())


def test_a_close_keeps_a_checkpoint_that_the_chain_must_meet(
    posted: Posted, finance_officer: Any, october: Period, owner: Callable[[str], None]
) -> None:
    journal = posted()
    closed = services.close_period(actor=finance_officer.actor, period=october)
    assert closed.checkpoint_sequence == 1 and bytes(closed.checkpoint_hash) == bytes(journal.hash)
    assert verify_chain() is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    table = "a_cleveland.finance_period"
    owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner(f"UPDATE {table} SET checkpoint_hash = sha256('x') WHERE id = {october.pk}")
    fault = verify_chain()
    assert fault is not None and "recorded" in fault.what


@pytest.mark.fault
def test_a_guard_that_was_dropped_is_noticed(posted: Posted, owner: Callable[[str], None]) -> None:
    posted()
    assert missing_guards() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    owner("DROP TRIGGER finance_line_update ON a_cleveland.finance_journalline")
    owner("DROP TRIGGER finance_journal_frozen_update ON a_cleveland.finance_journal")
    assert missing_guards() == [
        "finance_line_update"
    ]  # a header is still held by the guard of the state posted
    owner("DROP TRIGGER finance_journal_posted_by_posting ON a_cleveland.finance_journal")
    assert missing_guards() == ["finance_line_update", "finance_journal_frozen_update"]
    assert "the guard finance_line_update is gone" in ledger_problems()


@pytest.mark.fault
def test_readiness_goes_red_when_a_ledger_was_bent_and_says_which(
    posted: Posted, owner: Callable[[str], None]
) -> None:
    for number in range(3):
        posted(f"run:{number}")
    second = Journal.objects.get(sequence=2)
    watch = LedgerWatch(seconds=5)
    watch()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    bend = "ALTER TABLE a_cleveland.finance_journal {} TRIGGER USER"
    owner(bend.format("DISABLE"))
    owner(f"UPDATE a_cleveland.finance_journal SET description = 'Other' WHERE id = {second.pk}")
    owner(bend.format("ENABLE"))
    with pytest.raises(LedgerFault, match="cleveland: J000002 has been changed since it was posted"):
        watch()
    owner(bend.format("DISABLE"))
    owner(
        f"UPDATE a_cleveland.finance_journal SET description = '{second.description}' WHERE id = {second.pk}"
    )
    owner(bend.format("ENABLE"))
    watch()


def test_the_command_says_whether_the_ledger_holds(posted: Posted) -> None:
    posted()
    told = StringIO()
    call_command("verify_ledger", authority="cleveland", stdout=told)
    assert "The chain holds" in told.getvalue()


ACCOUNTS = st.sampled_from(["1000", "1030", "2010", "3010"])
AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12).filter(bool)


MEMOS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
LINES = st.tuples(
    ACCOUNTS, st.sampled_from(["A", "A100"]), st.sampled_from(["01.01", "02.01"]), AMOUNTS, MEMOS
)


@st.composite
def journals(draw: st.DrawFn) -> list[tuple[date, list[Line]]]:
    made = []
    for _ in range(draw(st.integers(1, 4))):
        lines = draw(st.lists(LINES, min_size=1, max_size=5))
        total = sum(line[3] for line in lines)
        if total:
            lines.append(("8510", None, None, -total, ""))
        elif len(lines) < 2:
            continue
        made.append((draw(st.dates(date(2026, 4, 1), date(2027, 3, 31))), [Line(*line) for line in lines]))
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=journals())
def test_running_totals_are_the_lines_whatever_is_posted(
    ledger: str, finance_officer: Any, finance_approver: Any, made: list[tuple[date, list[Line]]]
) -> None:
    salt = uuid4()  # keys of examples tried again in the same transaction must differ
    services.post_journals(
        actor=finance_officer.actor,
        journals=[
            NewJournal(key=f"{salt}:{number}", dated_on=day, description="Any", lines=lines)
            for number, (day, lines) in enumerate(made)
        ],
        made_by=finance_officer.actor.member_id,
        approved_by=finance_approver.actor.member_id,
    )
    assert balance_differences() == []
    assert verify_chain() is None
    year = trial_balance(
        viewer=finance_officer.actor,
        first=Period.objects.get(code="2026-04"),
        last=Period.objects.get(code="2027-03"),
    )
    assert year.balance_pence == 0 and year.debit_pence == year.credit_pence
    counted = sum(Balance.objects.values_list("line_count", flat=True))
    assert counted == JournalLine.objects.filter(journal__state="posted").count()
