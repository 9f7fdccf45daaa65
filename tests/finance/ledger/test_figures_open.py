"""From a total of the trial balance to the document: every figure opens, within what was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from finance.models import Journal
from finance.services import Line

Posted = Callable[..., Journal]
GAS = [Line("2010", "A100", "01.01", 12_300), Line("8510", None, None, -12_300)]
FUND = [Line("8300", None, None, 7_700), Line("9000", None, None, -7_700)]


def opened(page: Any, figure: str) -> list[str]:
    """Where a figure on a page leads to."""
    found = re.findall(rf'href="([^"]+)">\(?{re.escape(figure)}\)?<', page.content.decode())
    return [unescape(address) for address in found]


def test_each_figure_of_the_trial_balance_opens_within_its_limits(
    posted: Posted, finance_officer: Any
) -> None:
    posted("opening:1", lines=FUND, dated_on=date(2026, 9, 1))
    posted("gas:1", lines=GAS, dated_on=date(2026, 10, 5))
    posted("gas:2", lines=GAS, dated_on=date(2026, 10, 30))
    posted("gas:3", lines=GAS, dated_on=date(2026, 10, 6))
    today = timezone.localdate(Journal.objects.latest("sequence").posted_at)
    asked = {"first": "2026-10", "last": "2026-10"}
    as_of = {"as_of_day": "29", "as_of_month": "10", "as_of_year": "2026"}
    where = "/cleveland/finance/trial-balance/"
    page = finance_officer.get(where, asked)
    assert len(opened(page, "369.00")) == 6  # movement and balance of each account, and the two totals
    page = finance_officer.get(where, asked | as_of)
    assert opened(page, "369.00") == []
    debits, *_, total = opened(page, "246.00")
    assert "as_of=2026-10-29" in debits and "/lines/" in total
    for address in opened(page, "246.00"):
        shown = finance_officer.get(address)
        assert shown.status_code == 200 and b"246.00" in shown.content, address
    (brought, *_) = opened(page, "77.00")
    assert "as_of=2026-09-30" in brought and b"77.00" in finance_officer.get(brought).content
    before = today - timedelta(days=1)
    entered = {"entered_by": before.isoformat()}
    page = finance_officer.get(where, asked | entered)
    assert "Nothing is left within these limits" in page.content.decode()
    lines = finance_officer.get("/cleveland/finance/lines/", {"entered_by": before.isoformat()})
    assert b"246.00" not in lines.content
    export = finance_officer.get(where, asked | as_of | {"format": "csv"})
    assert b"246.00" in b"".join(export.streaming_content)


def test_rows_of_the_reports_open_to_their_accounts_lines(posted: Posted, finance_officer: Any) -> None:
    posted("gas:1", lines=GAS, dated_on=date(2026, 10, 5))
    posted("gas:2", lines=[*GAS, Line("2010", "A", "01.02", 100), Line("8510", None, None, -100)])
    asked = {"first": "2026-10", "last": "2026-10"}
    page = finance_officer.get("/cleveland/reports/finance.by_objective", asked)
    addresses = [unescape(each) for each in re.findall(r'href="([^"]+/lines/[^"]+)"', page.content.decode())]
    assert len(addresses) == 2
    assert "objective=01.01" in addresses[0] and "account=2010" in addresses[0]
    assert b"246.00" in finance_officer.get(addresses[0]).content
    page = finance_officer.get("/cleveland/reports/finance.general_ledger", asked)
    addresses = [unescape(each) for each in re.findall(r'href="([^"]+/lines/[^"]+)"', page.content.decode())]
    assert len(addresses) == 6
    without = next(
        address for address in addresses if "cost_centre=-" in address and "account=8510" in address
    )
    shown = finance_officer.get(without)
    assert shown.status_code == 200 and b"(247.00)" in shown.content
    page = finance_officer.get("/cleveland/reports/finance.trial_balance", asked)
    assert "account=2010" in page.content.decode()
