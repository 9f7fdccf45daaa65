"""Pieces of SQL that read the running totals from where closed periods left them."""

from __future__ import annotations

# The last closed period before %(from)s that left what it stood at; no row where there is none.
START = """
    SELECT id, starts_on FROM finance_period p
    WHERE starts_on < %(from)s AND EXISTS (SELECT FROM finance_snapshot s WHERE s.period_id = p.id)
    ORDER BY starts_on DESC LIMIT 1
"""

# Rows of (account_id, cost_centre_id, pence, debit above nothing): the movements of the financial year %(year)s up to and
# including its period number %(month)s. Several rows a cell: sum them. For use inside another query: WITH ..., FROM (...).
SPENT_IN_YEAR = """
    SELECT s.account_id, s.cost_centre_id, s.year_pence AS pence FROM finance_snapshot s
    WHERE s.period_id = (
        SELECT id FROM finance_period p
        WHERE financial_year = %(year)s AND number <= %(month)s
            AND EXISTS (SELECT FROM finance_snapshot s WHERE s.period_id = p.id)
        ORDER BY number DESC LIMIT 1)
    UNION ALL
    SELECT b.account_id, b.cost_centre_id, b.debit_pence - b.credit_pence FROM finance_period p
    JOIN finance_balance b ON b.period_id = p.id
    WHERE p.financial_year = %(year)s AND p.number <= %(month)s AND p.number > coalesce((
        SELECT max(number) FROM finance_period p
        WHERE financial_year = %(year)s AND number <= %(month)s
            AND EXISTS (SELECT FROM finance_snapshot s WHERE s.period_id = p.id)), 0)
"""
