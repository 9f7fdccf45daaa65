"""Proposing a payment run."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.bacs.working_days import is_working_day, working_days_after
from backoffice.numbering.services import next_number
from backoffice.services import service
from finance.models import BankAccount, Payment, PaymentItem, PaymentRun
from finance.queries.payments.candidates import Candidate, candidates
from finance.services.payments.errors import CannotPayFrom, NothingToPay, PayDayTooSoon


def earliest_pay_on(today: date) -> date:
    """The day on which suppliers have the money of a file made today."""
    return working_days_after(today, 2)


@service(permission="finance.prepare_payments")
def propose_run(
    *, actor: Actor, bank_account: BankAccount, due_by: date, pay_on: date, today: date
) -> PaymentRun:
    """Put everything payable that is due by a day into a run: one payment a supplier, its credit notes taken off.

    What cannot be paid stays out (`queries.payments.candidates` says why). Two proposals at once: the second finds the
    invoices in the first.
    """
    check_bank_account(bank_account)
    check_pay_on(pay_on, today)
    found = candidates(due_by=due_by, lock=True)
    if not found.pay:
        raise NothingToPay(
            f"Nothing due by {due_by:%-d %B %Y} can be paid.",
            where="due_by",
            next_step=f"See why below: {len(found.left_out)} are left out."
            if found.left_out
            else "Choose a later day, or post invoices first.",
        )
    run = PaymentRun.objects.create(
        number=next_number("payment run", prefix="PAY"),
        bank_account=bank_account,
        due_by=due_by,
        pay_on=pay_on,
        made_by_id=actor.member_id,
    )
    payments = Payment.objects.bulk_create(
        [_payment(run, number, each) for number, each in enumerate(found.pay, start=1)]
    )
    PaymentItem.objects.bulk_create(
        PaymentItem(payment=payment, invoice=item.invoice, amount_pence=item.amount_pence)
        for payment, each in zip(payments, found.pay, strict=True)
        for item in each.items
    )
    return run


def check_bank_account(bank_account: BankAccount) -> None:
    """Refuse an account that no Bacs file can be paid from."""
    if bank_account.is_closed:
        raise CannotPayFrom(
            f"{bank_account} is closed.", where="bank_account", next_step="Choose another bank account."
        )
    if not bank_account.service_user_number:
        raise CannotPayFrom(
            f"{bank_account} has no Bacs service user number.",
            where="bank_account",
            next_step="Enter the number the bank gave you on the bank account's page.",
        )


def check_pay_on(pay_on: date, today: date) -> None:
    """Refuse a day on which Bacs does not pay, or not any more."""
    earliest = earliest_pay_on(today)
    if pay_on < earliest:
        raise PayDayTooSoon(
            f"Bacs needs three working days: a file made today pays on {earliest:%-d %B %Y}.",
            where="pay_on",
            next_step=f"Choose {earliest:%-d %B %Y} or later.",
        )
    if not is_working_day(pay_on):
        raise PayDayTooSoon(
            f"Bacs does not pay on {pay_on:%A %-d %B %Y}.",
            where="pay_on",
            next_step=f"Choose {working_days_after(pay_on, 1):%A %-d %B %Y}.",
        )


def _payment(run: PaymentRun, number: int, found: Candidate) -> Payment:
    return Payment(
        run=run,
        number=number,
        supplier=found.supplier,
        amount_pence=found.total_pence,
        bank_details=found.details,
        account_name=found.details.account_name,
        sort_code=found.details.sort_code,
        account_number=found.details.account_number,
        payee_reference=f"{run.number}/{number:04d}",
    )
