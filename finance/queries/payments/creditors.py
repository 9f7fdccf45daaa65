"""What suppliers are owed: open items by age, equal to the creditors control account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from backoffice.actor import Actor
from backoffice.clock import LONDON
from backoffice.errors import Missing
from finance.models import Supplier
from finance.queries.coding import control_code

BANDS = ("Not due", "1 to 30 days", "31 to 60 days", "61 to 90 days", "Over 90 days")

# What of an item brought over at the start had been paid before: no payment here did. For use where `i` is an invoice.
PAID_BEFORE = """
    CASE i.source WHEN 'take_on' THEN i.paid_pence - coalesce((
        SELECT abs(sum(before.amount_pence)) FROM finance_paymentitem before
        WHERE before.invoice_id = i.id AND before.state = 'paid'), 0)
    ELSE 0 END
"""

# Open items as of a day, with what had been entered by a moment. An invoice is owed from its journal on until that is
# reversed, an item brought over at the start from its date on; both until the run that pays it is posted, and again once the
# payment came back.
AGED = """
    WITH items AS (
    SELECT i.id, i.supplier_id, i.due_on,
        CASE WHEN %(moment)s > now() THEN i.is_disputed ELSE coalesce((
            SELECT e.is_disputed FROM finance_invoiceevent e
            WHERE e.pgh_obj_id = i.id AND e.pgh_created_at <= %(moment)s ORDER BY e.pgh_id DESC LIMIT 1
        ), false) END AS is_disputed,
        CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END * (i.gross_pence - ({paid_before})) - coalesce((
            SELECT sum(item.amount_pence)
            FROM finance_paymentitem item
            JOIN finance_payment p ON p.id = item.payment_id
            JOIN finance_paymentrun r ON r.id = p.run_id
            JOIN finance_journal paid ON paid.id = r.journal_id
            LEFT JOIN finance_journal back ON back.id = p.return_journal_id
                AND back.dated_on <= %(day)s AND back.posted_at <= %(moment)s
            WHERE item.invoice_id = i.id AND item.state IN ('paid', 'returned')
                AND paid.dated_on <= %(day)s AND paid.posted_at <= %(moment)s AND back.id IS NULL
        ), 0) AS open_pence
    FROM finance_invoice i
    LEFT JOIN finance_journal j ON j.id = i.journal_id
    LEFT JOIN finance_journal undone ON undone.reverses_id = j.id AND undone.state = 'posted'
        AND undone.dated_on <= %(day)s AND undone.posted_at <= %(moment)s
    WHERE (j.dated_on <= %(day)s AND j.posted_at <= %(moment)s AND undone.id IS NULL)
        OR (j.id IS NULL AND i.source = 'take_on' AND coalesce(i.posted_on, i.dated_on) <= %(day)s
            AND i.made_at <= %(moment)s
            AND (i.state = 'posted' OR (i.state = 'cancelled'
                AND (i.decided_at > %(moment)s OR i.decided_at::date > %(day)s))))
    )
    SELECT s.reference, s.number, s.name,
        coalesce(sum(o.open_pence) FILTER (WHERE o.due_on >= %(day)s), 0)::bigint,
        coalesce(sum(o.open_pence) FILTER (WHERE %(day)s - o.due_on BETWEEN 1 AND 30), 0)::bigint,
        coalesce(sum(o.open_pence) FILTER (WHERE %(day)s - o.due_on BETWEEN 31 AND 60), 0)::bigint,
        coalesce(sum(o.open_pence) FILTER (WHERE %(day)s - o.due_on BETWEEN 61 AND 90), 0)::bigint,
        coalesce(sum(o.open_pence) FILTER (WHERE %(day)s - o.due_on > 90), 0)::bigint,
        coalesce(sum(o.open_pence) FILTER (WHERE o.is_disputed), 0)::bigint
    FROM items o JOIN finance_supplier s ON s.id = o.supplier_id
    WHERE o.open_pence <> 0 GROUP BY s.id ORDER BY s.number
""".replace("{paid_before}", PAID_BEFORE)


# All that happened on a supplier's account.
ENTRIES = """
    SELECT * FROM (
        SELECT coalesce(j.dated_on, i.posted_on, i.dated_on),
            CASE i.kind WHEN 'credit_note' THEN 'Credit note' ELSE 'Invoice' END,
            i.number, 'finance:invoice', i.reference,
            (CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END * (i.gross_pence - ({paid_before})))::bigint,
            i.supplier_number
        FROM finance_invoice i LEFT JOIN finance_journal j ON j.id = i.journal_id
        WHERE i.supplier_id = %(supplier)s AND i.state = 'posted'
        UNION ALL
        SELECT j.dated_on, 'Payment', r.number, 'finance:payment', p.reference, -p.amount_pence, p.payee_reference
        FROM finance_payment p JOIN finance_paymentrun r ON r.id = p.run_id
        JOIN finance_journal j ON j.id = r.journal_id
        WHERE p.supplier_id = %(supplier)s AND p.state IN ('paid', 'returned')
        UNION ALL
        SELECT p.returned_on, 'Payment returned', r.number, 'finance:payment', p.reference, p.amount_pence, p.reason
        FROM finance_payment p JOIN finance_paymentrun r ON r.id = p.run_id
        WHERE p.supplier_id = %(supplier)s AND p.state = 'returned'
    ) AS entries ORDER BY 1, 2, 3
