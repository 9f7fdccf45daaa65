"""The posted ledger, journal by journal, for the texts of finance.rules.plain_text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Min

from backoffice.actor import Actor
from backoffice.reports import Sql
from finance.models import Account, Period
from finance.rules.plain_text import TextAccount, TextJournal, TextLine, beancount, hledger

_JOURNALS = """
    SELECT j.sequence, j.number, j.dated_on, j.description, a.type, a.code, l.amount_pence, c.code, o.code, p.code,
        l.memo
    FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
    JOIN finance_account a ON a.id = l.account_id
    LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id
    LEFT JOIN finance_objective o ON o.id = l.objective_id
    LEFT JOIN finance_project p ON p.id = l.project_id
    WHERE j.state = 'posted' ORDER BY j.sequence, l.number
"""


def ledger_text(*, viewer: Actor, form: str) -> Iterator[str]:
    """The whole ledger as `beancount` or `hledger` text; memory does not grow with it."""
    viewer.require("finance.view")
    accounts = [
        TextAccount(type, code, name)
        for type, code, name in Account.objects.order_by("code").values_list("type", "code", "name")
    ]
    if form == "beancount":
        first = Period.objects.aggregate(first=Min("starts_on"))["first"]
        return iter(()) if first is None else beancount(accounts, _journals(), first)
    return hledger(accounts, _journals())


def _journals() -> Iterator[TextJournal]:
    for (_, number, dated_on, description), rows in groupby(Sql(_JOURNALS).rows(), key=lambda row: row[:4]):
        yield TextJournal(
            number,
            dated_on,
            description,
            tuple(TextLine(*row[4:]) for row in rows),
        )
