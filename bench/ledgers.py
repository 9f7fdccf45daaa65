"""Authorities with a ledger of many lines, posted through the ledger's own trigger in large batches, so that every
number, hash, running total and what closed periods left is right."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from backoffice.config.demonstration import actor_with
from backoffice.tenancy.current import in_authority
from finance import services
from finance.models import Period
from finance.services import CostCentreRow
from tenants.services.bring_in_authority import add_first_member, bring_in_authority

LINES_A_JOURNAL = 4
LINES_A_PERIOD = 83_332
CENTRES = 50
FIRST_YEAR = 2022  # 2022/23
ROLES = ("finance_officer", "finance_approver")
SET = "SELECT set_config('statement_timeout', '0', false)"

_JOURNALS = """
    INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, key, made_by_id,
        made_at, returned_reason, reason)
    SELECT lpad(to_hex(%(period)s * 100000 + n), 12, '0'), 'draft', starts_on + (n %% 28)::int, id,
        'Supplies of ' || name, '', 'bench:' || code || ':' || n, %(maker)s, now(), '', ''
    FROM finance_period, generate_series(1, %(journals)s) AS n WHERE id = %(period)s
"""
# Three lines of expense on 40 accounts and 50 cost centres, one on trade creditors.
_LINES = """
    WITH accounts AS (
        SELECT array_agg(id ORDER BY code) AS ids FROM (
            SELECT id, code FROM finance_account WHERE type = 'expense' AND cost_centre_required ORDER BY code LIMIT 40
        ) AS chosen
    ), centres AS (SELECT array_agg(id ORDER BY code) AS ids FROM finance_costcentre),
    objectives AS (SELECT array_agg(id ORDER BY code) AS ids FROM finance_objective)
    INSERT INTO finance_journalline (journal_id, number, account_id, cost_centre_id, objective_id, amount_pence, memo)
    SELECT j.id, n,
        CASE n WHEN 4 THEN (SELECT id FROM finance_account WHERE code = '8500') ELSE a.ids[1 + (j.id + n) %% 40] END,
        CASE WHEN n < 4 THEN c.ids[1 + (j.id * 7 + n) %% cardinality(c.ids)] END,
        CASE WHEN n < 4 THEN o.ids[1 + (j.id * 7 + n) %% 5] END,
        CASE n WHEN 4 THEN -300 - 3 * (j.id %% 10000) ELSE 100 + j.id %% 10000 END, 'Delivery ' || j.id
    FROM finance_journal j, generate_series(1, 4) AS n, accounts a, centres c, objectives o
    WHERE j.period_id = %(period)s AND j.state = 'draft'
"""
_POSTINGS = """
    INSERT INTO finance_posting (journal_id, approved_by_id, note)
    SELECT id, %(approver)s, '' FROM finance_journal WHERE period_id = %(period)s AND state = 'draft'
"""


@dataclass(frozen=True, slots=True)
class LedgerSet:
    """An authority whose ledger has this many equal periods, all closed but the last, which ends a financial year: what
    is asked of a year to date is as long in each."""

    slug: str
    periods: int

    @property
    def lines(self) -> int:
        """Of the whole ledger."""
        return self.periods * LINES_A_PERIOD

    def make(self, say: Callable[[str], None]) -> None:
        """Bring it in and fill it."""
        bring_in_authority(slug=self.slug, name=f"{self.slug} Police Authority")
        for role in ROLES:
            add_first_member(
                slug=self.slug, email=f"{role}@{self.slug}.example", name=f"Bench {role}", roles=[role]
            )
        with in_authority(self.slug):
            periods = self._begin()
            for number, period in enumerate(periods[-self.periods :], start=1):
                started = time.monotonic()
                self._fill(period)
                say(f"  {period}: {number * LINES_A_PERIOD:,} lines, {time.monotonic() - started:.1f} s")

    def _begin(self) -> list[Period]:
        officer = actor_with(self.slug, "finance_officer")
        services.load_chart(actor=officer)
        services.put_cost_centres(
            actor=officer,
            rows=[
                CostCentreRow("A", "All"),
                *(CostCentreRow(f"A{n:03}", f"Centre {n}", "A") for n in range(1, CENTRES)),
            ],
        )
        years = -(-self.periods // 12)
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            services.ensure_year(actor=officer, financial_year=f"{year}/{(year + 1) % 100:02}")
        return list(Period.objects.order_by("starts_on"))

    def _fill(self, period: Period) -> None:
        officer, approver = (actor_with(self.slug, role) for role in ROLES)
        given = {
            "period": period.pk,
            "maker": officer.member_id,
            "approver": approver.member_id,
            "journals": LINES_A_PERIOD // LINES_A_JOURNAL,
        }
        before = Period.objects.filter(ends_on__lt=period.starts_on, state=Period.State.OPEN)
        for earlier in before.order_by("starts_on"):
            services.close_period(actor=officer, period=earlier)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SET)
            for statement in (_JOURNALS, _LINES, _POSTINGS):
                cursor.execute(statement, given)


SHORT_LEDGER = LedgerSet("bench-short-ledger", 6)
LEDGER = LedgerSet("bench-ledger", 60)