""".replace("{paid_before}", PAID_BEFORE)


@dataclass(frozen=True, slots=True)
class SupplierAge:
    """What one supplier is owed, in the order of `BANDS`."""

    reference: str
    number: str
    name: str
    bands: tuple[int, int, int, int, int]
    disputed_pence: int

    @property
    def total_pence(self) -> int:
        return sum(self.bands)


@dataclass(frozen=True, slots=True)
class Creditors:
    """All that is owed as of a day, and what the ledger says."""

    as_of: date
    entered_by: datetime
    suppliers: list[SupplierAge]
    control_code: str
    control_pence: int  # what is owed above nothing

    @property
    def bands(self) -> tuple[int, ...]:
        return tuple(sum(each.bands[n] for each in self.suppliers) for n in range(len(BANDS)))

    @property
    def total_pence(self) -> int:
        return sum(each.total_pence for each in self.suppliers)

    @property
    def difference_pence(self) -> int:
        """What the control account holds that no open item explains."""
        return self.control_pence - self.total_pence


@dataclass(frozen=True, slots=True)
class OtherPosting:
    """A journal on the control account that is neither an invoice nor a payment."""

    reference: str
    number: str
    dated_on: date
    description: str
    pence: int  # owed more above nothing


def end_of(day: date | None) -> datetime:
    """The last moment of a day, for "as entered by"; without a day, the end of time."""
    if day is None:
        return datetime(9999, 1, 1, tzinfo=LONDON)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)


def aged_creditors(*, viewer: Actor, as_of: date, entered_by: date | None = None) -> Creditors:
    """Open items by supplier and age as of a day, with what was entered by the end of another. Two queries.

    Nothing without `finance.view`. The same question asked later gives the same figures.
    """
    moment = end_of(entered_by)
    code = control_code("creditors")
    suppliers: list[SupplierAge] = []
    control = 0
    if viewer.can("finance.view"):
        given: dict[str, str | date | datetime] = {"day": as_of, "moment": moment, "code": code}
        with connection.cursor() as cursor:
            cursor.execute(AGED, given)
            suppliers = [
                SupplierAge(row[0], row[1], row[2], (row[3], row[4], row[5], row[6], row[7]), row[8])
                for row in cursor.fetchall()
            ]
            cursor.execute(
                """
                SELECT coalesce(-sum(l.amount_pence), 0)::bigint
                FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
                WHERE l.account_id = (SELECT id FROM finance_account WHERE code = %(code)s)
                    AND j.state = 'posted' AND j.dated_on <= %(day)s AND j.posted_at <= %(moment)s
                """,
                given,
            )
            (control,) = cursor.fetchone()
    return Creditors(as_of, moment, suppliers, code, control)


def creditors_difference() -> int:
    """What the control account holds now that no open item explains, in pence; nothing where no account is set.

    By running totals and the index of what is unpaid: quick enough for every home page. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT (SELECT coalesce(sum(b.credit_pence - b.debit_pence), 0) FROM finance_balance b
                    WHERE b.account_id = c.account_id)
                - (SELECT coalesce(sum(
                        CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END * (i.gross_pence - i.paid_pence)), 0)
                    FROM finance_invoice i WHERE i.state = 'posted' AND i.paid_pence <> i.gross_pence)
            FROM finance_controlaccount c WHERE c.purpose = 'creditors'
            """
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def other_postings(*, viewer: Actor, as_of: date, entered_by: date | None = None) -> list[OtherPosting]:
    """Journals on the control account that come neither from invoices nor from payments, the latest first; at most 100.

    They are what a difference is made of: opening balances, less the items brought over, and entries by hand.
    """
    if not viewer.can("finance.view"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT j.reference, j.number, j.dated_on, j.description, -sum(l.amount_pence)::bigint
            FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
            WHERE l.account_id = (SELECT id FROM finance_account WHERE code = %s)
                AND j.state = 'posted' AND j.dated_on <= %s AND j.posted_at <= %s
                AND j.source_kind NOT IN ('finance.invoice', 'finance.payment_run', 'finance.payment')
                AND NOT EXISTS (
                    SELECT FROM finance_journal o WHERE o.id = j.reverses_id AND o.source_kind = 'finance.invoice')
            GROUP BY j.id ORDER BY j.dated_on DESC, j.id DESC LIMIT 100
            """,
            [control_code("creditors"), as_of, end_of(entered_by)],
        )
        return [OtherPosting(*row) for row in cursor.fetchall()]


def supplier_paid_for(*, viewer: Actor, reference: str) -> Supplier:
    """The supplier whose account is looked at; `Missing`, too, without `finance.view`."""
    found = Supplier.objects.filter(reference=reference).first() if viewer.can("finance.view") else None
    if found is None:
        raise Missing("There is no such supplier.", next_step="Choose one from the list of suppliers.")
    return found


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """A line of a supplier's account: an invoice, a credit note, a payment or a payment that came back."""

    dated_on: date
    what: str
    number: str
    url_name: str
    reference: str
    pence: int  # owed to the supplier above nothing
    note: str
    balance_pence: int = 0  # after it


def supplier_account(*, viewer: Actor, supplier_id: int, limit: int = 500) -> list[LedgerItem]:
    """All that happened on a supplier's account, the oldest first, with the balance after each; the last `limit`."""
    if not viewer.can("finance.view"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, {"supplier": supplier_id})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    found, balance = [], 0
    for row in rows:
        balance += row[5]
        found.append(replace(LedgerItem(*row), balance_pence=balance))
    return found[-limit:]
