"""How soon suppliers are paid, month by month: what a public body has to publish.

Law: Public Contracts Regulations 2015 reg 113(7) (proportion of invoices paid within 30 days, interest liable); Procurement
Act 2023 ss.68 and 69 (payments compliance). The thirty days are counted from the day after an invoice was received. Invoices
that are disputed do not count, nor do credit notes, nor what is open: the month is the one of the payment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from backoffice.actor import Actor
from finance.queries.payments.creditors import PAID_BEFORE, end_of
from finance.queries.payments.late_payment import late_invoices

DAYS = 30
WHOLE = 10_000

# Months of payment with the invoices wholly paid in them.
PAID = """
    WITH paid AS (
        SELECT i.id, i.gross_pence, i.gross_pence - ({paid_before}) AS owed_pence, i.received_on,
            max(j.dated_on) AS paid_on, sum(item.amount_pence) AS pence
        FROM finance_invoice i
        JOIN finance_paymentitem item ON item.invoice_id = i.id AND item.state IN ('paid', 'returned')
        JOIN finance_payment p ON p.id = item.payment_id
        JOIN finance_paymentrun r ON r.id = p.run_id
        JOIN finance_journal j ON j.id = r.journal_id
        LEFT JOIN finance_journal back ON back.id = p.return_journal_id AND back.posted_at <= %(moment)s
        WHERE i.kind = 'invoice' AND i.state = 'posted' AND NOT i.is_disputed AND j.posted_at <= %(moment)s
            AND back.id IS NULL AND j.dated_on < %(until)s
        GROUP BY i.id
    )
    SELECT date_trunc('month', paid_on)::date, count(*), sum(gross_pence)::bigint,
        count(*) FILTER (WHERE paid_on - received_on <= %(days)s),
        coalesce(sum(gross_pence) FILTER (WHERE paid_on - received_on <= %(days)s), 0)::bigint,
        sum(paid_on - received_on)::bigint
    FROM paid WHERE pence >= owed_pence AND paid_on >= %(since)s GROUP BY 1 ORDER BY 1
""".replace("{paid_before}", PAID_BEFORE)


@dataclass(frozen=True, slots=True)
class MonthPaid:
    """The invoices paid in a month. Values gross, in pence; days from receipt to payment."""

    month: date  # its first day
    count: int
    pence: int
    in_time_count: int
    in_time_pence: int
    days_total: int
    interest_pence: int  # with compensation, that suppliers could ask for

    @property
    def late_count(self) -> int:
        return self.count - self.in_time_count

    @property
    def in_time_basis_points(self) -> int:
        """The proportion of invoices paid in time, in hundredths of a percent, half up."""
        return (2 * self.in_time_count * WHOLE + self.count) // (2 * self.count) if self.count else 0

    @property
    def average_days(self) -> int:
        """Half up."""
        return (2 * self.days_total + self.count) // (2 * self.count) if self.count else 0


def compliance(
    *, viewer: Actor, starts_on: date, ends_before: date, entered_by: date | None = None
) -> list[MonthPaid]:
    """One row for each month with payments, in order; as entered by the end of a day. Five queries.

    Nothing without `finance.view`. An invoice counts in the month in which its last part was paid; what came back did not
    pay it.
    """
    if not viewer.can("finance.view"):
        return []
    interest: dict[date, int] = {}
    last = date.fromordinal(ends_before.toordinal() - 1)
    for late in late_invoices(viewer=viewer, since=starts_on, as_of=last, entered_by=entered_by):
        if late.paid_on is not None:
            month = late.paid_on.replace(day=1)
            interest[month] = interest.get(month, 0) + late.late.total_pence
    with connection.cursor() as cursor:
        cursor.execute(
            PAID,
            {"moment": end_of(entered_by), "since": starts_on, "until": ends_before, "days": DAYS},
        )
        return [
            MonthPaid(row[0], row[1], row[2], row[3], row[4], row[5], interest.get(row[0], 0))
            for row in cursor.fetchall()
        ]
