"""A month's spending with suppliers as the ledger has it, and how it adds up to the month's ledger spend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Sum

from backoffice.links import KINDS as LINK_KINDS
from finance.models import Account, Balance, Period, Publication, PublicationLine
from finance.queries.coding import control_codes

PAY = "payroll."


class Item(NamedTuple):
    """What an invoice (or credit note) put on one account and objective, net of the VAT recovered."""

    invoice_id: int
    supplier_id: int
    supplier_name: str
    supplier_kind: str
    posted_on: date
    account_id: int
    account_name: str
    objective_id: int | None
    category_name: str | None
    order_number: str
    amount_pence: int
    invoice_pence: int  # of the whole invoice: what the threshold is asked of

    @property
    def key(self) -> tuple[int, int, int | None]:
        return (self.invoice_id, self.account_id, self.objective_id)


# An invoice counts in the month of its journal; cancelled, it counts back in the month of the reversal.
ITEMS = """
    WITH posted AS (
        SELECT i.id, max(j.dated_on) AS posted_on, sum(CASE WHEN j.id = i.journal_id THEN 1 ELSE -1 END) AS times
        FROM finance_journal j JOIN finance_invoice i ON i.journal_id = coalesce(j.reverses_id, j.id)
        WHERE j.period_id = %(period)s AND j.state = 'posted'
        GROUP BY i.id HAVING sum(CASE WHEN j.id = i.journal_id THEN 1 ELSE -1 END) <> 0
    ), items AS (
        SELECT i.id AS invoice_id, i.supplier_id, p.posted_on, l.account_id, l.objective_id,
            max(c.name) AS category, coalesce(max(o.number), '') AS order_number,
            (p.times * CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END
                * sum(l.net_pence + l.vat_pence - l.recoverable_pence))::bigint AS amount
        FROM posted p
        JOIN finance_invoice i ON i.id = p.id
        JOIN finance_invoiceline l ON l.invoice_id = i.id
        LEFT JOIN finance_orderline ol ON ol.id = l.order_line_id
        LEFT JOIN finance_category c ON c.id = ol.category_id
        LEFT JOIN finance_purchaseorder o ON o.id = i.order_id
        GROUP BY i.id, p.posted_on, p.times, l.account_id, l.objective_id
    )
    SELECT t.invoice_id, t.supplier_id, s.name, s.kind, t.posted_on, t.account_id, a.name, t.objective_id, t.category,
        t.order_number, t.amount, (sum(t.amount) OVER (PARTITION BY t.invoice_id))::bigint
    FROM items t JOIN finance_supplier s ON s.id = t.supplier_id JOIN finance_account a ON a.id = t.account_id
    ORDER BY s.name, t.posted_on, t.invoice_id, a.code, t.objective_id
"""
# Expense lines no supplier's invoice is behind, by what is; and what invoices put on accounts that are no expense.
OTHERS = """
    WITH invoiced AS (
        SELECT j.id FROM finance_journal j JOIN finance_invoice i ON i.journal_id = coalesce(j.reverses_id, j.id)
        WHERE j.period_id = %(period)s AND j.state = 'posted'
    )
    SELECT 'source', coalesce(nullif(j.source_kind, ''), r.source_kind, ''), sum(l.amount_pence)::bigint
    FROM finance_journal j
    JOIN finance_journalline l ON l.journal_id = j.id
    JOIN finance_account a ON a.id = l.account_id AND a.type = 'expense'
    LEFT JOIN finance_journal r ON r.id = j.reverses_id
    WHERE j.period_id = %(period)s AND j.state = 'posted' AND j.id NOT IN (SELECT id FROM invoiced)
    GROUP BY 2
    UNION ALL
    SELECT 'account', a.code || ' ' || a.name, -sum(l.amount_pence)::bigint
    FROM finance_journalline l JOIN finance_account a ON a.id = l.account_id
    WHERE l.journal_id IN (SELECT id FROM invoiced) AND a.type <> 'expense' AND a.code <> ALL (%(settled)s)
    GROUP BY a.code, a.name
    ORDER BY 1 DESC, 2
