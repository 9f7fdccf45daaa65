"""What is left of budgets, and why: one SQL statement, however many cost centres.

Spending so far comes from what the year's last closed period left and the running totals since, so closed history
costs nothing. As at an earlier
moment, what was posted after it is taken off again; budgets, virements, commitments and forecasts carry their own times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from finance.models import CommitmentEntry, CostCentre, JournalLine, Period, VirementLine
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets.holders import visible_centres
from finance.queries.snapshots import SPENT_IN_YEAR


@dataclass(frozen=True, slots=True)
class Position:
    """One row, in pence; spending above nothing, income below, as in the ledger.

    `original` and `virements` make the year's budget (a revision shows as what it differs from the original);
    `to_date` is the budget up to the period; `forecast` is of the year.
    """

    cost_centre: str
    cost_centre_name: str
    cost_centre_reference: str
    account: str
    account_name: str
    account_group: str
    type: str
    original_pence: int
    revised_pence: int
    virement_pence: int
    budget_pence: int
    to_date_pence: int
    spent_pence: int
    committed_pence: int

    @property
    def left_pence(self) -> int:
        """Of the year's budget, after what is spent and committed."""
        return self.budget_pence - self.spent_pence - self.committed_pence

    @property
    def variance_pence(self) -> int:
        """Of the budget to date: above nothing is underspent."""
        return self.to_date_pence - self.spent_pence


_POSITIONS = """
    WITH RECURSIVE tree AS (
        SELECT id AS node, id AS at FROM finance_costcentre WHERE id = ANY (%(nodes)s)
        {below}
    ), version AS (
        SELECT id, approved_at FROM finance_budgetversion
        WHERE financial_year = %(year)s AND state = 'approved'
            AND (%(as_at)s::timestamptz IS NULL OR approved_at <= %(as_at)s)
        ORDER BY approved_at DESC, number DESC LIMIT 1
    ), original AS (
        SELECT id FROM finance_budgetversion
        WHERE financial_year = %(year)s AND state = 'approved' AND kind = 'original'
            AND (%(as_at)s::timestamptz IS NULL OR approved_at <= %(as_at)s)
    ), months AS (
        SELECT id FROM finance_period WHERE financial_year = %(year)s AND number <= %(month)s
    ), cells AS (
        SELECT cost_centre_id, account_id, total_pence AS original, 0::bigint AS current, 0::bigint AS moved,
            0::bigint AS to_date, 0::bigint AS spent, 0::bigint AS committed
        FROM finance_budgetline WHERE version_id = (SELECT id FROM original)
        UNION ALL
        SELECT cost_centre_id, account_id, 0, total_pence, 0,
            (SELECT sum(m) FROM unnest(months[1:%(month)s]) AS m)::bigint, 0, 0
        FROM finance_budgetline WHERE version_id = (SELECT id FROM version)
        UNION ALL
        SELECT l.cost_centre_id, l.account_id, 0, 0, l.total_pence,
            (SELECT sum(m) FROM unnest(l.months[1:%(month)s]) AS m)::bigint, 0, 0
        FROM finance_virement v JOIN finance_virementline l ON l.virement_id = v.id
        WHERE v.version_id = (SELECT id FROM version)
            AND (%(as_at)s::timestamptz IS NULL OR v.decided_at <= %(as_at)s)
        UNION ALL
        SELECT cost_centre_id, account_id, 0, 0, 0, 0, sum(pence)::bigint, 0
        FROM ({spent}) AS spent WHERE cost_centre_id IS NOT NULL GROUP BY 1, 2
        {later}
        UNION ALL
        SELECT cost_centre_id, account_id, 0, 0, 0, 0, 0, sum(amount_pence)::bigint
        FROM finance_commitmententry
        WHERE financial_year = %(year)s AND dated_on <= %(until)s
            AND (%(as_at)s::timestamptz IS NULL OR entered_at <= %(as_at)s)
        GROUP BY 1, 2
    )
    SELECT n.code, n.name, n.reference, {account}, a.type,
        sum(c.original)::bigint, (sum(c.current) - sum(c.original))::bigint, sum(c.moved)::bigint,
        (sum(c.current) + sum(c.moved))::bigint, sum(c.to_date)::bigint, sum(c.spent)::bigint,
        sum(c.committed)::bigint
    FROM tree t
    JOIN cells c ON c.cost_centre_id = t.at
    JOIN finance_account a ON a.id = c.account_id AND a.type IN ('expense', 'income')
    JOIN finance_costcentre n ON n.id = t.node
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ORDER BY n.code, a.type, 4, 6
"""
_BELOW = "UNION SELECT t.node, c.id FROM tree t JOIN finance_costcentre c ON c.parent_id = t.at"
_LATER = """
        UNION ALL
        SELECT l.cost_centre_id, l.account_id, 0, 0, 0, 0, -sum(l.amount_pence)::bigint, 0
        FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
        WHERE j.sequence > coalesce((SELECT sequence FROM finance_journal WHERE posted_at <= %(as_at)s
                                     ORDER BY sequence DESC LIMIT 1), 0)
            AND j.period_id IN (SELECT id FROM months) AND l.cost_centre_id IS NOT NULL
        GROUP BY 1, 2
"""
BY = {
    "account": 'a.code, a.name, a."group"',
    "group": "''::text, ''::text, a.\"group\"",
    "centre": "''::text, ''::text, ''::text",
}


