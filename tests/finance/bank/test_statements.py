"""Statements come in whole, add up and go on from the one before, or they are refused in words."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backoffice.errors import Refused
from finance.models import BankAccount, BankStatement, StatementItem, StatementMapping
from finance.services import bank
from finance.services.bank.reading import MOST_BYTES
from tests.finance.bank.conftest import STATEMENT
from tests.finance.bank.statements import MAPPING, Day, camt053, csv, mt940

ITEMS = [
    (-30_000, "CHQ 000123", "000123"),
    (250_000, "HARBOUR COUNCIL GRANT", "GR77"),
    (-1_250, "BANK CHARGES OCT", ""),
]
FIRST = Day(date(2026, 10, 1), STATEMENT, ITEMS)
SECOND = Day(date(2026, 10, 2), FIRST.closing_pence, [(-4_500, "WYVERN MOTORS", "INV9")], number=2)


@pytest.fixture
def mapping(finance_officer: Any) -> StatementMapping:
    return bank.put_mapping(
        actor=finance_officer.actor, mapping=None, name="Invented", columns=MAPPING, signs="signed",
        date_format="%d/%m/%Y",
    )  # fmt: skip


@pytest.mark.parametrize("version", [2, 4, 8, 13])
def test_camt053_of_every_version_is_read_alike(load: Callable[..., Any], version: int) -> None:
    first, second = load(content=camt053(FIRST, SECOND, version=version))
    assert (first.closing_pence, second.closing_pence) == (FIRST.closing_pence, SECOND.closing_pence)
    found = list(first.items.order_by("number"))
    assert [item.amount_pence for item in found] == [-30_000, 250_000, -1_250]
    assert found[0].their_reference == "000123" and found[1].counterparty == "Wyvern Motors Ltd"
    assert found[2].text == "BANK CHARGES OCT" and found[2].kind == "PMNT-ICDT-DMCT"


def test_mt940_and_csv_say_the_same(
    begun: BankAccount, load: Callable[..., Any], mapping: StatementMapping
) -> None:
    (first,) = load(content=mt940(FIRST), filename="statement.sta")
    assert [(i.amount_pence, i.text, i.their_reference) for i in first.items.order_by("number")] == ITEMS
    (second,) = load(content=csv(SECOND), filename="second.csv", mapping=mapping)
    assert second.closing_pence == SECOND.closing_pence and second.items.get().text == "WYVERN MOTORS"
    with pytest.raises(Refused) as refused:
        load(content=camt053(FIRST))  # the same statement from another file
    assert refused.value.code == "bank_statement_loaded_already"
    assert BankStatement.objects.count() == 2


def _refusals() -> list[tuple[str, dict[str, Any], str, str]]:
    whole, gap = camt053(FIRST), Day(date(2026, 10, 3), STATEMENT + 1, [(5, "X", "")])
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    overlap = Day(date(2026, 10, 1), STATEMENT, [*ITEMS, (7, "LATE", "")])
    return [
        ("cut in half", {"content": whole[: len(whole) // 2]}, "bank_statement_unreadable", "cut off"),
        ("MT940 cut in half", {"content": mt940(FIRST)[:180]}, "bank_statement_unreadable", "cut off"),
        ("entities", {"content": camt053(FIRST, head=bomb)}, "bank_statement_unreadable", "entities"),
        ("signs", {"content": camt053(FIRST, signs=-1)}, "bank_statement_does_not_add_up", "wrong way round"),
        ("item lost", {"content": whole.replace(b">300.00<", b">299.00<", 1)}, "bank_statement_does_not_add_up", ""),
        ("currency", {"content": camt053(FIRST, currency="EUR")}, "bank_statement_other_currency", "EUR"),
        (
            "account",
            {"content": camt053(FIRST, iban="GB94BARC10201530093459")},
            "bank_statement_other_account",
            "GB94BARC10201530093459",
        ),
        ("gap", {"content": camt053(gap)}, "bank_statement_gap", "100,200.00"),
        ("no mapping", {"content": csv(FIRST), "filename": "a.csv"}, "bank_statement_unreadable", "mapping"),
        ("a picture", {"content": b"\x89PNG\r\n\x1a\n" + bytes(50)}, "bank_statement_unreadable", ""),
        ("empty", {"content": b""}, "bank_statement_unreadable", ""),
        ("day's report", {"content": whole.replace(b"camt.053", b"camt.052")}, "bank_statement_unreadable", "camt.052"),
        ("overlap", {"first": True, "content": camt053(overlap)}, "bank_statement_overlaps", "CHQ 000123"),
        ("too early", {"content": camt053(Day(date(2026, 9, 1), 0, []))}, "bank_statement_overlaps", "September"),
    ]  # fmt: skip


@pytest.mark.parametrize("case", _refusals(), ids=lambda case: case[0])
def test_bad_files_are_refused_in_words_and_leave_nothing(load: Callable[..., Any], case: Any) -> None:
    _, given, code, said = case
    given = dict(given)
    before = len(load(FIRST)) if given.pop("first", False) else 0
    items = StatementItem.objects.count()
    with pytest.raises(Refused) as refused:
        load(**given)
    assert refused.value.code == code and said in refused.value.message + refused.value.next_step
    assert refused.value.next_step
    assert (BankStatement.objects.count(), StatementItem.objects.count()) == (before, items)


def test_csv_is_proven_by_its_balances(load: Callable[..., Any], mapping: StatementMapping) -> None:
    for content, said in (
        (csv(FIRST, signs=-1), "wrong way round"),
        (csv(FIRST).replace(b"2500.00", b"2400.00"), "do not follow"),
        (csv(FIRST).replace(b'"01/10/2026"', b'"10-01-2026"', 1), "not a day written DD/MM/YYYY"),
        (csv(FIRST).replace(b"Description", b"Details"), "no column"),
    ):
        with pytest.raises(Refused) as refused:
            load(content=content, filename="a.csv", mapping=mapping)
        assert said in refused.value.message
    bare = StatementMapping(
        columns={name: heading for name, heading in MAPPING.items() if name != "balance"},
        signs="signed",
        date_format="%d/%m/%Y",
        name="Bare",
    )
    bare.save()
    content = csv(FIRST, balances=False, newest_first=False)
    with pytest.raises(Refused, match="no balances"):
        load(content=content, filename="a.csv", mapping=bare)
    (made,) = load(
        content=content,
        filename="a.csv",
        mapping=bare,
        opening_pence=STATEMENT,
        closing_pence=FIRST.closing_pence,
    )
    assert made.item_count == 3


def test_a_formula_in_a_workbook_is_refused(load: Callable[..., Any], mapping: StatementMapping) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Date", "Description", "Reference", "Amount", "Balance"])
    sheet.append(["01/10/2026", "X", "", "=1+1", STATEMENT / 100 + 2])
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Refused, match="formula"):
        load(content=file.getvalue(), filename="a.xlsx", mapping=mapping)


def test_a_file_of_200_mb_is_refused_unread(begun: BankAccount, finance_officer: Any) -> None:
    class Large(io.BytesIO):
        def seek(self, *args: Any) -> int:
            return 200 * 1024 * 1024

        def read(self, *args: Any) -> bytes:
            raise AssertionError("it was read")

    assert MOST_BYTES < 200 * 1024 * 1024
    with pytest.raises(Refused, match="200 MB"):
        bank.send_statements(actor=finance_officer.actor, bank_account=begun, file=Large(), filename="a.xml")


def test_files_that_are_only_large_stay_within_200_mb_of_memory() -> None:
    program = textwrap.dedent(
        """
        import io, resource
        import django
        django.setup()
        from finance.rules.statements import Unreadable
        from finance.services.bank import camt053
        from finance.services.bank.camt053 import read_camt053
        from finance.services.bank.mt940 import read_mt940
        camt053.MOST_ELEMENTS //= 5  # a fifth of the time, and of the memory
        head = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        field, many = ":86:x" + chr(10), 20 * 1024 * 1024
        files = [
            (read_camt053, io.BytesIO(head + b"<a/>" * (many // 4))),
            (read_camt053, io.BytesIO(head + b"<a>" * 1000 + b"</a>" * 1000)),
            (read_mt940, ":20:X" + chr(10) + ":25:A" + chr(10) + field * (many // 6)),
        ]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for read, file in files:
            try:
                read(file)
            except Unreadable as error:
                assert "than any bank statement" in str(error), error
            else:
                raise AssertionError("it was read")
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        assert grown < 40, grown
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