"""


def items_of(period: Period) -> list[Item]:
    """Every transaction with a supplier posted in the month, by supplier. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, {"period": period.pk})
        return [Item(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Part:
    """One row of the proof: what it is and how much, in pence."""

    code: str
    label: str
    pence: int


@dataclass(frozen=True, slots=True)
class SpendProof:
    """Published, redacted, below the threshold and listed exclusions together are the month's ledger spend."""

    published_pence: int
    redacted: list[Part]
    below_pence: int
    below_count: int
    exclusions: list[Part]
    ledger_pence: int

    @property
    def redacted_pence(self) -> int:
        return sum(part.pence for part in self.redacted)

    @property
    def accounted_pence(self) -> int:
        excluded = sum(part.pence for part in self.exclusions)
        return self.published_pence + self.redacted_pence + self.below_pence + excluded

    @property
    def difference_pence(self) -> int:
        """Nothing, unless the ledger has moved on or the lines are not what it says."""
        return self.ledger_pence - self.accounted_pence

    def as_json(self) -> dict[str, Any]:
        """As it is kept with what was published."""
        return {
            "published_pence": self.published_pence,
            "redacted": [[part.code, part.label, part.pence] for part in self.redacted],
            "below_pence": self.below_pence,
            "below_count": self.below_count,
            "exclusions": [[part.code, part.label, part.pence] for part in self.exclusions],
            "ledger_pence": self.ledger_pence,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> SpendProof:
        return cls(
            kept["published_pence"],
            [Part(*part) for part in kept["redacted"]],
            kept["below_pence"],
            kept["below_count"],
            [Part(*part) for part in kept["exclusions"]],
            kept["ledger_pence"],
        )


def spend_proof(publication: Publication, items: Iterable[Item] | None = None) -> SpendProof:
    """The proof as the ledger stands now, of the publication's own lines. Five queries."""
    period = Period.objects.get(starts_on=publication.starts_on)
    found = list(items) if items is not None else items_of(period)
    by_reason = {
        row["redaction"]: row["pence"]
        for row in PublicationLine.objects.filter(publication=publication)
        .values("redaction")
        .annotate(pence=Sum("amount_pence"))
        .order_by("redaction")
    }
    below = [item for item in found if not is_over(item, publication.threshold_pence)]
    return SpendProof(
        published_pence=int(by_reason.pop("", 0)),
        redacted=[
            Part(code, f"Redacted: {PublicationLine.Redaction(code).label.lower()}", int(pence))
            for code, pence in by_reason.items()
        ],
        below_pence=sum(item.amount_pence for item in below),
        below_count=len({item.invoice_id for item in below}),
        exclusions=_exclusions(period),
        ledger_pence=ledger_spend(period),
    )


def is_over(item: Item, threshold_pence: int) -> bool:
    """Whether its transaction is large enough to be published; credits count by their size."""
    return abs(item.invoice_pence) > threshold_pence


def ledger_spend(period: Period) -> int:
    """What the month's posted lines put on expense accounts, in pence, from the running totals. One query."""
    found = Balance.objects.filter(period=period, account__type=Account.Type.EXPENSE).aggregate(
        pence=Sum(F("debit_pence") - F("credit_pence"))
    )
    return int(found["pence"] or 0)


def _exclusions(period: Period) -> list[Part]:
    codes = control_codes()
    settled = [codes[purpose] for purpose in ("creditors", "vat") if purpose in codes]
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, {"period": period.pk, "settled": settled})
        rows = cursor.fetchall()
    sums: dict[tuple[str, str], int] = {}
    for what, name, pence in rows:
        key = (what, PAY) if what == "source" and name.startswith(PAY) else (what, name)
        sums[key] = sums.get(key, 0) + pence
    return [
        Part(_code(what, name), _label(what, name), pence) for (what, name), pence in sums.items() if pence
    ]


def _code(what: str, name: str) -> str:
    if what == "account":
        return f"account.{name.split(' ', 1)[0]}"
    return "pay" if name == PAY else name or "journal"


def _label(what: str, name: str) -> str:
    if what == "account":
        return f"Less: invoices on {name}, which is no expense account"
    if name == PAY:
        return "Pay and pension contributions"
    if name == "finance.receipt":
        return "Goods and services received, whoever has invoiced them since"
    if not name:
        return "Journals by hand: accruals, recharges and corrections"
    kind = LINK_KINDS.get(name)
    return f"Other postings: {kind.label.lower() if kind else name}"