def positions(
    *,
    viewer: Actor,
    period: Period,
    on: date,
    nodes: Iterable[int] | None = None,
    by: str = "centre",
    below: bool = True,
    as_at: datetime | None = None,
) -> list[Position]:
    """What is left for each cost centre of `nodes` (all that the viewer may see, if None), up to a period.

    A row for each cost centre and type of account (expense, income), or account group, or account. With `below` a row
    holds everything under its cost centre, too, so rows of a tree overlap; without, each pound stands in one row.
    Nodes that the viewer may not see are left out. `as_at`: as it was known at that moment.
    """
    seen = visible_centres(viewer, on) if viewer.may(SEES_BUDGETS) else set()
    wanted = set(nodes) if nodes is not None else None
    if wanted is None:
        wanted = seen if seen is not None else set(CostCentre.objects.values_list("pk", flat=True))
    elif seen is not None:
        wanted &= seen
    if not wanted:
        return []
    query = _POSITIONS.format(
        spent=SPENT_IN_YEAR,
        below=_BELOW if below else "",
        later=_LATER if as_at is not None else "",
        account=BY[by],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "nodes": sorted(wanted),
                "year": period.financial_year,
                "month": period.number,
                "until": period.ends_on,
                "as_at": as_at,
            },
        )
        return [Position(*row) for row in cursor.fetchall()]


_FORECASTS = """
    WITH RECURSIVE tree AS (
        SELECT id AS node, id AS at FROM finance_costcentre WHERE id = ANY (%(nodes)s)
        UNION
        SELECT t.node, c.id FROM tree t JOIN finance_costcentre c ON c.parent_id = t.at
    ), latest AS (
        SELECT DISTINCT ON (f.cost_centre_id) f.cost_centre_id, f.outturn_pence
        FROM finance_forecast f JOIN finance_forecastround r ON r.id = f.round_id
        JOIN finance_period p ON p.id = r.period_id
        WHERE p.financial_year = %(year)s AND p.number <= %(month)s
        ORDER BY f.cost_centre_id, p.number DESC
    ), version AS (
        SELECT id FROM finance_budgetversion WHERE financial_year = %(year)s AND state = 'approved'
        ORDER BY approved_at DESC, number DESC LIMIT 1
    ), planned AS (
        SELECT l.cost_centre_id, sum(l.total_pence) AS pence FROM (
            SELECT cost_centre_id, account_id, total_pence FROM finance_budgetline
            WHERE version_id = (SELECT id FROM version)
            UNION ALL
            SELECT vl.cost_centre_id, vl.account_id, vl.total_pence FROM finance_virement v
            JOIN finance_virementline vl ON vl.virement_id = v.id WHERE v.version_id = (SELECT id FROM version)
        ) AS l JOIN finance_account a ON a.id = l.account_id AND a.type = 'expense' GROUP BY 1
    )
    SELECT t.node, coalesce(sum(coalesce(f.outturn_pence, p.pence)), 0)::bigint, count(f.outturn_pence)
    FROM tree t LEFT JOIN latest f ON f.cost_centre_id = t.at LEFT JOIN planned p ON p.cost_centre_id = t.at
    GROUP BY t.node
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Forecast spending of the year for a cost centre and those below; the budget stands in where nobody has forecast."""

    pence: int
    forecasts: int


def outlooks(*, nodes: Iterable[int], period: Period) -> dict[int, Outlook]:
    """Cost centre -> its forecast as of a period. The caller has checked what the viewer may see. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _FORECASTS,
            {"nodes": sorted(set(nodes)), "year": period.financial_year, "month": period.number},
        )
        return {node: Outlook(pence, count) for node, pence, count in cursor.fetchall()}


def below(cost_centre_id: int) -> set[int]:
    """A cost centre and everything below it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE tree AS (SELECT %s::bigint AS at UNION SELECT c.id FROM tree t"
            " JOIN finance_costcentre c ON c.parent_id = t.at) SELECT at FROM tree",
            [cost_centre_id],
        )
        return {id for (id,) in cursor.fetchall()}


def spent_lines(*, centres: set[int], period: Period) -> QuerySet[JournalLine]:
    """The posted lines that make up what cost centres have spent and earned in the year up to a period."""
    return JournalLine.objects.filter(
        cost_centre_id__in=centres,
        account__type__in=["expense", "income"],
        journal__state="posted",
        journal__period__financial_year=period.financial_year,
        journal__period__number__lte=period.number,
    ).select_related("journal", "account", "cost_centre", "objective")


def commitment_entries(*, centres: set[int], period: Period) -> QuerySet[CommitmentEntry]:
    """The entries that make up what cost centres have committed in the year up to a period."""
    return CommitmentEntry.objects.filter(
        cost_centre_id__in=centres, financial_year=period.financial_year, dated_on__lte=period.ends_on
    ).select_related("account", "cost_centre", "made_by")


def moved_lines(*, centres: set[int], financial_year: str) -> QuerySet[VirementLine]:
    """What agreed virements moved to and from cost centres in a year."""
    return VirementLine.objects.filter(
        cost_centre_id__in=centres, virement__financial_year=financial_year, virement__state="approved"
    ).select_related("virement", "account", "cost_centre")
