"""The trial balance and budget monitoring over long ledgers, against summing one period's lines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from backoffice.config.demonstration import actor_with
from backoffice.tenancy.current import in_authority
from bench.ledgers import LEDGER, SHORT_LEDGER, LedgerSet
from finance.models import Journal, Period
from finance.queries import ledger_problems, trial_balance
from finance.queries.budgets.monitoring import positions

WARM, TIMES = 3, 15

_AGGREGATE = """
    SELECT l.account_id, sum(l.amount_pence) FILTER (WHERE l.amount_pence > 0),
        sum(l.amount_pence) FILTER (WHERE l.amount_pence < 0)
    FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
    WHERE j.period_id = %s AND j.state = 'posted' GROUP BY l.account_id
"""


def measure() -> dict[str, float]:
    """Medians of queries on the last, open period, asked for in turn."""
    short, long = _medians(SHORT_LEDGER), _medians(LEDGER)
    for name, (few, many) in {key: (short[key], long[key]) for key in long}.items():
        print(f"  {name:20} {few * 1000:9.2f} ms, {many * 1000:9.2f} ms of {LEDGER.lines:,} lines")
    slower = max(("balance", "monitoring"), key=lambda name: long[name])
    return {
        "tb.ratio_to_aggregate": round(long[slower] / long["aggregate"], 3),
        "tb.growth_10x_history": round(
            max(long[name] / short[name] for name in ("balance", "monitoring")), 2
        ),
        "tb.entry_time_seconds": round(long["entry_time"], 3),
    }


def _medians(data: LedgerSet) -> dict[str, float]:
    with in_authority(data.slug):
        officer = actor_with(data.slug, "finance_officer")
        period = Period.objects.filter(journals__isnull=False).order_by("-starts_on").distinct()[0]
        middle = (
            Period.objects.filter(journals__isnull=False).order_by("starts_on").distinct()[data.periods // 2]
        )
        moment = Journal.objects.filter(period=middle, state="posted").latest("sequence").posted_at
        assert moment is not None
        calls: dict[str, Callable[[], object]] = {
            "balance": lambda: trial_balance(viewer=officer, first=period),
            "monitoring": lambda: positions(
                viewer=officer, period=period, on=period.ends_on, by="account", below=False
            ),
            "aggregate": lambda: _aggregate(period),
        }
        taken: dict[str, list[float]] = {name: [] for name in calls}
        for turn in range(WARM + TIMES):
            for name, call in calls.items():
                started = time.perf_counter()
                call()
                if turn >= WARM:
                    taken[name].append(time.perf_counter() - started)
        found = {name: statistics.median(seconds) for name, seconds in taken.items()}
        started = time.perf_counter()
        then = trial_balance(viewer=officer, first=middle, entered_by=moment + timedelta(microseconds=1))
        found["entry_time"] = time.perf_counter() - started
        assert then.balance_pence == 0
        if data is SHORT_LEDGER:
            assert ledger_problems() == [], "the data set is wrong"
        return found


def _aggregate(period: Period) -> object:
    with connection.cursor() as cursor:
        cursor.execute(_AGGREGATE, [period.pk])
        return cursor.fetchall()
