"""Reading and matching, whatever the amounts: rules alone, and a random life of an account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finance.models import BankAccount, BankMatch
from finance.queries.bank import position_of
from finance.rules.bank_matching import Entry, pattern_of, suggest, sums_to
from finance.rules.statements import exact_pence, fault_of, pence_of, running_order
from finance.services import bank
from finance.services.bank.camt053 import read_camt053
from finance.services.bank.mt940 import read_mt940
from tests.finance.bank.statements import Day, camt053, mt940

import io  # isort: skip

DAY = date(2026, 10, 1)
pence = st.integers(-(10**9), 10**9).filter(bool)
days = st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))


@given(st.integers(-(10**9), 10**9), st.lists(pence, max_size=20))
def test_camt053_and_mt940_give_back_what_was_written(opening: int, amounts: list[int]) -> None:
    day = Day(DAY, opening, [(amount, f"TEXT {n}", f"R{n}") for n, amount in enumerate(amounts)])
    (one,), (other,) = read_camt053(io.BytesIO(camt053(day))), read_mt940(mt940(day).decode())
    for read in (one, other):
        assert (read.opening_pence, read.closing_pence) == (opening, day.closing_pence)
        assert [item.amount_pence for item in read.items] == amounts
        assert fault_of(read) is None
    assert one.fingerprint() == other.fingerprint()


@given(st.lists(pence, min_size=2, max_size=12), st.data())
def test_a_cut_file_is_never_taken(amounts: list[int], data: Any) -> None:
    day = Day(DAY, 5, [(amount, "TEXT", "") for amount in amounts])
    whole = camt053(day)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        read_camt053(io.BytesIO(cut))
    except ValueError:
        return
    raise AssertionError("half a file was read")


@given(st.lists(pence, min_size=1, max_size=8), st.integers(-(10**6), 10**6), st.booleans())
def test_running_balances_prove_order_and_signs(amounts: list[int], opening: int, newest_first: bool) -> None:
    balances = [opening + sum(amounts[: n + 1]) for n in range(len(amounts))]
    if newest_first:
        amounts, balances = amounts[::-1], balances[::-1]
    order = running_order(amounts, balances)
    assert order is not None and not order[1]


@given(st.integers(-(10**12), 10**12))
def test_amounts_as_banks_write_them(value: int) -> None:
    written = f"{abs(value) // 100:,}.{abs(value) % 100:02d}"
    assert pence_of(("-" if value < 0 else "") + written) == value
    assert pence_of(f"{written} {'DR' if value < 0 else 'CR'}") == value
    assert pence_of(f"({written})") == -abs(value)
    assert exact_pence(__import__("decimal").Decimal(value) / 100) == value


@given(st.lists(pence, max_size=12), st.data())
def test_a_sum_that_is_found_is_right(amounts: list[int], data: Any) -> None:
    target = (
        sum(data.draw(st.lists(st.sampled_from(amounts), min_size=1, max_size=3)))
        if amounts
        else data.draw(pence)
    )
    for way in sums_to(target, amounts):
        assert len(set(way)) == len(way) >= 2 and sum(amounts[at] for at in way) == target


def test_a_sum_of_three_is_found_and_two_ways_are_told() -> None:
    assert sums_to(60, [10, 20, 30, 7]) == [(0, 1, 2)]
    assert len(sums_to(50, [20, 30, 25, 25])) == 2
    assert sums_to(10**9, list(range(1, 25))) == []


def test_patterns_keep_what_comes_back() -> None:
    assert pattern_of("DD BRITISH WATER PLC 12345 OCT 2026 REF 99/1") == "british water"
    assert pattern_of("123 456") == ""


entries = st.lists(st.tuples(st.integers(-5, 5).filter(bool).map(lambda n: n * 100), days), max_size=14)


@given(entries, entries)
def test_suggestions_sum_to_nothing_and_take_each_entry_once(one: Any, other: Any) -> None:
    items = [Entry(f"s{n}", day, amount) for n, (amount, day) in enumerate(one)]
    lines = [Entry(f"l{n}", day, amount) for n, (amount, day) in enumerate(other)]
    amounts = {e.key: e.amount_pence for e in (*items, *lines)}
    seen: set[str] = set()
    for suggestion in suggest(items, lines):
        keys = (*suggestion.items, *suggestion.lines)
        assert len(keys) > 1 and not seen & set(keys) and suggestion.reason
        seen |= set(keys)
        assert sum(amounts[k] for k in suggestion.items) == sum(amounts[k] for k in suggestion.lines)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_matched_and_undone_statement_is_ledger_and_the_unmatched_lists(
    data: Any, begun: BankAccount, paid: Any, finance_officer: Any
) -> None:
    from django.db import transaction

    from finance.models import StatementItem

    actor = finance_officer.actor
    amounts = data.draw(st.lists(st.sampled_from([-300, -200, -100, 100, 200]), min_size=1, max_size=5))
    moved = data.draw(st.lists(st.tuples(st.sampled_from([-300, -200, -100, 100]), days), max_size=5))
    with transaction.atomic():
        day = Day(DAY, begun.take_on_statement_pence or 0, [(a, f"T{n}", "") for n, a in enumerate(amounts)])
        upload = bank.send_statements(
            actor=actor, bank_account=begun, file=io.BytesIO(camt053(day)), filename="a.xml"
        )
        bank.load_statements(actor=actor, upload=upload)
        for n, (amount, on) in enumerate(moved):
            paid(f"k{n}", amount, on=on)
        for _ in range(data.draw(st.integers(1, 4))):
            current = list(BankMatch.objects.filter(bank_account=begun, state="current"))
            if current and data.draw(st.booleans()):
                bank.undo_match(actor=actor, match=data.draw(st.sampled_from(current)), reason="Random")
            else:
                bank.accept_sure(
                    actor=actor, bank_account=begun, least=data.draw(st.sampled_from([0, 50, 90]))
                )
            for on in (None, DAY, data.draw(days)):
                found = position_of(viewer=actor, bank_account=begun, on=on)
                assert found.difference_pence == 0
        assert StatementItem.objects.filter(bank_account=begun).count() == len(amounts)
        transaction.set_rollback(True)
