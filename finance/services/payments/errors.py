"""What payment runs refuse, and the sentences of their database guards."""

from __future__ import annotations

from backoffice.errors import Conflict, NotAllowed, Refused


class NothingToPay(Refused):
    code = "nothing_to_pay"


class WrongState(Conflict):
    code = "payment_run_state"


class OwnRun(NotAllowed):
    code = "payment_run_is_your_own"


class RunChanged(Conflict):
    code = "payment_run_changed"


class CannotBePaid(Refused):
    code = "payment_cannot_be_made"


class CannotPayFrom(Refused):
    code = "bank_account_cannot_pay"


class PayDayTooSoon(Refused):
    code = "pay_day_too_soon"


class TooLateForBacs(Refused):
    code = "too_late_for_bacs"


class TotalsDiffer(Refused):
    code = "payment_totals_differ"


class BadAccount(Refused):
    code = "bank_account_fails_modulus"


class CannotBeWritten(Refused):
    code = "bank_file_cannot_be_written"


SENTENCES = {
    "finance_payment_run_begins_proposed": (
        "A payment run begins as a proposal.",
        "Propose it, and have it approved by another person.",
    ),
    "finance_payment_run_kept": (
        "What was approved, paid or cancelled stays as it is.",
        "Take payments out, or cancel the run and propose another.",
    ),
    "finance_payment_run_order": (
        "A payment run is proposed, approved, made into a bank file and confirmed, in this order.",
        "Look at the run again: somebody may have been first.",
    ),
    "finance_payment_run_approved_total": (
        "What is approved is not what is in the run.",
        "Look at the run again and approve what is in it now.",
    ),
    "finance_payment_run_approver_put_back": (
        "Whoever puts a payment back has made the run, too, and cannot approve it.",
        "Ask another approver.",
    ),
    "finance_payment_details_current": (
        "A supplier's bank details are no longer those in the run.",
        "Take the payment out; the next run pays to the new details.",
    ),
    "finance_payment_run_file_agrees": (
        "The bank file does not pay what is in the run.",
        "Tell the people who run the service: nothing has been written.",
    ),
    "finance_payment_run_journal_agrees": (
        "The journal does not say what was paid.",
        "Tell the people who run the service: nothing has been written.",
    ),
    "finance_payment_kept": (
        "Payments are taken out, never deleted.",
        "Take the payment out of its run.",
    ),
    "finance_payment_fixed": (
        "An approved run only loses payments, and none once its bank file is prepared.",
        "Cancel the run, or record the payment as returned once the bank sends it back.",
    ),
    "finance_payment_item_open": (
        "An invoice in the run is not open for that amount any more.",
        "Take it out of the run; see what was paid on the invoice's page.",
    ),
    "finance_invoice_paid_by_payments": (
        "What is paid of an invoice follows from its payments.",
        "Pay it in a payment run.",
    ),
    "finance_invoice_not_in_a_run": (
        "The invoice is in a payment run.",
        "Take it out of the run first; once it is paid, ask for a credit note.",
    ),
    "finance_payment_item_owed": (
        "The open items taken on are more than the creditors' account owes.",
        "Post the opening balances, or find the open item that is not owed.",
    ),
    "finance_journal_reversed_at_its_source": (
        "A document stands behind this journal.",
        "Cancel the invoice, send the delivery back, or record the payment as returned.",
    ),
    "finance_payment_whole": (
        "A payment is not what its invoices come to.",
        "Look at the run again.",
    ),
    "finance_payment_file_kept": ("A bank file never changes.", "Download the one that was made."),
    "finance_payment_file_approved": (
        "A bank file pays what was approved, less what was taken out since.",
        "Have the run approved first.",
    ),
}
