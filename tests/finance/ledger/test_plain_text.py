"""The exported ledger as an outsider's tool reads it: accepted, and adding up to the trial balance."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.data import Transaction
from beancount.loader import load_string
from hypothesis import given, settings
from hypothesis import strategies as st

from finance import services
from finance.models import Account, Journal, Period
from finance.queries import trial_balance
from finance.rules.plain_text import TextAccount, TextJournal, TextLine, account_name, beancount, hledger
from finance.services import Line
from finance.services.coding import ProjectRow, add_project
from tests.finance.publishing import making

ODD = 'Tyres “4×” \\ "quoted"; |pipe| [2026-01-01] #tag ^link @ 5 GBP\nsecond: line, comment é—漢 {x} *'
FOUND_HLEDGER = shutil.which("hledger")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@pytest.fixture
def month(
    ledger: str, finance_officer: Any, finance_approver: Any, posted: Callable[..., Journal]
) -> Callable[[str], str]:
    """A month with invoices, credit notes, pay, every type of account, projects, odd words and a reversal."""
    making.month(finance_officer, finance_approver)
    add_project(actor=finance_officer.actor, row=ProjectRow("P/1", 'Boilers "A"', "A100"))
    services.put_accounts(
        actor=finance_officer.actor,
        rows=[
            services.AccountRow(code, f"Odd {code} {ODD}"[:200], "expense", "debit")
            for code in ("A/1", "A-1", "É.1")
        ],
    )
    of_type = {
        type: Account.objects.filter(type=type, objective_required=False, cost_centre_required=False)
        .order_by("code")
        .values_list("code", flat=True)
        .first()
        or Account.objects.filter(type=type).order_by("code")[0].code
        for type in Account.Type.values
    }
    posted(
        "odd:1",
        description=ODD,
        lines=[
            Line("A/1", "A100", "01.01", 100, ODD, "P/1"),
            Line("A-1", "A100", "01.01", 20, "", None),
            Line("É.1", "A100", "01.01", 3, ";", None),
            Line("8510", None, None, -123, "", None),
        ],
    )
    posted(
        "types:1",
        lines=[
            *(Line(code, "A100", "01.01", 1_001) for code in of_type.values()),
            Line("8300", None, None, -1_001 * len(of_type)),
        ],
    )
    mistake = posted("mistake:1")
    reversal = services.reverse_journal(
        actor=finance_officer.actor, journal=mistake, dated_on=date(2026, 10, 31), reason="Twice"
    )
    services.post_journal(actor=finance_approver.actor, journal=reversal)

    def text(form: str) -> str:
        page = finance_officer.get(f"/cleveland/finance/ledger/{form}/")
        return b"".join(page.streaming_content).decode()

    return text


def balances_by_name(viewer: Any) -> dict[str, int]:
    """What the trial balance of the whole year says, by the names of the text."""
    periods = list(Period.objects.order_by("starts_on"))
    found = trial_balance(viewer=viewer.actor, first=periods[0], last=periods[-1])
    types = dict(Account.objects.values_list("code", "type"))
    return {
        account_name(types[row.code], row.code): row.balance_pence for row in found.rows if row.balance_pence
    }


def test_bean_check_accepts_a_month_and_its_totals_are_the_trial_balance(
    month: Callable[[str], str], finance_officer: Any, tmp_path: Path
) -> None:
    text = month("beancount")
    file = tmp_path / "ledger.beancount"
    file.write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [Path(sys.executable).with_name("bean-check"), "--no-cache", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    entries, errors, _ = load_string(text)
    assert errors == []
    sums: dict[str, Decimal] = defaultdict(Decimal)
    journals = [entry for entry in entries if isinstance(entry, Transaction)]
    for journal in journals:
        for line in journal.postings:
            sums[line.account] += line.units.number * 100
    assert {name: int(pence) for name, pence in sums.items() if pence} == balances_by_name(finance_officer)
    assert len(journals) == Journal.objects.filter(state="posted").count()
    odd = next(journal for journal in journals if journal.narration.startswith("Tyres"))
    assert odd.narration == " ".join(ODD.split()) and odd.postings[0].meta["memo"] == odd.narration
    assert odd.postings[0].meta["project"] == "P/1"


@pytest.mark.skipif(FOUND_HLEDGER is None, reason="hledger is not installed here")
def test_hledger_check_accepts_the_month(month: Callable[[str], str], tmp_path: Path) -> None:
    file = tmp_path / "ledger.journal"
    file.write_text(month("hledger"), encoding="utf-8")
    checked = subprocess.run(
        [str(FOUND_HLEDGER), "-f", file, "check", "--strict"], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


@settings(max_examples=25, deadline=None)
@given(texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), codes=st.sets(TEXTS.filter(bool), min_size=2, max_size=4))
def test_whatever_is_written_in_the_ledger_its_text_stays_readable(
    texts: tuple[str, str, str, str], codes: set[str]
) -> None:
    accounts = [TextAccount("expense", code, texts[0]) for code in sorted(codes)]
    lines = [TextLine("expense", account.code, 5, *texts[:3], texts[3]) for account in accounts]
    lines[0] = TextLine("expense", accounts[0].code, -5 * (len(lines) - 1), memo=texts[2])
    journal = TextJournal("J000001", date(2026, 4, 1), texts[1], tuple(lines))
    entries, errors, _ = load_string("".join(beancount(accounts, [journal], date(2026, 4, 1))))
    assert errors == []
    assert len(entries) == len(accounts) + 1
    # What hledger reads line by line stays as many lines as were written, whatever they say.
    text = "".join(hledger(accounts, [journal]))
    assert len(text.splitlines()) == 2 + len(accounts) + 2 + len(lines)
